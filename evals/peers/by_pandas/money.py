"""What moved on the account."""

from evals.peers.by_pandas.customers import YEAR, Customers, Rows, Where, both, equal

QUARTER = (90, YEAR)
USUAL = (30, 90, YEAR)
CHANNELS = ("branch", "app", "online", "pos")
PARTS = {
    "money_in": ("salary", "own_in", "person_in", "large_in"),
    "money_out": (
        "consumption",
        "own_out",
        "person_out",
        "securities",
        "repayment",
        "large_out",
    ),
}


def add(customers: Customers) -> None:
    """Counts and sums by kind and direction, trends, flows, shares, own past."""
    columns = ["amount", "direction", "kind", "counterparty_kind", "channel"]
    rows = customers.dated("transactions", columns)
    into, spent = _in(rows), rows[_spent(rows)]
    _kinds(customers, rows)
    _directions(customers, rows)
    _trends(customers)
    _flows(customers)
    _weekends(customers, rows, spent)
    for key, chosen in (
        ("money_in", rows[into]),
        ("money_out", rows[~into]),
        ("consumption", spent),
    ):
        by = chosen.assign(block=chosen["days_ago"] // 30).query("block < 12")
        customers.own_past(
            key, by.groupby(["customer_id", "block"], observed=True)["amount"].sum().unstack()
        )


def _in(rows: Rows) -> Rows:
    return rows["direction"] == "in"


def _out(rows: Rows) -> Rows:
    return rows["direction"] != "in"


def _large(rows: Rows) -> Rows:
    return rows["amount"] >= 50_000


def _not_securities(rows: Rows) -> Rows:
    return rows["counterparty_kind"] != "securities"


def _spent(rows: Rows) -> Rows:
    return rows["kind"].isin(["consumption", "third_party_payment"]) & _not_securities(rows)


def _party(value: str) -> Where:
    return equal("counterparty_kind", value)


def _kinds(customers: Customers, rows: Rows) -> None:
    up, transfer = customers.sum_up, equal("kind", "transfer")
    salary = both(equal("kind", "salary"), _in)
    up(rows, salary, "salary", "amount", count=QUARTER, total=QUARTER, mean=(90,))
    for key, way in (("transfer_in", _in), ("transfer_out", _out)):
        moved = both(transfer, way)
        up(rows, moved, key, "amount", count=USUAL, total=(30, 90), largest=(30, 90))
    for key, where in (
        ("own_in", both(_party("own_account"), _in)),
        ("own_out", both(_party("own_account"), _out)),
        ("person_in", both(_party("person"), _in)),
        ("person_out", both(_party("person"), _out)),
        ("securities", both(_party("securities"), _out)),
        ("repayment", equal("kind", "repayment")),
        ("large_in", both(_in, _large)),
        ("large_out", both(_out, _large)),
    ):
        up(rows, where, key, "amount", count=USUAL, total=USUAL, largest=(90,))
    platform = both(equal("kind", "third_party_payment"), _not_securities)
    up(rows, platform, "platform", "amount", count=(30, 90), total=USUAL, since=False)
    up(rows, equal("kind", "fee"), "fee", "amount", count=QUARTER, total=QUARTER)


def _directions(customers: Customers, rows: Rows) -> None:
    up, ever = customers.sum_up, (7, 30, 90, 180, YEAR)
    up(rows, _spent, "consumption", "amount", count=USUAL, total=ever, largest=(90,), mean=(90,))
    up(rows, _in, "money_in", "amount", count=USUAL, total=ever)
    up(rows, _out, "money_out", "amount", count=(30,), total=ever)
    up(rows, None, "moves", "amount", count=ever)
    for channel in CHANNELS:
        through = equal("channel", channel)
        up(rows, through, f"moves_{channel}", "amount", count=USUAL, total=(90,))


def _trends(customers: Customers) -> None:
    for key in ("salary", "fee"):
        customers.trends(key, "total_amount", [(90, YEAR)])
    for key in ("transfer_in", "transfer_out"):
        customers.trends(key, "total_amount", [(30, 90)])
    for key in ("money_in", "money_out", *PARTS["money_in"][1:], *PARTS["money_out"]):
        customers.trends(key, "total_amount", [(30, 90), (90, YEAR)])


def _flows(customers: Customers) -> None:
    made = customers.columns
    for days in (7, 30, 90, 180, YEAR):
        into, out = (f"money_{way}_total_amount_{days}d" for way in ("in", "out"))
        made[f"net_in_{days}d"] = made[into] - made[out]
        if days in USUAL:
            customers.divide(f"out_of_in_{days}d", out, into)
        if days in (30, 90):
            customers.divide(f"out_of_aum_{days}d", out, "aum")
            customers.divide(f"in_of_aum_{days}d", into, "aum")
    for whole, parts in PARTS.items():
        for key in parts:
            for days in QUARTER:
                amounts = f"{key}_total_amount_{days}d", f"{whole}_total_amount_{days}d"
                customers.share(f"{key}_of_{whole}_{days}d", *amounts)
    for channel in CHANNELS:
        count = f"moves_{channel}_count_365d"
        customers.share(f"moves_{channel}_share", count, "moves_count_365d")
    customers.evenness(
        "moves_channel_evenness", [f"moves_{channel}_count_365d" for channel in CHANNELS]
    )
    platform, repaid = "platform_total_amount_90d", "repayment_total_amount_90d"
    customers.share("platform_of_consumption_90d", platform, "consumption_total_amount_90d")
    customers.divide("repayment_of_salary_90d", repaid, "salary_total_amount_90d")


def _weekends(customers: Customers, rows: Rows, spent: Rows) -> None:
    for key, chosen in (("consumption", spent), ("moves", rows)):
        weekday = (customers.day.weekday() - chosen["days_ago"]) % 7
        for days in QUARTER:
            where = (weekday >= 5) & (chosen["days_ago"] < days)
            name = f"weekend_{key}_{days}d"
            number = chosen[where].groupby("customer_id", observed=True).size()
            customers.put(name, number, 0.0)
            whole = f"{key}_count_{days}d"
            customers.share(f"weekend_{key}_share_{days}d", name, whole)
            del customers.columns[name]
