"""What happened to a customer in order, for features such as "salary in, then out in 3 days"."""

from typing import Any

from decision_models.features.feature import AsOf
from decision_models.features.sources.dating import dated
from decision_models.features.sources.money import LARGE_AMOUNT

LOOKBACK = 180
THEN = ("out", "buy", "view")
"""Kinds of rows that sequences end with."""


def steps(con: Any, as_of: AsOf) -> Any:
    """Telling moments of the last half year: ``kind``, ``amount`` (yuan, 0 where there is none),
    ``days_ago``, and for each kind of ``THEN`` how many seconds later the next one came
    (``until_out`` ...), null where none came by the as-of moment.
    """
    import ibis

    rows = _moments(con, as_of)
    # Newest first: the largest ``ago`` of the kind so far is the next one in time.
    later = ibis.range_window(preceding=None, following=0, group_by="customer_id", order_by="ago")
    return rows.mutate(
        **{
            f"until_{kind}": rows.ago
            - ibis.ifelse(rows.kind == kind, rows.ago, None).max().over(later)
            for kind in THEN
        }
    )


def _moments(con: Any, as_of: AsOf) -> Any:
    import ibis

    money = dated(con.table("transactions"), as_of, LOOKBACK)
    into = money.direction == "in"
    parts = [
        _named(
            money,
            (into & (money.kind == "salary"), "salary"),
            (into & (money.amount >= LARGE_AMOUNT), "large_in"),
            (into & (money.counterparty_kind == "own_account"), "own_in"),
            (
                ~into & ((money.kind == "transfer") | (money.counterparty_kind == "securities")),
                "out",
            ),
            amount=money.amount,
        )
    ]
    orders = dated(con.table("orders"), as_of, LOOKBACK)
    parts.append(
        _named(
            orders,
            *((orders.side == s, s) for s in ("buy", "redeem", "mature")),
            amount=orders.amount,
        )
    )
    events = dated(con.table("app_events"), as_of, LOOKBACK)
    names = {
        "view_product": "view",
        "calculator": "calculator",
        "search": "search",
        "view_news": "news",
        "click_banner": "banner",
    }
    nothing = ibis.literal(0.0)
    parts.append(
        _named(events, *((events.event == e, k) for e, k in names.items()), amount=nothing)
    )
    contacts = dated(con.table("contacts"), as_of, LOOKBACK)
    parts.append(_named(contacts, (contacts.treated, "contact"), amount=nothing))
    requests = dated(con.table("service_requests"), as_of, LOOKBACK)
    parts.append(_named(requests, (requests.kind == "complaint", "complaint"), amount=nothing))
    return ibis.union(*parts)


def _named(rows: Any, *branches: tuple[Any, str], amount: Any) -> Any:
    import ibis

    named = rows.select(
        "customer_id", "ago", "days_ago", kind=ibis.cases(*branches), amount=amount.cast("float64")
    )
    return named.filter(named.kind.notnull())
