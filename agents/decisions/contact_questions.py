"""When and how often customers may be contacted, as staff ask it of nobody in particular.

Hours and caps are those that the doors enforce: a handbook beside them may be older.
"""

import re
from datetime import time
from typing import Literal, TypeAlias

from agents.decisions.turn import Turn
from agents.state import Decision, ToolCall
from prompts.messages import say
from tools.access import STAFF

Aspect: TypeAlias = Literal["hours", "weekend", "caps", "gap", "consent", "breach"]

_CONTACT = "".join(
    (
        r"(?:打(?!分|折|开|造|理|扮|架|招呼|听|包|印|卡)|拨|外呼|联系|触达|碰(?!到|上|哪)|骚扰|打扰",
        r"|致电|回访|群发|推送|短信|电话|企微|发(?!生|现|行|布|展|放|薪|工资|票|起|挥|达))",
    )
)
_WHEN = "".join(
    (
        r"(?:几点|什么时(?:候|间|段)|多晚|多早|晚上|夜里|半夜|凌晨|早上|上午|清早|中午|午休|下午|傍晚|下班",
        r"|[\d一二两三四五六七八九十]{1,3}[点:：])",
    )
)
_DAYS = "".join(
    (
        r"(?:周末|周[六日天]|双休|节假日|法定假|假期|放假|星期[六日天]|礼拜[六日天]|春节|国庆",
        r"|过年|休息日|工作日|除夕|初[一二三四五六七]|元旦|五一|十一|清明|端午|中秋|元宵|劳动节)",
    )
)
_MAY = "".join(
    (
        r"(?:能|可以|可不可以|不让|让不让|让(?!您|你|客户)|允许|准(?!确|备)|禁止|行不行|行吗|最晚|最早",
        r"|以后|之后|之前|以前|规定|限制|违规|合规|截止|到几点|到点)",
    )
)
_COUNT = (
    r"(?:几次|多少次|几条|多少条|几通|多少通|几遍|几回|多少回|多少个电话|几个电话|次数|频次|频率)"
)
_PER = "".join(
    (
        r"(?:一天|一周|一个?月|每天|每日|每周|每个?月|一个?礼拜|一星期|每星期|30天|7天|同一天|当天",
        r"|同一个?客户|一个客户|每个客户|一位客户|单个客户|单客)",
    )
)


def _within(*parts: str, gap: int = 14) -> str:
    """These one after another in one clause, a few characters apart."""
    return rf"[^。？?]{{0,{gap}}}".join(parts)


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


_HOURS = _any(
    _within(_WHEN, _MAY, _CONTACT),
    _within(_MAY, _WHEN, _CONTACT, gap=10),
    _within(_WHEN, _CONTACT, _MAY, gap=12),
    _within(_CONTACT, r"(?:几点|多晚|多早|什么时段|哪个时段)"),
    r"(?:联系|外呼|触达|营销|拨打|打电话|短信|发送)的?(?:时间段?|时段|(?:时间)?窗口)(?:是|有|怎么|规定|限制|呢|配|设|$)",
    r"勿扰|免打扰|静默(?:时段|期)",
)
_WEEKEND = _any(
    _within(_DAYS, _CONTACT, r"(?:吗|么|不|嘛|呢|行|可以|[？?])", gap=12),
    _within(_DAYS, r"(?:能|可以|让|允许|不能|可不可以)", _CONTACT, gap=8),
    _within(_MAY, _DAYS, _CONTACT, gap=6),
)
_CAPS = _any(
    _within(_PER, _COUNT),
    _within(_COUNT, r"(?:上限|封顶|限制|规定)", gap=8),
    _within(r"(?:最多|上限|顶多|封顶|不超过|限)", _COUNT, gap=12),
    _within(
        r"(?:触达|联系|短信|电话|外呼|营销|发送|客户)",
        r"(?:频次|频率|上限|次数)",
        r"(?:多少|怎么|几|规定|上限|限制|是)",
        gap=8,
    ),
    _within(
        _PER, r"(?:\d+|[一两二三四五六七八九十])[条次通个回遍]", r"(?:行|可以|能|超|多不多)", gap=12
    ),
    r"(?:会不会|是不是|算不算|有没有)超|超(?:标|限|频)",
    r"频控|频次上限|触达上限|联系上限",
)
_GAP = _any(
    r"(?:间隔|隔)[^。？?]{0,6}(?:多久|多长|几天|多少天|几小时)",
    r"(?:多久|几天|多长时间)才?(?:能|可以)再?(?:联系|打|发|碰|触达)",
    r"冷却期",
)
_CONSENT = _any(
    r"(?:没|未)有?(?:授权|同意|勾选|签授权)[^。？?]{0,12}(?:能|可以|可不可以|行)",
    r"(?:拒绝过|退订|拒收|说过(?:不要|别))[^。？?]{0,14}(?:还能|能不能|可以|多久|能再|能不)",
    r"(?:要不要|需不需要|是不是要|必须)先?(?:征得|取得|拿到?)?客户?的?(?:同意|授权)",
    r"(?:未成年|小孩|几岁|多大)[^。？?]{0,12}(?:联系|营销|打|发短信)",
)
_BREACH = _any(
    _within(
        r"(?:超|过|到)(?:了|出)?[^。？?]{0,8}(?:次数|上限|频次|时段|时间|点)",
        r"(?:怎么样|会怎|咋|怎么办|发得出|还能发|还发|拦|会不会|自动|系统)",
    ),
    r"(?:系统|发送[时前]?)[^。？?]{0,8}(?:拦|核对|检查|控制)[^。？?]{0,8}(?:频次|次数|时段|上限|时间)",
)
_ABOUT: tuple[tuple[Aspect, re.Pattern[str]], ...] = (
    ("breach", _BREACH),
    ("consent", _CONSENT),
    ("gap", _GAP),
    ("caps", _CAPS),
    ("weekend", _WEEKEND),
    ("hours", _HOURS),
)
_OF_CONTACTS = re.compile(rf"{_CONTACT}|频控|频次|勿扰|免打扰|静默|冷却期|营销")
_PARTICULAR = _any(
    r"[他她](?!行)|这位|那位|(?:这|那|该)个?客户|第[一二三四五六七八九十\d]+[位个名]|c\d{6,}",
    r"客户(?:说|讲|要求|让|嫌|抱怨|投诉|反映)|谁|哪些客户|名单",
    r"我(?:都|已经|上|昨|今天?|最近|这)[^。？?]{0,6}(?:打|发|联系)了|(?:打|发|联系)(?:过|了)(?:几|多少)",
    r"效果|转化|接通率|成交|哪个时段|什么时段(?:更|最)|更容易|最容易|活动(?!期)",
    r"写(?!着)|文案|话术",
    r"营业|上班|下班时间|开门|到账|交易|赎回|申购|转账|限额|信用卡|取现|存取|办理|热线|客服|投诉|还款|积分|红包",
)
"""One customer's contacts, what came of contacts, texts, and the bank's other business."""
_CALLS = re.compile(r"打(?!扰|分|折|开)|拨|致电|外呼")
_GOES_ON = re.compile(r"呢|那|换成|如果|要是|也")
_MOST_GOING_ON = 16

_AT = re.compile(
    r"(早上|清早|上午|中午|下午|傍晚|晚上|夜里|凌晨|半夜)?(\d{1,2}|[一二两三四五六七八九十]{1,3})(?:点|[:：](?=\d\d))(?!多|几)(半|一刻|(\d{1,2})分?)?"
)
_DIGITS = {word: number for number, word in enumerate("零一二三四五六七八九")} | {"两": 2}
_LATE = frozenset({"下午", "傍晚", "晚上", "夜里"})


def claim(turn: Turn) -> Decision | None:
    """Hours, caps and consent of contacts, as they are configured; None where it is not that."""
    if turn.role not in STAFF or turn.request.intent in ("opt_out", "record_feedback"):
        return None
    text = turn.question.lower()
    if _PARTICULAR.search(text) or turn.speaks_of_one():
        return None
    aspect = next((name for name, words in _ABOUT if words.search(text)), None)
    channel = turn.word("channel") or ("outbound_call" if _CALLS.search(text) else None)
    if aspect is not None and not _OF_CONTACTS.search(text):
        return None
    if aspect is None:
        goes_on = turn.about() == "contact_rules" and len(text) <= _MOST_GOING_ON
        if not goes_on or not (_GOES_ON.search(text) or channel):
            return None
        before = turn.memory.subject
        aspect = "weekend" if re.search(_DAYS, text) else _known(before.get("aspect"))
        channel = channel or (str(before["channel"]) if "channel" in before else None)
    made = turn.call("contact_rules", aspect=aspect, channel=channel, at=_time(text))
    return turn.decision("contact_rules", made, _handbook(turn, aspect))


def _handbook(turn: Turn, aspect: Aspect | None) -> ToolCall:
    """Where the institution has written the rule down, as further evidence."""
    about = say("contact.ask_consent" if aspect == "consent" else "contact.ask_limits")
    return turn.call("market_news", query=about, collections=["rules"], unsorted=True, top_k=1)


def _known(aspect: object) -> Aspect | None:
    return next((name for name, _ in _ABOUT if name == aspect), None)


def _time(text: str) -> str | None:
    """The time of day that is asked about, as HH:MM; None where none is stated."""
    found = _AT.search(text)
    if found is None:
        return None
    hour = _number(found[2])
    if hour < 12 and (found[1] in _LATE or (found[1] == "中午" and hour < 3)):
        hour += 12
    minute = 30 if found[3] == "半" else 15 if found[3] == "一刻" else int(found[4] or 0)
    return f"{time(hour, minute):%H:%M}" if hour < 24 and minute < 60 else None


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    tens, ten, ones = word.partition("十")
    if not ten:
        return _DIGITS.get(word, 99)
    return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)
