"""Total assets (AUM) at month-ends: how they rise and fall, and the tiers that they reach."""

from typing import Any

from decision_models.catalogue.label_kinds import AumFall, AumRise, TierDown, TierUp
from decision_models.labels.window import Window, month_end


def fallen(con: Any, label: AumFall, window: Window) -> Any:
    """Whose AUM at the end has fallen by that share."""
    both = _then_and_now(con, window)
    # Whoever closed the account has no balance left to be read.
    found = both.filter(both.after.fill_null(0.0) <= both.before * (1.0 - label.share))
    return found.select("customer_id")


def risen(con: Any, label: AumRise, window: Window) -> Any:
    """Whose AUM at the end has risen by that share."""
    both = _then_and_now(con, window)
    return both.filter(both.after >= both.before * (1.0 + label.share)).select("customer_id")


def tier_up(con: Any, _label: TierUp, window: Window) -> Any:
    """Whose AUM reaches a higher tier at a month-end of the window."""
    rows = _aum(con, window)
    both = rows.group_by("customer_id").aggregate(
        before=rows.aum.sum(where=rows.as_of == month_end(window.month)),
        after=rows.aum.max(where=rows.as_of > month_end(window.month)),
    )
    return both.filter(_tier(both.after) > _tier(both.before.fill_null(0.0))).select("customer_id")


def tier_down(con: Any, _label: TierDown, window: Window) -> Any:
    """Whose AUM at the end lies in a lower tier."""
    both = _then_and_now(con, window)
    found = both.filter(_tier(both.after.fill_null(0.0)) < _tier(both.before))
    return found.select("customer_id")


def _aum(con: Any, window: Window) -> Any:
    """AUM by customer and month-end, from the last one known to the last of the window."""
    rows = con.table("balances")
    first, last = month_end(window.month), month_end(window.last_month)
    rows = rows.filter(rows.as_of.between(first, last))
    return rows.group_by("customer_id", "as_of").aggregate(aum=rows.balance.sum())


def _then_and_now(con: Any, window: Window) -> Any:
    rows = _aum(con, window)
    before, after = month_end(window.month), month_end(window.last_month)
    return rows.group_by("customer_id").aggregate(
        before=rows.aum.sum(where=rows.as_of == before),
        after=rows.aum.sum(where=rows.as_of == after),
    )


def _tier(aum: Any) -> Any:
    from decision_models.mart.schema import TIERS

    return sum((aum >= threshold).cast("int8") for _, threshold in TIERS)
