"""Declared features of what customers do: app, contacts and how they answer, requests."""

from decision_models.features.factory import (
    COUNT,
    LONGEST_WINDOW,
    SINCE,
    Declaration,
    total,
)
from decision_models.features.feature import Theme
from decision_models.features.sources import OUTCOME_DAYS

_SECONDS = total("seconds", "时长", "秒")

INTERESTS = (
    ("rates", "利率", ("存款利率", "降息", "降准", "LPR")),
    ("bonds", "债市", ("债市", "财政")),
    ("gold", "黄金与外汇", ("黄金", "汇率", "美联储", "原油")),
    (
        "stocks",
        "股市与行业",
        (
            "股市",
            "港股",
            "美股",
            "新能源",
            "半导体",
            "人工智能",
            "医药",
            "消费",
            "红利",
            "房地产",
        ),
    ),
    ("protection", "保险与养老", ("养老", "保险新规")),
)
"""Themes of searches and news that speak of one kind of interest: key, Chinese words, themes."""

EVENTS = (
    Declaration("app_events", Theme.BEHAVIOUR, "app", "使用手机银行", (COUNT, SINCE), (7, 30, 90)),
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
        (90,),
        lambda t: t.event == "calculator",
    ),
    Declaration(
        "app_events",
        Theme.BEHAVIOUR,
        "news",
        "阅读资讯",
        (COUNT, _SECONDS),
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
        (COUNT, _SECONDS, SINCE),
        (7, 30, 90),
        lambda t: t.event == "view_product",
    ),
)

CONTACTS = (
    Declaration("contacts", Theme.BEHAVIOUR, "touch", "被联系", (COUNT, SINCE), (30, 90)),
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


def views(category: str, words: str) -> Declaration:
    """Looking at products of one category."""
    many = category in ("wealth", "fund", "deposit")
    return Declaration(
        "app_events",
        Theme.BEHAVIOUR,
        f"view_{category}",
        f"查看{words}产品",
        (COUNT, _SECONDS, SINCE) if many else (COUNT, SINCE),
        (30, 90) if many else (90,),
        lambda t: (t.event == "view_product") & (t.category == category),
    )


def calculations(category: str, words: str) -> Declaration:
    """Working out what a product of one category would bring."""
    return Declaration(
        "app_events",
        Theme.BEHAVIOUR,
        f"calculator_{category}",
        f"测算{words}收益",
        (COUNT,),
        (90,),
        lambda t: (t.event == "calculator") & (t.category == category),
    )


def interest(key: str, words: str, themes: tuple[str, ...]) -> Declaration:
    """Searching or reading about a group of themes."""
    return Declaration(
        "app_events",
        Theme.BEHAVIOUR,
        f"interest_{key}",
        f"搜索或阅读{words}内容",
        (COUNT,),
        (90,),
        lambda t: t.event.isin(["search", "view_news"]) & t.theme.isin(themes),
    )
