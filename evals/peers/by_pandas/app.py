"""What is done in the app."""

from evals.peers.by_pandas.customers import DAY, YEAR, Customers, Rows, both, equal, one_of

ALL = (7, 30, 90, 180, YEAR)
USUAL = (30, 90, YEAR)
CATEGORIES = (
    "wealth", "fund", "deposit", "insurance", "gold", "pension", "loan", "credit_card",
)  # fmt: skip
INTERESTS = {
    "rates": ["存款利率", "降息", "降准", "LPR"],
    "bonds": ["债市", "财政"],
    "gold": ["黄金", "汇率", "美联储", "原油"],
    "stocks": [
        "股市", "港股", "美股", "新能源", "半导体", "人工智能", "医药", "消费", "红利", "房地产",
    ],
    "protection": ["养老", "保险新规"],
}  # fmt: skip


def add(customers: Customers) -> None:
    """Counts and seconds by event, category and theme, hours, days of use, own past."""
    rows = customers.dated("app_events", ["event", "product_id", "theme", "seconds"])
    shelf = customers.table("products", ["product_id", "category"])
    rows = rows.merge(shelf, on="product_id", how="left")
    seen = rows[rows["event"] == "view_product"]
    _events(customers, rows)

    read = one_of("event", ["search", "view_news"])
    for interest, themes in INTERESTS.items():
        about = both(read, one_of("theme", themes))
        key = f"interest_{interest}"
        customers.sum_up(rows, about, key, "seconds", count=USUAL, total=(90,))
        customers.trends(key, "count", [(30, 90), (90, YEAR)])
    customers.evenness("interest_evenness", [f"interest_{key}_count_365d" for key in INTERESTS])
    _hours(customers, rows)
    _days(customers, rows, seen)
    _products(customers, seen)


def _events(customers: Customers, rows: Rows) -> None:
    up, pairs = customers.sum_up, [(30, 90), (90, YEAR)]
    seen, worked_out = equal("event", "view_product"), equal("event", "calculator")
    up(rows, None, "app", "seconds", count=ALL, total=(30, 90))
    up(rows, equal("event", "login"), "login", "seconds", count=USUAL)
    up(rows, equal("event", "search"), "search", "seconds", count=(30, 90, 180, YEAR))
    up(rows, worked_out, "calculator", "seconds", count=(30, 90, 180, YEAR), total=(90,))
    up(rows, equal("event", "view_news"), "news", "seconds", count=(7, *USUAL), total=USUAL)
    up(rows, equal("event", "click_banner"), "banner", "seconds", count=(90, YEAR))
    up(rows, seen, "view", "seconds", count=ALL, total=(7, 30, 90))
    for key in ("app", "view"):
        customers.trends(key, "count", [(7, 30), *pairs])
    for key in ("login", "search", "calculator", "news"):
        customers.trends(key, "count", pairs)
    customers.trends("banner", "count", [(90, YEAR)])
    customers.share("view_of_app_90d", "view_count_90d", "app_count_90d")
    for category in CATEGORIES:
        key = f"view_{category}"
        of_it = both(seen, equal("category", category))
        up(rows, of_it, key, "seconds", count=USUAL, total=(90,))
        customers.trends(key, "count", pairs)
        customers.share(f"{key}_of_views_365d", f"{key}_count_365d", "view_count_365d")
    customers.evenness("view_evenness", [f"view_{one}_count_365d" for one in CATEGORIES])
    for category in CATEGORIES[:4]:
        of_it = both(worked_out, equal("category", category))
        up(rows, of_it, f"calculator_{category}", "seconds", count=(90, YEAR))


def _hours(customers: Customers, rows: Rows) -> None:
    hour = 23 - (rows["ago"] % DAY) // 3_600
    weekday = (customers.day.weekday() - rows["days_ago"]) % 7
    for key, where in (
        ("night", (hour >= 22) | (hour < 6)),
        ("office", (hour >= 9) & (hour < 18)),
        ("weekend", weekday >= 5),
    ):
        then = rows[where]
        for days in (90, YEAR):
            recent = then[then["days_ago"] < days]
            number = recent.groupby("customer_id", observed=True).size()
            customers.put(f"app_{key}", number, 0.0)
            customers.share(f"app_{key}_share_{days}d", f"app_{key}", f"app_count_{days}d")
            del customers.columns[f"app_{key}"]


def _days(customers: Customers, rows: Rows, seen: Rows) -> None:
    days = rows[rows["days_ago"] < 360]
    used = days[["customer_id", "days_ago"]].drop_duplicates()
    for window in USUAL:
        recent = used[used["days_ago"] < window].groupby("customer_id", observed=True).size()
        customers.put(f"app_days_{window}d", recent, 0.0)
    by = used.groupby("customer_id", observed=True)["days_ago"].agg(["min", "max", "count"])
    gaps = (by["count"] - 1).where(by["count"] > 1)
    customers.put("app_gap_mean", (by["max"] - by["min"]) / gaps)
    customers.divide("app_gap_now", "app_since", "app_gap_mean")
    for key, chosen in (("app", days), ("view", seen[seen["days_ago"] < 360])):
        blocks = chosen.assign(block=chosen["days_ago"] // 30)
        customers.own_past(
            key, blocks.groupby(["customer_id", "block"], observed=True).size().unstack()
        )
        del customers.columns[f"{key}_active_months"]


def _products(customers: Customers, seen: Rows) -> None:
    recent = seen[(seen["days_ago"] < 90) & seen["product_id"].notna()]
    times = recent.groupby(["customer_id", "product_id"], observed=True)["days_ago"]
    times = times.agg(["size", "min"]).reset_index()
    for days in (30, 90):
        number = times[times["min"] < days].groupby("customer_id", observed=True).size()
        customers.put(f"viewed_products_{days}d", number, 0.0)
    most = times.groupby("customer_id", observed=True)["size"].max()
    customers.put("viewed_most_90d", most, 0.0)
    again = times[times["size"] >= 3].groupby("customer_id", observed=True).size()
    customers.put("viewed_again_90d", again, 0.0)
