"""The mart's tables as features read them: rows known by the as-of moment, with ``days_ago``.

Columns that hold today's state without a date (a customer's tier, the payroll mark, a loan's
balance, days overdue, the positions that were not yet sold) are left alone: for an earlier as-of
day they would tell what happened after it. Holdings and maturities come from orders instead.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from decision_models.features.factory import LONGEST_WINDOW
from decision_models.features.feature import AsOf

Rows: TypeAlias = Callable[[Any, AsOf], Any]

HALF_YEAR = 180
"""How far back account and app events are read: what is older says little, and there is most of
it."""
WINDOWS = (7, 30, 90, 180)
"""The windows over transactions, in days."""
LARGE_AMOUNT = 50_000
"""Yuan from which one movement counts as large (the threshold for reporting cash transactions in
金融机构大额交易和可疑交易报告管理办法, article 5, taken as a yardstick)."""
PEAK_MONTHS = 6
"""How many month-ends back balances are read."""

OUTCOME_DAYS = 30
"""A contact's outcome may still change for so long (a purchase after it): younger ones are not
read, because the change would be known only later."""


@dataclass(frozen=True)
class Source:
    """A table of the mart, what else it needs, and how its rows are read."""

    name: str
    tables: tuple[str, ...]
    rows: Rows


def customers(con: Any, as_of: AsOf) -> Any:
    """Customers whose first account was opened by the day."""
    table = con.table("customers")
    return table.filter(table.opened_on <= as_of.day)


def balances(con: Any, as_of: AsOf) -> Any:
    """Month-end balances of the last half year, with ``months_ago`` (0 = the last one)."""
    table = con.table("balances")
    months = table.as_of.year() * 12 + table.as_of.month() - 1
    earliest = as_of.day - timedelta(days=31 * (PEAK_MONTHS + 1))
    rows = table.filter((table.as_of <= as_of.day) & (table.as_of >= earliest))
    return rows.mutate(months_ago=as_of.month - months).filter(
        lambda t: (t.months_ago >= 0) & (t.months_ago <= PEAK_MONTHS)
    )


def orders(con: Any, as_of: AsOf) -> Any:
    """Orders with what was bought: ``category``, ``risk`` (1-5, the stricter rating),
    ``term_days`` and ``matures_in`` (days from the as-of day, negative when past).
    """
    products = con.table("products")
    risk = _greatest(_digit(products.risk_level_issuer), _digit(products.risk_level_seller))
    shelf = products.select("product_id", "category", "term_days", risk=risk)
    rows = _dated(con.table("orders"), as_of, None).inner_join(shelf, "product_id")
    return rows.mutate(matures_in=rows.term_days - rows.days_ago)


def transactions(con: Any, as_of: AsOf) -> Any:
    """Transactions of the last half year, summed up by kind, direction (``into``), size
    (``large``), the other side (``own``: an account of the customer elsewhere; ``securities``: a
    securities firm) and window: ``n``, ``amount``, ``largest_amount``, the youngest ``days_ago``.

    Summing up first leaves a third of the rows to the many aggregates that follow. Windows must
    be those of ``WINDOWS``.
    """
    rows = _dated(con.table("transactions"), as_of, HALF_YEAR)
    rows = rows.mutate(
        into=rows.direction == "in",
        large=rows.amount >= LARGE_AMOUNT,
        own=(rows.counterparty_kind == "own_account").fill_null(False),
        securities=(rows.counterparty_kind == "securities").fill_null(False),
        window=sum((rows.days_ago >= days).cast("int8") for days in WINDOWS),
    )
    keys = ("customer_id", "kind", "into", "large", "own", "securities", "window")
    return rows.group_by(*keys).aggregate(
        n=rows.count(),
        amount=rows.amount.sum(),
        largest_amount=rows.amount.max(),
        days_ago=rows.days_ago.min(),
    )


def app_events(con: Any, as_of: AsOf) -> Any:
    """App events of the last half year, with the ``category`` of the product looked at."""
    shelf = con.table("products").select("product_id", "category")
    return _dated(con.table("app_events"), as_of, HALF_YEAR).left_join(shelf, "product_id")


def contacts(con: Any, as_of: AsOf) -> Any:
    """Contacts that reached a customer (controls were not contacted) in the last year."""
    return _dated(con.table("contacts"), as_of).filter(lambda t: t.treated)


def service_requests(con: Any, as_of: AsOf) -> Any:
    """Complaints and questions of the last year."""
    return _dated(con.table("service_requests"), as_of)


def risk_assessments(con: Any, as_of: AsOf) -> Any:
    """Assessments made by the day, with ``days_ago``, ``valid_for`` (days) and ``risk`` (1-5)."""
    table = con.table("risk_assessments")
    rows = table.filter(table.assessed_on <= as_of.day)
    return rows.mutate(
        days_ago=_days_before(rows.assessed_on, as_of),
        valid_for=-_days_before(rows.expires_on, as_of),
        risk=_digit(rows.level),
    )


def cards(con: Any, as_of: AsOf) -> Any:
    """Cards opened by the day, with ``days_ago`` since then."""
    table = con.table("cards")
    rows = table.filter(table.opened_on <= as_of.day)
    return rows.mutate(days_ago=_days_before(rows.opened_on, as_of))


def loans(con: Any, as_of: AsOf) -> Any:
    """Loans running on the day, with ``days_ago`` since opening and ``days_left``."""
    table = con.table("loans")
    running = table.matures_on.isnull() | (table.matures_on > as_of.day)
    rows = table.filter((table.opened_on <= as_of.day) & running)
    return rows.mutate(
        days_ago=_days_before(rows.opened_on, as_of),
        days_left=-_days_before(rows.matures_on, as_of),
    )


SOURCES: Mapping[str, Source] = {
    source.name: source
    for source in (
        Source("customers", ("customers",), customers),
        Source("balances", ("balances",), balances),
        Source("orders", ("orders", "products"), orders),
        Source("transactions", ("transactions",), transactions),
        Source("app_events", ("app_events", "products"), app_events),
        Source("contacts", ("contacts",), contacts),
        Source("service_requests", ("service_requests",), service_requests),
        Source("risk_assessments", ("risk_assessments",), risk_assessments),
        Source("cards", ("cards",), cards),
        Source("loans", ("loans",), loans),
    )
}


def only(rows: Any, customer_ids: Sequence[str] | None) -> Any:
    """The rows of these customers, all of them for None."""
    return rows if customer_ids is None else rows.filter(rows.customer_id.isin(list(customer_ids)))


def instant(column: Any, moment: datetime) -> Any:
    """``moment`` as a value that can be compared with a column of UTC times, zoned or not."""
    import ibis

    utc = moment.astimezone(UTC)
    return ibis.literal(utc if column.type().timezone else utc.replace(tzinfo=None))


def _dated(table: Any, as_of: AsOf, days: int | None = LONGEST_WINDOW) -> Any:
    known = table.at < instant(table.at, as_of.cut)
    if days is not None:
        known = known & (table.at >= instant(table.at, as_of.cut - timedelta(days=days)))
    last_second = int(as_of.cut.timestamp()) - 1
    rows = table.filter(known)
    return rows.mutate(days_ago=(last_second - rows.at.epoch_seconds()) // 86_400)


def _days_before(column: Any, as_of: AsOf) -> Any:
    import ibis

    return ibis.literal(as_of.day).delta(column.cast("date"), unit="day")


def _digit(level: Any) -> Any:
    return level.substr(1, 1).try_cast("int64")


def _greatest(one: Any, other: Any) -> Any:
    import ibis

    return ibis.greatest(one, other)
