"""What was bought, redeemed and paid out, and what will mature."""

from evals.peers.by_pandas.customers import YEAR, Customers, Rows, Where, both, equal

CATEGORIES = ("wealth", "fund", "deposit", "insurance", "gold", "pension")
CHANNELS = ("app", "branch", "manager")
WITH_A_TERM = ("wealth", "deposit", "insurance")


def add(customers: Customers) -> None:
    """Sums by side, category and channel; maturities ahead; shares."""
    every = customers.dated("orders", ["product_id", "side", "amount", "channel"], None)
    columns = ["product_id", "category", "term_days", "risk_level_issuer", "risk_level_seller"]
    shelf = customers.table("products", columns)
    levels = shelf[["risk_level_issuer", "risk_level_seller"]]
    shelf["risk"] = levels.apply(lambda level: level.str[1].astype("float")).max(axis=1)
    every = every.merge(shelf.drop(columns=list(levels)), on="product_id")
    _maturing(customers, every[every["side"] == "buy"])
    rows = every[every["days_ago"] < YEAR]
    _sides(customers, rows)
    _categories(customers, rows)
    _relations(customers)


_BOUGHT, _REDEEMED, _MATURED = (equal("side", one) for one in ("buy", "redeem", "mature"))


def _of(side: Where, category: str) -> Where:
    return both(side, equal("category", category))


def _sides(customers: Customers, rows: Rows) -> None:
    up, long = customers.sum_up, (30, 90, 180, YEAR)
    up(rows, _BOUGHT, "buy", "amount", count=long, total=long, largest=(90, YEAR), mean=(YEAR,))
    up(rows, _BOUGHT, "buy", "category", distinct=(90, YEAR), since=False)
    up(rows, _REDEEMED, "redeem", "amount", count=(90, YEAR), total=(30, 90, YEAR))
    up(rows, _MATURED, "matured", "amount", count=(90, YEAR), total=(7, 30, 90, YEAR))
    up(rows, _BOUGHT, "bought_risk", "risk", mean=(YEAR,), largest=(YEAR,), since=False)
    up(rows, _BOUGHT, "bought_term", "term_days", mean=(YEAR,), largest=(YEAR,), since=False)


def _categories(customers: Customers, rows: Rows) -> None:
    up, year = customers.sum_up, (YEAR,)
    for one in CATEGORIES:
        of_it, key = _of(_BOUGHT, one), f"buy_{one}"
        up(rows, of_it, key, "amount", count=(90, YEAR), total=(90, YEAR), largest=year)
        customers.share(f"{key}_of_buys_365d", f"{key}_total_amount_365d", "buy_total_amount_365d")
    for one in ("fund", "gold", "wealth"):
        up(rows, _of(_REDEEMED, one), f"redeem_{one}", "amount", count=year, total=year)
    for one in WITH_A_TERM:
        of_it = _of(_MATURED, one)
        up(rows, of_it, f"matured_{one}", "amount", count=year, total=(90, YEAR))
    for one in CHANNELS:
        through, key = both(_BOUGHT, equal("channel", one)), f"buy_by_{one}"
        up(rows, through, key, "amount", count=year, total=year)
        customers.share(f"{key}_share", f"{key}_count_365d", "buy_count_365d")
    customers.evenness("buy_evenness", [f"buy_{one}_count_365d" for one in CATEGORIES])


def _maturing(customers: Customers, bought: Rows) -> None:
    left = bought["term_days"].astype("float64") - bought["days_ago"]
    ahead = bought.assign(left=left)[left > 0]
    groups = {"": ahead} | {f"{one}_": ahead[ahead["category"] == one] for one in WITH_A_TERM}
    for key, rows in groups.items():
        for days in (30, 90) if key else (7, 30, 60, 90, 180):
            near = rows[rows["left"] <= days].groupby("customer_id", observed=True)
            customers.put(f"maturing_{key}{days}d", near["amount"].sum(), 0.0)
        first = rows.groupby("customer_id", observed=True)["left"].min()
        customers.put(f"days_to_maturity_{key}".removesuffix("_"), first)


def _relations(customers: Customers) -> None:
    quarter, year = "buy_total_amount_90d", "buy_total_amount_365d"
    divide = customers.divide
    divide("buy_of_aum_90d", quarter, "aum")
    divide("buy_of_money_in_365d", year, "money_in_total_amount_365d")
    divide("redeem_of_buy_365d", "redeem_total_amount_365d", year)
    divide("matured_of_aum_90d", "matured_total_amount_90d", "aum")
    divide("buy_of_matured_90d", quarter, "matured_total_amount_90d")
    customers.share("maturing_share_30d", "maturing_30d", "aum")
    customers.share("maturing_share", "maturing_90d", "aum")
