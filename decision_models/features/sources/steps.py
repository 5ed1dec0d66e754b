"""What happened to a customer in order, for features such as "salary in, then out in 3 days"."""

from typing import Any

from decision_models.features.sources.dating import dated
from decision_models.features.sources.moment import Moment
from decision_models.features.sources.money import LARGE_AMOUNT

LOOKBACK = 180
THEN = ("out", "buy", "view")
"""Kinds of rows that sequences end with."""
KINDS = {
    name: number
    for number, name in enumerate(
        (
            *THEN,
            "salary",
            "large_in",
            "redeem",
            "mature",
            "calculator",
            "search",
            "news",
            "banner",
            "contact",
            "complaint",
        )
    )
}
"""Kinds of moments, by the number that stands for each: a column of whole numbers is compared many
times faster than one of texts. Sequences begin with all of them but the first two."""
_FIRSTS = 2


def steps(con: Any, as_of: Moment) -> Any:
    """Moments of the last half year that something may follow: ``kind`` (of ``KINDS``),
    ``amount`` (yuan, 0 where there is none), ``days_ago``, and for each kind of ``THEN`` how many
    seconds later the next one came (``until_out`` ...), null where none came by the as-of moment.
    """
    import ibis

    rows = _moments(con, as_of)
    # Newest first: the largest ``ago`` of the kind so far is the next one in time.
    later = ibis.range_window(preceding=None, following=0, group_by="customer_id", order_by="ago")
    followed = rows.mutate(
        **{
            f"until_{kind}": rows.ago
            - ibis.ifelse(rows.kind == KINDS[kind], rows.ago, None).max().over(later)
            for kind in THEN
        }
    )
    return followed.filter(followed.kind >= _FIRSTS)


def _moments(con: Any, as_of: Moment) -> Any:
    import ibis

    money = dated(con.table("transactions"), as_of, LOOKBACK)
    into = money.direction == "in"
    parts = [
        _named(
            money,
            (into & (money.kind == "salary"), "salary"),
            (into & (money.amount >= LARGE_AMOUNT), "large_in"),
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

    numbered = [(where, ibis.literal(KINDS[kind], "int8")) for where, kind in branches]
    kind = ibis.cases(*numbered)
    named = rows.select("customer_id", "ago", "days_ago", kind=kind, amount=amount.cast("float64"))
    return named.filter(named.kind.notnull())
