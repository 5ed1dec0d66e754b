"""What a question about offers or suitability says: an age, bounds of risk, what is aimed at."""

import re

from agents.understanding.lexicons import lexicon
from agents.understanding.reading import entities_of
from agents.understanding.slots.holdings import holdings
from agents.understanding.slots.numerals import NUMBER, parse_number
from agents.understanding.slots.stated import category

_AGE = re.compile(rf"({NUMBER})\s*周?岁")
_RISKS = (
    ("中高风险", "R4"),
    ("中低风险", "R2"),
    ("高风险", "R5"),
    ("低风险", "R1"),
    ("中风险", "R3"),
)
"""Names of the ratings (compliance.md, G8), longer ones first."""


KIN = (
    "(?:爸爸?妈妈?|妈妈?|母亲|爸爸?|父亲|父母|老爸|老妈|爷爷|奶奶|外公|外婆|姥姥|姥爷|岳父|岳母"
    "|公公|婆婆|老伴|老公|老婆|丈夫|妻子|爱人|媳妇|对象|男朋友|女朋友|儿子|女儿|孩子|小孩|哥哥?|姐姐?|弟弟?|妹妹?|叔叔|舅舅|阿姨|姑姑|朋友|同事|同学|邻居"
    "|老人家?|长辈|家里人|家人|外孙女?|孙[子女]|大伯|伯伯|小姨|大姨|姨妈|闺女|俺娘|俺爹|老娘|老爹)"
)
"""Words for somebody close to the asker."""
_KIN_WORD = re.compile(
    rf"{KIN}|我[妈爸儿女哥姐弟妹]|隔壁|别人|他人|人家|老[王李张刘陈]|[他她](?!们行)|室友|老板|领导"
)
_MINE = "(?:我|我们|咱|家里|他|她|的)*"
_BUYS = "(?:买|投|配|申购|入手)"
_SOMEONE_BUYS = re.compile(
    rf"{KIN}(?:(?!说|推荐|买了|告诉|介绍)[^。？?!！我]){{0,16}}(?:能|可以|可不可以|适合|合适|该不该|应该|想|要)[^，。？?我]{{0,8}}{_BUYS}"
    rf"|{KIN}(?:(?!说|推荐|买了|告诉|介绍)[^。？?!！我]){{0,20}}{_BUYS}[^，。？?我]{{0,12}}[，,]?(?:合适|适合|行|可以|能|妥|靠谱)(?:吗|不|么|嘛|吧|不合适|不行)"
    rf"|(?:给|帮|替|为|让){_MINE}{KIN}[^，。？?!！我]{{0,10}}{_BUYS}"
)
_AGE_OF_KIN = re.compile(
    rf"{KIN}(?:今年|都|已经|也|快|有|是|才|刚)*({NUMBER})(?:多|几)?(?=了|[，。？?]|的人|能|可以|$)"
    rf"|[他她](?:今年|都|已经|也|快|有|才|刚)*({NUMBER})(?=了|[，。？?]|$)"
)


def holdings_in(text: str) -> dict[str, list[str]]:
    """The categories that the customers asked for hold, and those that they lack."""
    said = holdings(text, tuple(lexicon("category").find(text)))
    found = {
        name: [category for category, what in said.items() if what == holding]
        for name, holding in (("holds", "held"), ("lacks", "lacked"))
    }
    return {name: categories for name, categories in found.items() if categories}


_ASSESSED = r"(?:风评|风险测评|测评|风险评估|风评等级|风险问卷)"
_NEAR = r"[^，。；？?]{0,4}"
_SOON = "(?:快|即将|马上|要|将|下个?月|这个?月|本月|近期|30天内)"
_NEVER = rf"(?<!有)(?:没|未)有?(?:做|测|评)?过?{_ASSESSED}"
_ASSESSMENTS = (
    ("valid", rf"{_ASSESSED}{_NEAR}(?:有效(?!期)|没有?过期|还没过期|未过期)"),
    ("lapsing", rf"{_ASSESSED}{_NEAR}{_SOON}{_NEAR}(?:过期|到期|失效)"),
    ("expired", rf"{_ASSESSED}{_NEAR}(?:过期|失效|作废|到期)|(?:过期|失效)的?{_ASSESSED}"),
    (
        "missing",
        rf"{_NEVER}|{_ASSESSED}{_NEAR}(?:[没未][做测]|空白|缺失)",
    ),
)


def assessment_in(text: str) -> str | None:
    """The state of the assessment that customers are to have (风评过期了的), or None."""
    return next((state for state, words in _ASSESSMENTS if re.search(words, text)), None)


def category_in(text: str) -> str | None:
    """The kind of product that a text is about, one that it turns down left out; or None."""
    return category(entities_of(text), "find_prospects", ignore=())


def age_in(text: str) -> int | None:
    """The age that a text speaks of (65岁的客户, 六十五岁, 我妈七十了), or None."""
    found = _AGE.search(text) or _AGE_OF_KIN.search(text)
    years = parse_number(next(one for one in found.groups() if one)) if found else None
    return int(years) if years is not None and 0 < years <= 130 else None


def buys_for_someone(text: str) -> bool:
    """Whether a customer asks what someone close to them may buy (我妈能买股票基金吗)."""
    return bool(_SOMEONE_BUYS.search(text))


def speaks_of_kin(text: str) -> bool:
    """Whether a text speaks of somebody close to the asker, or of another person."""
    return bool(_KIN_WORD.search(text))


def risk_in(text: str) -> str | None:
    """The rating that a text names in words (高风险的基金: R5), or None."""
    return next((level for word, level in _RISKS if word in text), None)


_BOUNDED = re.compile(
    r"(?:(?P<no_more>不(?:要)?(?:超过|高于|大于)|最多|最高)|(?P<no_less>不(?:要)?(?:低于|少于)|至少|最低))?\s*(?P<level>[RrＲ][1-5])\s*(?:级)?(?:的)?"
    r"(?P<side>(?:及|或|和)?(?:以上|以下|以内|之内|之上|之下|更高|更低)|往上|往下|起)?"
)
_UP = ("以上", "之上", "更高", "往上", "起")
_NOT_OF_CUSTOMER = r"(?!型?的?(?:客户|投资者|人))"
_BOLD = re.compile(
    rf"(?<![不低])(?:高风险|(?:激进|进取){_NOT_OF_CUSTOMER}|博收益|风险(?:大|高)(?:一)?点)"
)
_CALM = re.compile(
    rf"(?:(?<!中)低风险|(?:稳健|保守){_NOT_OF_CUSTOMER}|安全(?:一)?点|风险(?:再|更|要)?(?:小|低)(?:一)?(?:点|些)|不(?:会|能)?亏|别亏|保本)"
)
_AVOIDED = re.compile(r"(?:不要|不想|别|不能|避免|避开|不碰|受不了)[^，。；！？]{0,6}$")


def risk_bounds(text: str) -> tuple[str | None, str | None]:
    """The lowest and the highest rating that a product may have (R4以上: R4 and none; 低风险: none
    and R2; R3的: R3 and R3; 不要高风险: none and R3), None where the text sets no bound.
    """
    found = _BOUNDED.search(text)
    if found is not None:
        number = int(found["level"][1])
        level, side = f"R{number}", found["side"] or ""
        if found["no_less"]:
            return level, None
        if not found["no_more"] and _AVOIDED.search(text[: found.start()]):
            if side and not side.endswith(_UP):  # 不要R2以下的
                return f"R{min(5, number + 1)}", None
            return None, f"R{max(1, number - 1)}"
        if found["no_more"] or (side and not side.endswith(_UP)):
            return None, level
        return level, None if side else level
    bold, calm = _BOLD.search(text), _CALM.search(text)
    if bold is not None and _AVOIDED.search(text[: bold.start()]):
        return None, "R3"
    if bold is not None:
        return "R4", None
    if calm is not None and not _AVOIDED.search(text[: calm.start()]):
        return None, "R2"
    return None, None


_SUPPOSED = re.compile(
    r"(?:如果|假如|要是|倘若|假设|万一|若)[^。？?!！]{0,24}?(?:测|评|等级|变|升|改|调|是|到|成)[^。？?!！]{0,8}?c\s?([1-5])",
    re.IGNORECASE,
)


def supposed_level(text: str) -> str | None:
    """The level that an assessment is supposed to end in (如果他把风险等级重测到C4呢), or None."""
    found = _SUPPOSED.search(text)
    return f"C{found[1]}" if found else None


_LOWER = re.compile(r"风险[^，。？]{0,3}(?:再|更)(?:低|小)|(?:再|更)(?:稳|保守|安全)")


def wants_lower_risk(text: str) -> bool:
    """Whether a text asks for less risk than what was offered (有没有风险再低点的)."""
    return bool(_LOWER.search(text))


_AIMS = (
    ("aum", re.compile(r"(?:提升|增加|做大|留住|沉淀|拉升)[^，。；]{0,14}(?:资产|AUM|资金|存量)")),
    ("activity", re.compile(r"(?:活跃|激活|唤醒|多用|常用|粘性|黏性)", re.IGNORECASE)),
    ("conversion", re.compile(r"(?:最(?:容易|可能)成交|转化率|成交率)")),
)


def objective_in(text: str) -> str | None:
    """What the order of offers is to serve: aum, activity or conversion; None where not said."""
    return next((aim for aim, pattern in _AIMS if pattern.search(text)), None)


_MONEY_OF = r"(?:总?资产|AUM|aum|余额|身家|家底|存款额?|钱)"
_DUE = r"到期(?:的)?(?:金额|额|的?钱|资金|本金)"
_FALLING = r"[^，。；？]{0,4}?(?:排|[从由][高大多]到[低小少]|倒序|降序|前[\d一二三四五六七八九十])"
_FIRST = r"(?:最)?[高大多](?:的)?(?:优先|排(?:在)?前|在前|先|放前)"
_BY_DUE = re.compile(rf"{_DUE}{_FALLING}|{_DUE}{_FIRST}")
_BY_MONEY = re.compile(
    rf"(?:按|照|以|依){_MONEY_OF}{_FALLING}|{_MONEY_OF}{_FIRST}|{_MONEY_OF}(?:从[高大多]到[低小少]|倒序|降序)"
    rf"|(?:资金|金额)(?:量)?{_FIRST}|{_MONEY_OF}最[高大多]的?(?:前?[\d一二三四五六七八九十]+)?[个位名]"
)


def order_in(question: str) -> str | None:
    """By what a list is to be in order, where the question says so: ``aum`` or
    ``maturity_amount``, the most first; None for the model's own order.
    """
    if _BY_DUE.search(question):
        return "maturity_amount"
    return "aum" if _BY_MONEY.search(question) else None
