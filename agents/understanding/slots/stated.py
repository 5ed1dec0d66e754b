"""Slots that a word states: category, goal, theme, channel, tone, tier, branch, risk levels."""

import re

from agents.understanding.lexicons import Hit, lexicon, places
from agents.understanding.slots.entities import Entities
from agents.understanding.slots.holdings import holding

_NEGATED = re.compile(
    r"(?:不要|不想要?|不买|不考虑|别|别推|别给我推?|除了?|除开|排除|不含|不包括|不是|而不是|讨厌|不喜欢|不爱|拒绝|不碰|不投|"
    r"不推荐?|不做|非|不配|无关|撇开|抛开|去掉|剔[除掉]|不看|别看|不用看|不管|别管|刨[除开掉]|筛掉|拿掉|跳过)(?:再|给我|给他|给她|推荐?|买|太多|任何|什么|碰|推|配|那些|做|持有)?$"
)
_NEGATED_AFTER = re.compile(
    r"^(?:类|产品|这类)?的?(?:就|先|都|也|统统)?(?:不要|不看(?!好|重|中)|不算(?!贵|高|多|低|少|大|好)|别算|别看|除外|去掉|剔[除掉]"
    r"|排除|刨[除开掉]|筛掉|拿掉|免了|跳过|不考虑)(?!的?(?:人|客户))"
)
# What a purchase is about: 对基金感兴趣, 会买理财, 保险意向.
_OBJECT_BEFORE = re.compile(
    r"(?:买|办|对|投|推|配|申购|认购|需要|想要|做|销售?|卖|要|开|签|换|转|捧|加|借|办理|购买|有|接受|适合|选择?)了?(?:些|点|我们的?|的|新发的?|个|一?下|一?只|一?款)?$"
)
_OBJECT_AFTER = re.compile(
    r"^(?:产品|类)?(?:有?(?:感?兴趣|意向|意愿|需求|潜客|购买|线索|商机|潜力|有意|客户|响应|概率|推广|营销|活动|的?(?:可能|意愿|意向|兴趣)))"
)

# 能升白金, 离私行不远, 快够钻石了: a tier that is to be reached, not one that is held.
_NEARS = re.compile(
    r"(?:能|可以|有望|希望|机会|快|要|将|会|想|马上)[^，。；]{0,4}?(?:升|晋|够|冲|迈|奔|跨|达|到|成|(?<!加)上)"
    r"(?:得|不)?(?:到|上|进|入|成|为|着|级|向)?$"
    r"|(?:离|距|差|接近|靠近|逼近|够得着|够不着|升到|升上|晋升|冲刺?|迈进|踏进)(?:一?步|一?点|一?截|多少)?(?:就)?(?:到|是)?(?:了)?$"
)
_STRONG_GOALS = ("attrition", "tier_up", "maturity", "asset_up", "activity")
_WEAK_ACTIVITY = {"活跃"}
_PURCHASE_STATED = re.compile(r"会买|想买|要买|买|意向|兴趣|购买|申购|办")

# Theme words that are also a category, or ordinary speech, outside of news.
_NEWS_ONLY = re.compile(
    r"消费|医疗|退休|财政|美元|日元|欧元|英镑|外汇|债|国债|股票|股息|汇率|黄金|金子|金价|银价|白银|贵金属|积存金|存款|定期利率|定存|"
    r"养老金|养老理财|购房|房产|新房|二手房|贬值|升值|定期|石油|行情|疫苗|中药|大盘|白酒|物价|通胀|牛市|熊市|挂牌利率|预定利率|股市|a股"
)
# 5万美元 is a sum; 换5万美元 is foreign exchange all the same.
_A_SUM_BEFORE = re.compile(r"(?<![换兑购结])(?<![换兑购结]\S)(?<![换兑购结]\S\S)[\d万千百亿]$")
_MOVES = re.compile(
    r"^[^，。]{0,3}(?:涨|跌|新高|新低|下调|上调|降|波动|调整|走强|走弱|回调|行情|贬值|升值|热度)"
)
_WITHOUT_TOPIC = {"product_info", "complaint", "customer_profile", "opt_out", "human_handoff"}
_BRANCH = re.compile(r"(?P<name>[一-龥]{2,8}?)(?P<kind>支行|分行|网点|营业部|分理处|营业厅|分中心)")
_BRANCH_PREFIX = re.compile(
    r"^.*(?:我们?|咱们?|本|各|几家|几个|多家|每家|每个|哪些|哪几家|哪个|哪家|这个?|那个?|下属|该|全|附近|你们|一家|所有|活动|外呼|短信|推送|上次|上回|这次|本次|的|给|在|是|看看?|只|换成?|改成?|和|与|跟|对|辖内|去|到|下面?|查|让|通知|帮|为|找|什么|哪些|整个|之后|以后|里头?|有|从|应|把|将|来|，|、|要|今天|明天|昨天|今日|目前|现在|最近|本周|这周|上周|下周|本月|这个月|上个月|下个月|季度|年)"
)
_BARE_PLACE_AFTER = re.compile(
    r"^(?:的|地区|片区|这边|那边|区域|这里|那里|一带|区的?|市|$|[，,。?？!！呢吧])"
)
_BARE_PLACE_BEFORE = re.compile(
    r"(?:只看|只要|仅看|限|在|看看|换成|改成|换|看|那|就看|范围|聚焦|^)$"
)
_RISK_LEVEL = re.compile(r"(?<![a-z0-9])p?r\s?([1-5])(?![0-9])")
_CUSTOMER_LEVEL = re.compile(r"(?<![a-z0-9])c\s?([1-5])(?![0-9])")
_PLAIN_TIERS = {"财富", "普通", "大众", "潜力", "优质", "基础", "黄金", "白银", "尊贵", "理财级"}
_TIER_AFTER = re.compile(r"^(?:级|卡|层级?|等级)?(?:客户|客群|用户|会员|门槛|户|人群|客|级|卡|层)")
_TIER_NOT_AFTER = re.compile(
    r"^(?:管理|家|经理|权益|增值|话|定期|信用卡|服务|产品|存款|基金|理财|活动|沙龙)"
)


def is_negated(text: str, start: int) -> bool:
    """Whether the words before ``start`` turn it down (不要保险, 除了基金)."""
    return bool(_NEGATED.search(text[max(0, start - 10) : start]))


def _turned_down(text: str, hit: Hit) -> bool:
    """Whether the words after ``hit`` turn it down (存款不算, 保险去掉)."""
    return bool(_NEGATED_AFTER.search(text[hit.end :]))


def category(entities: Entities, intent: str, *, ignore: tuple[Hit, ...] = ()) -> str | None:
    """The category that is meant: the object of a purchase first, else the first one stated.

    Among customers looked for, what they lack is what they could buy; what they hold is not.
    """
    text = entities.text
    choosing = intent in ("find_prospects", "next_best_offer", "write_copy", "call_script")
    hits = [
        hit
        for hit in entities.categories
        if not any(hit.start < other.end and other.start < hit.end for other in ignore)
        and not (choosing and (is_negated(text, hit.start) or _turned_down(text, hit)))
        and not (hit.value == "forex" and _A_SUM_BEFORE.search(text[: hit.start]))
    ]
    owned = {hit: holding(text, hit) for hit in hits} if intent == "find_prospects" else {}
    if intent in ("find_prospects", "next_best_offer"):
        for hit in hits:
            wanted = _OBJECT_AFTER.match(text[hit.end :]) or _OBJECT_BEFORE.search(
                text[: hit.start]
            )
            if wanted and owned.get(hit) is None:
                return hit.value
    for preferred in ("lacked", None, "held"):
        if found := next((hit for hit in hits if owned.get(hit) == preferred), None):
            return found.value
    return None


def goal(text: str, intent: str) -> str | None:
    """What the customers in question are expected to do."""
    hits = [
        hit
        for hit in lexicon("goal").find(text)
        if not (hit.word.startswith("上") and text[: hit.start].endswith("加"))  # 加上私行
        and not _done_already(text, hit)
        and not (hit.value == "attrition" and _UNWANTED_GOAL.search(text[: hit.start]))
    ]
    values = {hit.value for hit in hits if not (hit.word in _WEAK_ACTIVITY and len(hits) > 1)}
    if _ASSETS_RISE.search(text):
        values.add("asset_up")
    if any(_NEARS.search(text[: at.start]) for at in lexicon("tier").find(text)):
        values.add("tier_up")
    if intent == "find_prospects":
        order: tuple[str, ...] = (*_STRONG_GOALS, "purchase")
        return next((value for value in order if value in values), None)
    strong = next((value for value in _STRONG_GOALS if value in values), None)
    if strong or intent != "explain_decision":
        return strong
    return (
        "purchase"
        if re.search(r"(?:会|要|想)(?:去)?(?:买|购|办)|高意向|意向高|感兴趣", text)
        else None
    )


_ASSETS_RISE = re.compile(
    r"(?:资产|aum|家底|规模)(?!配)[^，。；;？?]{0,6}(?:增长|增加|上涨|再涨|会涨|还涨|上升|提升|往上|上[走来]|变多|涨起来)"
)
_UNWANTED_GOAL = re.compile(r"(?:不要|别|不会|不是|不想?|没有)(?:快|要|会|有)?$")


def _done_already(text: str, hit: Hit) -> bool:
    """Whether a word of purchase speaks of the past (买过保险, 没买过基金)."""
    if hit.value != "purchase":
        return False
    past = re.match(r"过|了(?!解)", text[hit.end :])
    return bool(past or re.search(r"(?<!有)没有?$", text[: hit.start]))


def topic(entities: Entities, intent: str) -> Hit | None:
    """The theme. Outside of news a word counts only where it can mean nothing but the theme."""
    if intent in _WITHOUT_TOPIC:
        return None
    hits = [hit for hit in entities.themes if not is_negated(entities.text, hit.start)]
    if intent in ("market_news", "event_leads"):
        specific = [hit for hit in hits if hit.value not in ("股市", "汇率", "债市")]
        if intent == "event_leads" and hits:
            return hits[0]
        return next(iter(specific or hits), None)
    moved = intent in ("write_copy", "call_script")
    return next(
        (
            hit
            for hit in hits
            if not _NEWS_ONLY.search(hit.word) or (moved and _MOVES.match(entities.text[hit.end :]))
        ),
        None,
    )


def channel(text: str, intent: str) -> str | None:
    """Where a text goes or a contact takes place."""
    hits = lexicon("channel").find(text)
    if hits:
        return hits[0].value
    calls = intent == "opt_out" and re.search(
        r"(?:别|不要|不用|停止|不准|勿|不许|不能|还|老是?)[^，。]{0,4}打(?!扰|开|款|折|交道)", text
    )
    dials = intent == "call_script" and re.search(r"打给|拨给|拨打|打过去|挂个", text)
    return "outbound_call" if calls or dials else None


def tone(text: str) -> str | None:
    """How a text should sound, in the asker's word."""
    for hit in lexicon("tone").find(text):
        before = text[max(0, hit.start - 6) : hit.start]
        if not re.search(r"(?:不要太?|别太?|不能太|不用太?|太|过于|少点|避免|不够|不太)$", before):
            return hit.value
    return None


def tier(text: str) -> str | None:
    """The customers' tier, as written."""
    for hit in lexicon("tier").find(text):
        after = text[hit.end :]
        if _TIER_NOT_AFTER.match(after) or is_negated(text, hit.start):
            continue
        if hit.word in _PLAIN_TIERS and not _TIER_AFTER.match(after):
            continue
        return hit.word.upper() if hit.word == "vip" else hit.word
    return None


def branch(entities: Entities) -> str | None:
    """A branch: with its kind (浦东支行) as written, or a bare place where a branch is meant."""
    text = entities.text
    for match in _BRANCH.finditer(text):
        name = _BRANCH_PREFIX.sub("", match["name"])
        if len(name) >= 2:
            start = match.end("name") - len(name)
            return entities.question.written(start, match.end())
    for place in places():
        at = text.find(place)
        while at >= 0:
            after, before = text[at + len(place) :], text[:at]
            if _BARE_PLACE_AFTER.match(after) and (
                _BARE_PLACE_BEFORE.search(before) or re.match(r"^(?:的客户|地区|片区|区域)", after)
            ):
                return place
            at = text.find(place, at + 1)
    return None


def product_risk(text: str) -> str | None:
    """R1 to R5; a scale (R1到R5) states none."""
    levels = list(dict.fromkeys(f"R{match[1]}" for match in _RISK_LEVEL.finditer(text)))
    if levels:
        scale = re.search(r"r\s?1\s?(?:到|至|-|~|—)\s?r?\s?5", text)
        return None if scale else levels[0]
    hits = [
        hit
        for hit in lexicon("product_risk").find(text)
        if not text[: hit.start].endswith(("不要", "别"))
    ]
    return hits[0].value if hits else None


def customer_risk(text: str) -> str | None:
    """C1 to C5, also by the names that the five levels go by; two different ones state none."""
    levels = list(dict.fromkeys(f"C{match[1]}" for match in _CUSTOMER_LEVEL.finditer(text)))
    if levels:
        return levels[0] if len(levels) == 1 else None
    hits = [
        hit
        for hit in lexicon("customer_risk").find(text)
        if text[hit.end : hit.end + 2] not in ("基金", "理财", "产品", "养老")
    ]
    return hits[0].value if hits else None


def payroll(text: str) -> bool | None:
    """Whether payroll customers are meant, or everyone but them."""
    hits = lexicon("payroll").find(text)
    if not hits or re.match(r"(?:不代发|与否|不是?代发)", text[hits[0].end :]):
        return None  # 代发不代发都行
    before = text[: hits[0].start]
    return not (
        is_negated(text, hits[0].start) or re.search(r"(?:没有|刨[去除掉]|除[开掉去])$", before)
    )
