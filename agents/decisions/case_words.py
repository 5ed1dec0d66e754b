"""What a question tells of a buyer who is in nobody's book: 68岁一阿姨, 我妈67了, 她没测评过."""

import calendar
import re
from datetime import date

from agents.case import Case
from agents.decisions.stated import KIN, age_in, buys_for_someone
from agents.understanding.slots.numerals import NUMBER, parse_number

_FOLK = (
    r"(?:阿姨|大妈|大娘|大婶|大爷|大叔|叔叔|伯伯|老太太?|老大爷|老爷子|老人家?|老奶奶|奶奶|爷爷|老先生|老两口|老头|老伯|小伙子?|小姑娘|姑娘|小年轻|年轻人"
    r"|大姐|大哥|女士|先生|男士|女的|男的|客户|顾客|储户|退休(?:职工|工人|教师|干部|老师)?|宝妈|学生|同志|妇女|男子|人)"
)
_INDEFINITE = r"(?:一|有|来了|来|某|这|那|碰到|遇到|柜台)(?:一)?(?:个|位|名|对)?"
_SOMEBODY = re.compile(
    rf"{_INDEFINITE}(?:{NUMBER}\s*(?:多|来)?\s*周?岁(?:的)?)?(?:[^，。？?\d]{{0,4}}的)?{_FOLK}"
    rf"|{NUMBER}\s*(?:多)?\s*周?岁(?:的|一个?位?|左右的)*{_FOLK}|(?:{_FOLK}|客户)(?:自己)?(?:非|硬|执意|坚持|点名|死活|就是)(?:要|得|想)?"
    rf"|客户自己(?:签|写|愿)"
)
_MANY = re.compile(
    r"谁|哪些(?:客户|人)|哪几[位个]|名单|客户里|多少(?:个|位|名)?(?:客户|人)|所有|全部|名下|以上的?(?:客户|人)|以下的?(?:客户|人)|平均|占比|排|找|筛|挑|列"
)
_BUYS = re.compile(
    r"买|卖|配|投(?!诉)|做|推荐|合适|适合|能办|可以办|签|[RrCc][1-5]|理财|基金|保险|存单|产品|匹配"
)
_ADVISED = re.compile(
    rf"{KIN}[^，。？?]{{0,4}}(?:说|推荐|买了|告诉|介绍|劝我|叫我|让我|建议)|[替让]我"
)
_FOR_KIN = re.compile(
    rf"(?:给|帮|替|为|让|想让)[^，。？?！!]{{0,8}}{KIN}|(?:适合|合适)[^，。？?！!]{{0,4}}{KIN}"
)
_THIRD = re.compile(
    r"[他她](?!们|行)|TA|ta|老人|阿姨|大爷|大妈|叔叔|老太|老爷|奶奶|爷爷|这位|那位|本人|人家|客户"
)
_FIRST = re.compile(
    r"我(?!们|妈|爸|爷|奶|外|姥|岳|公|婆|老|儿|女|哥|姐|弟|妹|家|的?孩子|对象|爱人|媳妇|朋友)"
)
_NEVER = re.compile(
    r"(?:没|没有|从没|从来没|从未|还没|未|没怎么)(?:有)?(?:做|测|评|参加|填)?(?:过|了)?(?:什么|任何)?(?:风险)?(?:测评|评估|测过|评过|测评过|问卷|风评)|没测(?:评)?过?|没(?:做|评)过"
)
_LEVEL = re.compile(r"[CcＣ]\s?([1-5])(?!\d)")
_WHICH = re.compile(
    r"(?:买|选|配|投|做|办)(?:得|得了|点|些)?[^，。？?]{0,3}(?:啥|什么|哪)|(?:有|还有)(?:没有|什么|啥|哪些)?[^，。？?]{0,8}(?:合适|适合|能买|可以买|能投|能做)"
    r"|推荐|(?:什么|啥|哪些|哪种)[^，。？?]{0,8}(?:能|可以|适合|合适)|(?:能|可以)[^，。？?]{0,4}(?:买|投|做)(?:点|些)?(?:啥|什么|哪)|(?:配|买)点(?!名)"
)
WAIVER = re.compile(
    r"签(?:个|了|份|一?下)?(?:字|名|承诺|声明|免责|协议)|承诺书|声明|自愿|后果自负|自己?(?:承担|负责|认|愿意|担着?)|愿意(?:签|承担|冒|担)|自担|冒(?:这个|点|个)?险"
    r"|(?:亏|赔|损失)了?[^，。？?]{0,4}(?:认|自己|不怪|不找|算我)|通融|破(?:个)?例|开(?:个)?(?:后门|绿灯|口子)|行个方便|睁(?:一)?只眼|不怕(?:亏|风险)|写(?:个|份|张)?(?:条|保证|证明)"
)

_DAY = r"(?:(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})[日号])?"
_MONTH = rf"(?P<month>十[一二]?|[一二三四五六七八九]|1[0-2]|0?[1-9])月(?:份)?{_DAY}"
_ON = re.compile(
    rf"(?:(?P<year>20\d\d)年|(?P<back>今年|去年|前年|大前年))?的?{_MONTH}"
    r"|(?P<whole>今年|去年|前年|大前年)(?P<part>年初|年底|上半年|下半年|春节|夏天|冬天|秋天|春天)?"
    rf"|(?P<ago>{NUMBER})个?(?P<unit>月|年)(?P<half>半)?(?:多)?(?:之|以)?前|(?P<half_year>半年(?:多)?(?:之|以)?前)|(?P<last>上个?月)|(?P<this>这个?月|前几天|昨天|上周|刚刚?)"
)
_ASSESSED = re.compile(r"测评|评估|测的|评的|测过|评过|做的(?!工作)|问卷|风评|测试")
_BACK = {"今年": 0, "去年": 1, "前年": 2, "大前年": 3}
_PARTS = {
    "年初": (1, 3), "上半年": (1, 6), "下半年": (7, 12), "年底": (11, 12), "春节": (1, 2),
    "春天": (3, 5), "夏天": (6, 8), "秋天": (9, 11), "冬天": (11, 12),
}  # fmt: skip


def told_in(text: str, today: date) -> Case:
    """What a text tells of a buyer, without what they want."""
    first, last = assessed_in(text, today) or (None, None)
    level = _LEVEL.search(text)
    return Case(
        age=age_in(text) or _bare_age(text),
        lapsed=last is None and bool(_LAPSED.search(text)),
        customer_risk=f"C{level[1]}" if level else None,
        assessed_first=first,
        assessed_last=last,
        unassessed=last is None and bool(_NEVER.search(text)),
    )


_WHO = (
    ("mother", re.compile(r"妈|母亲|(?<!岳)母(?!女)|俺娘|老娘")),
    ("father", re.compile(r"爸|父亲|(?<!岳)父(?!女)|俺爹|老爹")),
    ("grandmother", re.compile(r"奶奶")),
    ("grandfather", re.compile(r"爷爷")),
    ("spouse", re.compile(r"老伴|老公|老婆|丈夫|妻子|爱人|媳妇|对象")),
    ("child", re.compile(r"儿子|女儿|孩子|小孩|闺女|孙")),
    ("elder", re.compile(r"老人|长辈|外婆|外公|姥|岳|公公|婆婆|爹|娘")),
)


_LAPSED = re.compile(
    r"(?:测评|评估|风评)[^，。？?]{0,4}(?:过期|失效|到期|过了)(?:了|的)?|(?:过期|失效)(?:了)?的?(?:测评|评估)"
)
_BARE_AGE = re.compile(rf"{_FOLK}[，,\s]*({NUMBER})(?=[，,。、\s]|$)")


def _bare_age(text: str) -> int | None:
    """The age that is told without a word for years (来个大爷，72，没测评)."""
    found = _BARE_AGE.search(text)
    years = parse_number(found[1]) if found else None
    return int(years) if years is not None and 0 < years <= 120 else None


def kin_in(text: str) -> str:
    """Who the person is to the customer who asks for them, ``other`` where no word tells."""
    return next((kin for kin, words in _WHO if words.search(text)), "other")


def introduces(text: str, *, customer: bool) -> bool:
    """Whether a text brings up somebody who wants to buy and is in nobody's book: for a customer
    somebody close to them, for staff whoever comes to the counter.
    """
    if customer and buys_for_someone(text):
        return True
    if not _BUYS.search(text):
        return False
    if customer:
        kin = re.search(KIN, text) is not None and not _ADVISED.search(text)
        return kin and bool(_FOR_KIN.search(text) or age_in(text))
    told = WAIVER.search(text) and (age_in(text) or _LEVEL.search(text))
    return bool(_SOMEBODY.search(text) or told) and not _MANY.search(text)


_OF_THE_SHELF = re.compile(
    r"在售|在卖|货架|(?:咱|我|你)们?(?:行|家|这)?(?:都)?有(?:哪|什么|啥)|都有(?:哪|什么|啥)"
)


def goes_on(text: str, told: Case, *, customer: bool) -> bool:
    """Whether a text speaks on of the buyer that was brought up before it."""
    if _MANY.search(text):
        return False
    if (_FIRST.search(text) or _OF_THE_SHELF.search(text)) and not _THIRD.search(text):
        return False
    new = told != Case()
    points = bool(_THIRD.search(text)) or (customer and bool(re.search(KIN, text)))
    wants = bool(
        _WHICH.search(text) or WAIVER.search(text) or re.search(r"[Rr][1-5]|呢[？?]?$", text)
    )
    return (points and (new or bool(_BUYS.search(text)) or wants)) or (
        len(text) <= 20 and (new or wants)
    )


def asks_which(text: str) -> bool:
    """Whether a text asks what there is for the buyer, rather than about one product."""
    return bool(_WHICH.search(text))


def assessed_in(text: str, today: date) -> tuple[date, date] | None:
    """The first and the last day on which an assessment may have been made that a text speaks of
    (去年10月做的: the first and the last of that month), None where it names no time.
    """
    if not _ASSESSED.search(text):
        return None
    for found in _ON.finditer(text):
        days = _days(found, today)
        if days is not None and days[0] <= today:
            return days[0], min(days[1], today)
    return None


def _days(found: re.Match[str], today: date) -> tuple[date, date] | None:
    if found["month"]:
        number = parse_number(found["month"])
        month = int(number) if number else 0
        if not 1 <= month <= 12:
            return None
        year = _year(found, month, today)
        if found["day"] and (day := parse_number(found["day"])):
            last = calendar.monthrange(year, month)[1]
            on = date(year, month, max(1, min(int(day), last)))
            return on, on
        return _months(year, month, month)
    if found["whole"]:
        year = today.year - _BACK[found["whole"]]
        return _months(year, *_PARTS.get(found["part"] or "", (1, 12)))
    if found["last"]:
        return _back(today, 1)
    if found["this"]:
        return today.replace(day=1), today
    if found["half_year"]:
        return _back(today, 6)
    number = parse_number(found["ago"])
    if not number:
        return None
    months = int(number * (12 if found["unit"] == "年" else 1)) + (6 if found["half"] else 0)
    return _back(today, months)


def _year(found: re.Match[str], month: int, today: date) -> int:
    if found["year"]:
        return int(found["year"])
    if found["back"]:
        return today.year - _BACK[found["back"]]
    return today.year if month <= today.month else today.year - 1


def _back(today: date, months: int) -> tuple[date, date]:
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return _months(year, month + 1, month + 1)


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])
