"""Account transactions, summed up before the many aggregates that read them."""

from typing import Any

from decision_models.features.sources.dating import dated, on_weekend, over_windows
from decision_models.features.sources.moment import Moment

YEAR = 365
WINDOWS = (7, 30, 90, 180)
"""The windows over transactions and app events, in days, besides the whole year."""
LARGE_AMOUNT = 50_000
"""Yuan from which one movement counts as large (the threshold for reporting cash transactions in
金融机构大额交易和可疑交易报告管理办法, article 5, taken as a yardstick)."""
BLOCK_DAYS = 30
BLOCKS = 12
"""How many blocks of ``BLOCK_DAYS`` days a customer's own past is divided into."""
_KEYS = ("customer_id", "kind", "into", "large", "party", "channel")


def is_consumption(table: Any) -> Any:
    """Paying a merchant by card or through a payment platform; securities accounts are neither."""
    paid = (table.kind == "consumption") | (table.kind == "third_party_payment")
    return paid & (table.party != "securities")


def _read(con: Any, as_of: Moment, days: int) -> Any:
    rows = dated(con.table("transactions"), as_of, days)
    return rows.mutate(
        into=rows.direction == "in", party=rows.counterparty_kind.fill_null("unknown")
    )


def transactions(con: Any, as_of: Moment) -> Any:
    """Transactions of the last year, summed up by kind, direction (``into``), size (``large``),
    the other side (``party``) and ``channel``: over each of ``WINDOWS`` and the year ``n``,
    ``amount``, ``largest_amount`` and how many at ``weekend``; the youngest ``days_ago``.

    Summing up first leaves a twelfth of the rows to the hundreds of aggregates that follow.
    """
    rows = _read(con, as_of, YEAR)
    rows = rows.mutate(large=rows.amount >= LARGE_AMOUNT)
    weekend = on_weekend(rows, as_of).cast("float64")
    sums = {"amount": rows.amount, "weekend": weekend}
    return rows.group_by(*_KEYS).aggregate(
        **over_windows(rows, WINDOWS, longest=YEAR, sums=sums, most="amount")
    )


def months(con: Any, as_of: Moment) -> Any:
    """What moved in each of the last ``BLOCKS`` blocks of 30 days: ``block`` (0 = the last one),
    ``money_in``, ``money_out``, ``consumption`` in yuan.
    """
    import ibis

    rows = _read(con, as_of, BLOCKS * BLOCK_DAYS)
    rows = rows.mutate(block=rows.days_ago // BLOCK_DAYS)

    def total(where: Any) -> Any:
        return ibis.ifelse(where, rows.amount, 0.0).sum().round(2)

    return rows.group_by("customer_id", "block").aggregate(
        money_in=total(rows.into),
        money_out=total(~rows.into),
        consumption=total(is_consumption(rows)),
    )
