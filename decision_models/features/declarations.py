"""The declared features of the bank's events: money moved, products bought, things looked at."""

from collections.abc import Iterator

from decision_models.features.factory import (
    ACTIVE_DAYS,
    COUNT,
    ITEMS,
    LONGEST_WINDOW,
    SINCE,
    Declaration,
    distinct,
    largest,
    mean,
    total,
)
from decision_models.features.feature import Feature, Theme
from decision_models.features.sources import OUTCOME_DAYS

CATEGORIES = {
    "wealth": "理财",
    "fund": "基金",
    "deposit": "存款",
    "insurance": "保险",
    "gold": "黄金",
}
"""Categories that have features of their own; the rest count among all products."""

_AMOUNT = total("amount")
_LARGEST = largest("amount")
_MONTHS = (30, 90, 180)

TRANSACTIONS = (
    Declaration(
        "transactions",
        Theme.TRANSACTIONS,
        "salary",
        "工资入账",
        (ITEMS, _AMOUNT, SINCE, mean("amount", "金额")),
        (90,),
        lambda t: (t.kind == "salary") & t.into,
    ),
    Declaration(
        "transactions",
        Theme.TRANSACTIONS,
        "transfer_in",
        "转入资金",
        (ITEMS, _AMOUNT, _LARGEST),
        (30, 90),
        lambda t: (t.kind == "transfer") & t.into,
    ),
    Declaration(
        "transactions",
        Theme.TRANSACTIONS,
        "transfer_out",
        "转出资金",
        (ITEMS, _AMOUNT, _LARGEST),
        (30, 90),
        lambda t: (t.kind == "transfer") & ~t.into,
    ),
    Declaration(
        "transactions",
        Theme.TRANSACTIONS,
        "consumption",
        "消费",
        (ITEMS, _AMOUNT),
        _MONTHS,
        lambda t: t.kind == "consumption",
    ),
    Declaration(
        "transactions",
        Theme.TRANSACTIONS,
        "third_party",
        "第三方支付",
        (ITEMS, _AMOUNT),
        (30, 90),
        lambda t: t.kind == "third_party_payment",
    ),
    Declaration(
        "transactions",
        Theme.LIABILITIES,
        "repayment",
        "还款",
        (ITEMS, _AMOUNT, SINCE),
        (90,),
        lambda t: t.kind == "repayment",
    ),
    Declaration(
        "transactions",
        Theme.TRANSACTIONS,
        "large_in",
        "5万元以上大额入账",
        (ITEMS, _AMOUNT, SINCE),
        (30, 90),
        lambda t: t.into & t.large,
    ),
    Declaration(
        "transactions",
        Theme.TRANSACTIONS,
        "large_out",
        "5万元以上大额支出",
        (ITEMS, _AMOUNT),
        (30, 90),
        lambda t: ~t.into & t.large,
    ),
    Declaration(
        "transactions",
        Theme.TRANSACTIONS,
        "money_in",
        "资金流入",
        (_AMOUNT,),
        (7, *_MONTHS),
        lambda t: t.into,
    ),
    Declaration(
        "transactions",
        Theme.TRANSACTIONS,
        "money_out",
        "资金流出",
        (_AMOUNT,),
        (7, *_MONTHS),
        lambda t: ~t.into,
    ),
    Declaration(
        "transactions",
        Theme.TRANSACTIONS,
        "moves",
        "账户交易",
        (ITEMS, SINCE),
        (30, 90),
    ),
)

EVENTS = (
    Declaration(
        "app_events",
        Theme.BEHAVIOUR,
        "app",
        "使用手机银行",
        (ACTIVE_DAYS,),
        (30, 90),
    ),
    Declaration("app_events", Theme.BEHAVIOUR, "app", "使用手机银行", (ITEMS, SINCE), (7, 30, 180)),
    Declaration(
        "app_events",
        Theme.BEHAVIOUR,
        "login",
        "登录手机银行",
        (COUNT,),
        (30, 90),
        lambda t: t.event == "login",
    ),
    Declaration(
        "app_events",
        Theme.BEHAVIOUR,
        "search",
        "在手机银行搜索",
        (COUNT,),
        (30, 90),
        lambda t: t.event == "search",
    ),
    Declaration(
        "app_events",
        Theme.BEHAVIOUR,
        "calculator",
        "使用收益计算器",
        (COUNT, SINCE),
        (30, 90),
        lambda t: t.event == "calculator",
    ),
    Declaration(
        "app_events",
        Theme.BEHAVIOUR,
        "news",
        "阅读资讯",
        (COUNT, total("seconds", "时长", "秒")),
        (30, 90),
        lambda t: t.event == "view_news",
    ),
    Declaration(
        "app_events",
        Theme.BEHAVIOUR,
        "banner",
        "点击活动横幅",
        (COUNT,),
        (90,),
        lambda t: t.event == "click_banner",
    ),
    Declaration(
        "app_events",
        Theme.BEHAVIOUR,
        "view",
        "查看产品",
        (COUNT, total("seconds", "时长", "秒"), SINCE),
        (7, 30, 90),
        lambda t: t.event == "view_product",
    ),
)


def _views(category: str, words: str) -> Declaration:
    return Declaration(
        "app_events",
        Theme.BEHAVIOUR,
        f"view_{category}",
        f"查看{words}产品",
        (COUNT, SINCE),
        (30, 180),
        lambda t: (t.event == "view_product") & (t.category == category),
    )


CONTACTS = (
    Declaration("contacts", Theme.BEHAVIOUR, "touch", "被联系", (COUNT, SINCE), (7, 30, 90)),
    Declaration(
        "contacts",
        Theme.BEHAVIOUR,
        "answer",
        "回应联系（打开、点击或接听）",
        (COUNT, SINCE),
        (180,),
        lambda t: t.outcome.isin(["opened", "clicked", "answered", "converted"]),
        lag=OUTCOME_DAYS,
    ),
    Declaration(
        "contacts",
        Theme.BEHAVIOUR,
        "refusal",
        "拒绝联系",
        (COUNT,),
        (LONGEST_WINDOW,),
        lambda t: t.outcome == "refused",
    ),
    Declaration(
        "service_requests",
        Theme.BEHAVIOUR,
        "complaint",
        "投诉",
        (COUNT,),
        (180,),
        lambda t: t.kind == "complaint",
    ),
    Declaration(
        "service_requests",
        Theme.BEHAVIOUR,
        "question",
        "咨询客服",
        (COUNT,),
        (90,),
        lambda t: t.kind == "question",
    ),
)

ORDERS = (
    Declaration(
        "orders",
        Theme.VALUE,
        "buy",
        "购买产品",
        (ITEMS, _AMOUNT, _LARGEST, SINCE, distinct("category", "品类", "类")),
        (90, LONGEST_WINDOW),
        lambda t: t.side == "buy",
    ),
    Declaration(
        "orders",
        Theme.VALUE,
        "redeem",
        "赎回产品",
        (ITEMS, _AMOUNT, SINCE),
        (30, 90),
        lambda t: t.side == "redeem",
    ),
    Declaration(
        "orders",
        Theme.RISK,
        "bought_risk",
        "所购产品",
        (mean("risk", "风险等级", "级"), largest("risk", "风险等级", "级")),
        (LONGEST_WINDOW,),
        lambda t: t.side == "buy",
    ),
    Declaration(
        "orders",
        Theme.VALUE,
        "bought_term",
        "所购产品",
        (mean("term_days", "期限", "天"),),
        (LONGEST_WINDOW,),
        lambda t: t.side == "buy",
    ),
)


def _purchases(category: str, words: str) -> Declaration:
    return Declaration(
        "orders",
        Theme.VALUE,
        f"buy_{category}",
        f"购买{words}",
        (ITEMS, _AMOUNT, SINCE),
        (90, LONGEST_WINDOW),
        lambda t: (t.side == "buy") & (t.category == category),
    )


def declared() -> Iterator[Feature]:
    """Every feature that these declarations give."""
    views = tuple(_views(*item) for item in CATEGORIES.items())
    purchases = tuple(_purchases(*item) for item in CATEGORIES.items())
    for declaration in (*TRANSACTIONS, *EVENTS, *views, *CONTACTS, *ORDERS, *purchases):
        yield from declaration.features()
