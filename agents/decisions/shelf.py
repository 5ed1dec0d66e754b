"""Which products there are of a kind, a rating, a term or an amount; kinds beside each other; and
which of the listed ones is meant.
"""

import re
from dataclasses import replace

from agents.decisions.stated import risk_bounds, speaks_of_kin, wants_lower_risk
from agents.decisions.turn import Turn
from agents.state import Decision
from agents.understanding.lexicons import lexicon
from agents.understanding.slots.periods import find_periods
from tools.product_kinds import kinds_in

MOST_LISTED = 20
_FEW = 8
_INTENTS = frozenset(
    {"product_info", "next_best_offer", "out_of_scope", "explain_decision", "market_news"}
)

_ENUMERATES = re.compile(
    r"(?:都)?有(?:哪些|哪几|什么|啥|没有|卖|几[只种款])|都是(?:哪|啥)|都有(?:哪|啥|什么)?|哪几[只款种个]|哪些|哪[只款种]|(?:列|看|查)(?:一)?(?:下|出来)|列表|清单|在售|在卖"
    r"|(?:你们|咱们?行?|贵行|这儿|这里|行里)[^，。？?]{0,6}(?:卖|有)|能买(?:的|到)|够买|买得(?:起|到)|有(?:[^，。？?]{0,10})(?:吗|么|没)|卖(?:不卖|吗|么|的)"
)
_COLUMN = re.compile(
    r"利率|利息|年化|起(?:购|存|投|点|买)|[万元块\d钱]起|(?:最[低少]|至少)(?:要|得|买|存|投)?(?:多少|几)|门槛|多少钱"
    r"|(?:管理费|申购费|赎回费|认购费|托管费|手续费|年费|费用|费率|风险等级|期限|收益|业绩比较基准|基准)(?!.{0,6}(?:怎么|为什么|是什么意思))"
)
_HOW = re.compile(
    r"怎么(?!样)|如何|咋(?!样)|为什么|为啥|什么意思|流程|手续(?!费)|材料|证件|能不能|可不可以|可以(?:提前|转|取|自动)|能(?:提前|取|转|赎)|会不会|到期|提前|取出|影响|转让吗|安全吗|保本|亏|涨|跌|取钱|取不|利息(?:怎么|咋)|怎么算"
    r"|下调|上调|会降|会升|降了|升了|调整|走势|收益率|意思|是什么(?!利率)|合不合|靠谱"
)
_FOR_ME = re.compile(
    r"推荐|适合(?:我|他|她)|合适|给我(?:配|挑|选|推|介绍)|帮我(?:配|挑|选|推)|哪(?:个|只|款)(?:最)?好|哪种好|买(?:什么|啥|哪)(?:好|合适)|我(?:能|可以|适合)(?:买|投)|怎么配|配(?:点|置)"
)
_CHEAP = re.compile(
    r"(?:费|费用|费率|手续费|成本)[^，。？?]{0,6}(?:最(?:低|便宜|少)|便宜|省)|(?:最便宜|最低|最省)[^，。？?]{0,6}(?:费|费用|费率)|不收(?:申购|手续)费|免(?:申购|手续)费"
)
_LOWEST_START = re.compile(
    r"(?:起点|起购|门槛|起投|起存)[^，。？?]{0,4}最?低|最低[^，。？?]{0,4}(?:起点|门槛)|门槛最?低"
)
_SHORTEST = re.compile(r"(?:期限|时间|封闭期)?[^，。？?]{0,2}最短|短期(?:的)?")
_BEST_RATE = re.compile(
    r"利(?:率|息)[^，。？?]{0,4}最?高|最高(?:的)?利(?:率|息)|利(?:率|息)(?:高|好)的"
)
_AT_MOST = re.compile(r"(?:以内|之内|以下|不超过|最多|内)")
_AT_LEAST = re.compile(r"(?:以上|不少于|至少|起码)")
_TERM = re.compile(r"期|左右|期限|理财|存|基金|产品|的|放|以内|以上|短|国债|存单")

_COMPARES = re.compile(
    r"区别|差别|差在|差异|不同|不一样|比较|对比|比一?比|比比|比(?=[^上去前较如，。]{1,8}(?:强|好|高|低|划算|合算|多|少|安全|灵活|有什么|有啥))|强在|好在|差多少|差几|相差|哪(?:个|种|样)(?:更|比较|最)?(?:好|划算|合算|合适|高|灵活|强)|还是"
)
_IT = re.compile(r"它|这个|那个|这种|那种|这(?=比)|^(?:那|这)?(?:跟|和|比|与)")
_ORDINALS = {word: number for number, word in enumerate("一二三四五六七八九十", start=1)}
_ORDINAL = re.compile(
    r"(?:第|头)([一二三四五六七八九十]|\d{1,2})(?!年|期|季|次|大|代|方|位|名|\d)(?:个|只|款|种|支)?"
)
_PAIR = re.compile(r"(?:这|那|前|头|上面)(?:面)?(?:的)?(?:两|俩|2|几|三)(?:个|只|款|种)?")
_LAST = re.compile(r"最后(?:一|那)?(?:个|只|款|种)")


_GOOD_FOR = re.compile(
    r"好处|坏处|优缺点|用处|意义|省(?:多少)?税|抵(?:多少)?税|免税|个税|政策|优惠政策|原理|来历"
)
"""What a kind of product is good for is told by documents, not by the list of the shelf."""


def shelf(turn: Turn) -> Decision | None:
    """What is on the shelf by what the words say, or how what was listed compares; None where the
    question is about a customer, a product that it names, or how something works.
    """
    listed = _of_the_list(turn)
    if listed is not None:
        return listed
    if turn.request.intent not in _INTENTS or turn.products() or turn.slot("product"):
        return None
    if _GOOD_FOR.search(turn.question):
        return None
    if speaks_of_kin(turn.question) or (not turn.is_customer and turn.speaks_of_one()):
        return None
    return _kinds_compared(turn) or _how_to_buy(turn) or _listed(turn)


def _of_the_list(turn: Turn) -> Decision | None:
    """Products of the list that was just shown, by their place in it."""
    shown = turn.memory.shelf
    if not shown or turn.slot("customer") or turn.slot("customer_id"):
        return None
    places = [_ORDINALS.get(word) or int(word) for word in _ORDINAL.findall(turn.question)]
    if _LAST.search(turn.question):
        places.append(len(shown))
    if not places and _PAIR.search(turn.question) and _COMPARES.search(turn.question):
        places = list(range(1, min(len(shown), 3) + 1))
    if not places or (turn.memory.listed and not _of_goods(turn.question)):
        return None
    chosen = tuple(dict.fromkeys(shown[place - 1] for place in places if place <= len(shown)))
    compares = len(chosen) > 1 and _COMPARES.search(turn.question)
    if not chosen or not (compares or turn.request.intent in _INTENTS):
        return None
    info = turn.call("product_info", products=list(chosen[:5]), asked=asked_of(turn.question))
    decision = turn.decision("product_info", info, products=chosen[:5])
    return replace(decision, intent="product_info")


_ASKED = (
    (
        "minimum",
        re.compile(
            r"起(?:购|存|投|点|买)|[万元块\d钱]起|(?:最[低少]|至少)(?:要|得|买|存|投)?(?:多少|几)|门槛|多少钱(?:可以|能|才)?(?:买|存|起)?"
        ),
    ),
    ("rate", re.compile(r"利率|利息|年化|收益|业绩比较基准|基准")),
    ("fees", re.compile(r"费(?!时)|收钱")),
    ("term", re.compile(r"期限|多久|多长|几[天年]|多少天|封闭(?:期|多)")),
    ("rules", re.compile(r"赎回|取出|取得|能取|开放|什么时候(?:能|可以)|随时|提前|到账")),
    ("risk", re.compile(r"风险|安全|稳|保本|[Rr]几|等级")),
)


def asked_of(question: str) -> str | None:
    """Which column of the product table a question asks for, None where for none."""
    return next((name for name, words in _ASKED if words.search(question)), None)


def _of_goods(text: str) -> bool:
    return bool(re.search(r"只|款|产品|理财|基金|存单|[Rr][1-5]", text))


def _kinds_compared(turn: Turn) -> Decision | None:
    if not _COMPARES.search(turn.question):
        return None
    kinds = [kind.name for kind in kinds_in(turn.question)]
    if len(kinds) == 1 and _IT.search(turn.question) and turn.memory.kind not in (None, kinds[0]):
        kinds.insert(0, str(turn.memory.kind))
    if len(kinds) < 2:
        return None
    made = turn.call("compare_kinds", kinds=kinds[:3])
    if not all(one.count for one in made.result.items):  # type: ignore[attr-defined]
        return None  # what is not in the product table is for the documents to say
    return replace(turn.decision("kind_comparison", made), intent="product_info")


_OF_ONE_KIND = frozenset({"credit_card", "bond", "gold", "forex"})
"""Categories of which a column is asked without a kind (信用卡年费多少)."""


_HOW_TO_BUY = re.compile(
    r"(?:怎么|咋|如何|怎样|在哪|哪里|哪儿|去哪)(?:儿|里)?(?:能|可以|才能)?(?:去)?(?:买|购买|申请|办(?!事|法)|存(?!款保))(?:到|啊|呢|一张|个)?"
)
_WHERE_RULES_SAY = frozenset({"credit_card", "loan"})
"""Categories whose rules in the product table say how one applies."""


def _how_to_buy(turn: Turn) -> Decision | None:
    """How a kind is bought or applied for: the product table's rules of it."""
    kinds, category = kinds_in(turn.question), turn.slot("category")
    wanted = bool(kinds) or category in _WHERE_RULES_SAY
    if not wanted or not _HOW_TO_BUY.search(turn.question):
        return None
    kind = kinds[0].name if kinds else None
    info = turn.call(
        "product_info",
        kind=kind,
        category=None if kind else category,
        asked="rules",
        top_k=_FEW,
    )
    if not info.result.sheets:  # type: ignore[attr-defined]
        return None
    return replace(turn.decision("product_list", info), intent="product_info")


def _listed(turn: Turn) -> Decision | None:
    question = turn.question
    bounds = _bounds(turn)
    kinds = kinds_in(question)
    category = turn.slot("category")
    fees = category == "credit_card" and "年费" in question  # 年费咋免 stands in the table too
    if _FOR_ME.search(question) or wants_lower_risk(question):
        return None
    if (_HOW.search(question) and not fees) or not (bounds or kinds or category):
        return None
    order = _order(question)
    if _COMPARES.search(question) and not order:
        return None
    asks_column = bool(_COLUMN.search(question)) and bool(
        kinds or bounds or category in _OF_ONE_KIND
    )
    if not (_ENUMERATES.search(question) or order or asks_column):
        return None
    narrowed = bounds or kinds or order or asks_column
    if not narrowed and not _plain_list(question):
        return None
    info = turn.call(
        "product_info",
        kind=kinds[0].name if kinds else None,
        category=None if kinds else category,
        order=order,
        asked=asked_of(question),
        top_k=MOST_LISTED if _ENUMERATES.search(question) else _FEW,
        **bounds,
    )
    return replace(turn.decision("product_list", info), intent="product_info")


def _plain_list(question: str) -> bool:
    """Whether all of a category are asked for, and not what it is about."""
    return bool(
        re.search(r"有(?:哪些|哪几|什么|啥|几[只种款])|都有|哪几[只款种]|在售|在卖|列", question)
    )


def _order(question: str) -> str | None:
    orders = (
        ("fee", _CHEAP),
        ("minimum", _LOWEST_START),
        ("rate", _BEST_RATE),
        ("term", _SHORTEST),
    )
    return next((name for name, words in orders if words.search(question)), None)


def _bounds(turn: Turn) -> dict[str, object]:
    """Bounds of rating, term and amount that the question itself states."""
    question = turn.question
    lowest, highest = risk_bounds(question)
    bounds: dict[str, object] = {"min_risk": lowest, "max_risk": highest}
    periods = [one for one in find_periods(question) if not one.past]
    if periods and (periods[0].term or _TERM.search(question[periods[0].end :][:6] or "期")):
        days, after = periods[0].days, question[periods[0].end : periods[0].end + 4]
        before = question[max(0, periods[0].start - 4) : periods[0].start]
        if _AT_MOST.search(after) or re.search(r"不超过|最多|[<≤]", before):
            bounds["max_term"] = days
        elif _AT_LEAST.search(after) or re.search(r"至少|不少于|超过", before):
            bounds["min_term"] = days
        else:
            bounds["term"] = days
    amount = turn.slot("amount")
    if amount is not None and lexicon("category").find(question.lower()):
        bounds["amount"] = amount
    return {name: value for name, value in bounds.items() if value is not None}
