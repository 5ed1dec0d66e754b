"""The wide table that prospects are picked from: one row per customer, as of today.

Facts come from the mart's own tables (today's state, unlike features, which only read what is
dated); scores are joined by the caller.
"""

from datetime import datetime, time, timedelta
from typing import Any

from decision_models.features.feature import AsOf
from decision_models.features.sources import instant
from decision_models.labels import month_end
from decision_models.mart.schema import BALANCE_CATEGORIES
from home.clock import SHANGHAI

CONSENT_CHANNELS = ("sms", "push", "wecom", "outbound_call", "email")
CALL_CHANNELS = ("outbound_call",)


def prospects(con: Any, as_of: AsOf, moment: datetime) -> Any:
    """An Ibis table: the columns of docs/architecture.md without ``score_<model>``.

    ``moment`` is now: days back and calls today count from it.
    """
    customers = con.table("customers")
    base = customers.filter(customers.opened_on <= as_of.day)
    table = base.select(
        "customer_id",
        "name",
        "gender",
        "birth_date",
        "city",
        "occupation",
        "tier",
        "is_payroll",
        "opened_on",
        age=_age(base.birth_date, as_of),
        preferred_channel=base.channel_preference,
    )
    parts = (
        _assignments(con),
        _balances(con, as_of),
        _assessments(con, as_of),
        _maturities(con, as_of),
        _contacts(con, moment),
        _consents(con, moment),
    )
    for part in parts:
        table = table.left_join(part, "customer_id").drop("customer_id_right")
    return _whole(table, keeps_profiling=_keeps_profiling(con))


def _keeps_profiling(con: Any) -> bool:
    """Whether the institution records consent to profiling at all."""
    consents = con.table("consents")
    rows: int = consents.filter(consents.purpose == "profiling").count().to_pyarrow().as_py()
    return rows > 0


def _whole(table: Any, *, keeps_profiling: bool) -> Any:
    """Nought, or no, where a customer has no row; consent that was never given is none.

    Where no consent to profiling was ever recorded, of anybody, profiling rests on something else
    (个保法 13), and only marketing is without consent.
    """
    counts = [name for name in table.columns if name.startswith(("contacts_", "calls_"))]
    amounts = ["aum", *(f"balance_{category}" for category in BALANCE_CATEGORIES)]
    consents = [name for name in table.columns if name.startswith("consent_")]
    filled = {name: table[name].fill_null(0) for name in counts}
    filled |= {name: table[name].fill_null(0.0) for name in amounts}
    filled |= {name: table[name].fill_null(False) for name in (*consents, "profiling_said")}
    if not keeps_profiling:
        filled["consent_profiling"] = table.customer_id.notnull()
    return table.mutate(**filled)


def _age(birth_date: Any, as_of: AsOf) -> Any:
    day = as_of.day
    before = (birth_date.month() > day.month) | (
        (birth_date.month() == day.month) & (birth_date.day() > day.day)
    )
    return day.year - birth_date.year() - before.cast("int64")


def _assignments(con: Any) -> Any:
    return con.table("assignments").select("customer_id", "manager_id", "branch_id")


def _balances(con: Any, as_of: AsOf) -> Any:
    rows = con.table("balances")
    rows = rows.filter(rows.as_of == month_end(as_of.month))
    by_category = {
        f"balance_{category}": rows.balance.sum(where=rows.category == category)
        for category in BALANCE_CATEGORIES
    }
    return rows.group_by("customer_id").aggregate(aum=rows.balance.sum(), **by_category)


def _assessments(con: Any, as_of: AsOf) -> Any:
    rows = con.table("risk_assessments")
    rows = rows.filter(rows.assessed_on <= as_of.day)
    return rows.group_by("customer_id").aggregate(
        risk_level=rows.level.argmax(rows.assessed_on),
        risk_assessed_on=rows.assessed_on.max(),
        risk_expires_on=rows.expires_on.argmax(rows.assessed_on),
    )


def _maturities(con: Any, as_of: AsOf) -> Any:
    rows = con.table("positions")
    rows = rows.filter((rows.matures_on > as_of.day) & (rows.amount > 0))
    first = rows.group_by("customer_id").aggregate(next_maturity_on=rows.matures_on.min())
    both = rows.inner_join(first, "customer_id")
    both = both.filter(both.matures_on == both.next_maturity_on)
    return both.group_by("customer_id").aggregate(
        next_maturity_on=both.next_maturity_on.min(),
        next_maturity_amount=both.amount.sum(),
        # Where several mature on that day, the largest; the smaller id where they are equal.
        next_maturity_product_id=both.product_id.argmax(both.amount),
    )


def _contacts(con: Any, moment: datetime) -> Any:
    rows = con.table("contacts")
    rows = rows.filter(rows.treated & (rows["at"] <= instant(rows["at"], moment)))
    call = rows.channel.isin(CALL_CHANNELS)
    today = datetime.combine(moment.astimezone(SHANGHAI).date(), time.min, SHANGHAI)

    def since(start: datetime) -> Any:
        return rows["at"] >= instant(rows["at"], start)

    week, month = since(moment - timedelta(days=7)), since(moment - timedelta(days=30))
    return rows.group_by("customer_id").aggregate(
        last_contact_at=rows["at"].max(),
        contacts_7d=rows.count(where=week),
        contacts_30d=rows.count(where=month),
        calls_today=rows.count(where=call & since(today)),
        calls_7d=rows.count(where=call & week),
        refused_at=rows["at"].max(where=rows.outcome == "refused"),
    )


def _consents(con: Any, moment: datetime) -> Any:
    """The latest word by purpose and channel; ``all`` speaks for every channel, and what is newer
    counts. At the same moment a refusal counts more than a consent.
    """
    rows = con.table("consents")
    rows = rows.filter(rows.changed_at <= instant(rows.changed_at, moment))

    def granted(purpose: str, *channels: str) -> Any:
        said = (rows.purpose == purpose) & rows.channel.isin(channels)
        yes = rows.changed_at.max(where=said & rows.granted)
        no = rows.changed_at.max(where=said & ~rows.granted)
        return yes.notnull() & (no.isnull() | (yes > no)).fill_null(True)

    marketing = {
        f"consent_{channel}": granted("marketing", channel, "all") for channel in CONSENT_CHANNELS
    }
    profiling = granted("profiling", "all", *CONSENT_CHANNELS)
    return rows.group_by("customer_id").aggregate(
        consent_profiling=profiling,
        profiling_said=(rows.purpose == "profiling").any(),
        **marketing,
    )
