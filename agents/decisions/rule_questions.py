"""What staff ask of the house's rules: when and how often one may contact, what one may write.

Hours and caps are those that the doors enforce, and rules those that texts are judged by: a handbook
beside them may be older.
"""

import re
from datetime import time
from typing import Any, Literal, TypeAlias

from agents.decisions.turn import Turn
from agents.state import Decision, ToolCall
from prompts.messages import say
from tools.access import STAFF

Aspect: TypeAlias = Literal["hours", "weekend", "caps", "gap", "consent", "breach"]

_CONTACT = r"(?:打(?!分|折|开|造|理|扮|架|招呼|听|包|印|卡)|拨|外呼|联系|触达|碰(?!到|上|哪)|骚扰|打扰|致电|回访|群发|发(?:送|短信|消息|信息|营销|推送|企微|微信|邮件|出去|几条|多少条)?(?!生|现|行|布|展|放|薪|工资|票|起|挥|达)|推送|短信|电话|企微)"
_WHEN = r"(?:几点|什么时(?:候|间|段)|多晚|多早|晚上|夜里|半夜|凌晨|早上|上午|清早|中午|午休|下午|傍晚|下班|[\d一二两三四五六七八九十]{1,3}[点:：])"
_DAYS = r"(?:周末|周[六日天]|双休|节假日|法定假|假期|放假|星期[六日天]|礼拜[六日天]|春节|国庆|过年|休息日|工作日)"
_MAY = r"(?:能|可以|可不可以|不让|让不让|让(?!您|你|客户)|允许|准(?!确|备)|禁止|行不行|行吗|最晚|最早|以后|之后|之前|以前|规定|限制|违规|合规|截止|到几点|到点)"
_HOURS = re.compile(
    rf"{_WHEN}[^。？?]{{0,16}}{_MAY}[^。？?]{{0,12}}{_CONTACT}|{_MAY}[^。？?]{{0,10}}{_WHEN}[^。？?]{{0,10}}{_CONTACT}|{_WHEN}[^。？?]{{0,12}}{_CONTACT}[^。？?]{{0,10}}{_MAY}"
    rf"|{_CONTACT}[^。？?]{{0,12}}{_MAY}?[^。？?]{{0,6}}(?:几点|多晚|多早|什么时段|哪个时段)"
    r"|(?:联系|外呼|触达|营销|拨打|打电话|短信|勿扰|免打扰|静默|发送)(?:的)?(?:时间段?|时段|期间|窗口)(?:是|有|怎么|规定|限制|呢|$)|勿扰|静默(?:时段|期)"
)
_WEEKEND = re.compile(
    rf"{_DAYS}[^。？?]{{0,10}}(?:{_MAY}[^。？?]{{0,8}})?{_CONTACT}|{_MAY}[^。？?]{{0,6}}{_DAYS}[^。？?]{{0,6}}{_CONTACT}"
)
_COUNT = r"(?:几次|多少次|几条|多少条|几通|多少通|几遍|几回|多少回|多少个电话|几个电话|次数|频次|频率|频控)"
_PER = r"(?:一天|一周|一个?月|每天|每日|每周|每个?月|一个?礼拜|一星期|每星期|30天|7天|同一天|当天|同一个?客户|一个客户|每个客户|一位客户|单个客户|单客)"
_CAPS = re.compile(
    rf"{_PER}[^。？?]{{0,14}}{_COUNT}|{_COUNT}[^。？?]{{0,8}}(?:上限|封顶|限制|规定)|(?:最多|上限|顶多|封顶|不超过|限)[^。？?]{{0,12}}{_COUNT}|(?:触达|联系|短信|电话|外呼|营销|发送|客户)[^。？?]{{0,6}}(?:频次|频率|频控|上限|次数)[^。？?]{{0,10}}(?:多少|怎么|几|规定|上限|限制|是)"
    r"|频控|频次上限|触达上限|联系上限"
)
_GAP = re.compile(
    r"(?:间隔|隔)[^。？?]{0,6}(?:多久|多长|几天|多少天|几小时)|(?:多久|几天|多长时间)(?:才)?(?:能|可以)(?:再)?(?:联系|打|发|碰|触达)(?:一?次|第二次)?|冷却期|冷静期(?=[^。]{0,6}(?:联系|触达|打))"
)
_CONSENT = re.compile(
    r"(?:没|未|没有)(?:有)?(?:授权|同意|勾选|签授权)[^。？?]{0,12}(?:能|可以|可不可以|行)|(?:拒绝过|退订|拒收|说过(?:不要|别))[^。？?]{0,14}(?:还能|能不能|可以|多久|能再|能不)|(?:要不要|需不需要|是不是要|必须)(?:先)?(?:征得|取得|拿到?)?(?:客户)?(?:的)?(?:同意|授权)[^。？?]{0,8}(?:发|打|联系|营销)?|(?:未成年|小孩|几岁|多大)[^。？?]{0,12}(?:联系|营销|打|发短信)"
)
_BREACH = re.compile(
    r"(?:超|过|到)(?:了|出)?[^。？?]{0,8}(?:次数|上限|频次|时段|时间|点)[^。？?]{0,14}(?:怎么样|会怎|咋|怎么办|发得出|还能发|还发|拦|会不会|自动|系统)|(?:系统|发送(?:时|前)?)[^。？?]{0,8}(?:会)?(?:自动)?(?:拦|核对|检查|控制)[^。？?]{0,8}(?:频次|次数|时段|上限|时间)"
)
_ABOUT: tuple[tuple[Aspect, re.Pattern[str]], ...] = (
    ("breach", _BREACH),
    ("consent", _CONSENT),
    ("gap", _GAP),
    ("caps", _CAPS),
    ("weekend", _WEEKEND),
    ("hours", _HOURS),
)
_PARTICULAR = re.compile(
    r"[他她](?!行)|这位|那位|(?:这|那|该)个?客户|第[一二三四五六七八九十\d]+[位个名]|c\d{6,}|客户(?:说|讲|要求|让|嫌|抱怨|投诉|反映)|我(?:都|已经|上|昨|今天?|最近|这)[^。？?]{0,6}(?:打|发|联系)了|(?:打|发|联系)(?:过|了)(?:几|多少)|效果|转化|接通率|成交|哪个时段|什么时段(?:更|最)|更容易|最容易|写|文案|话术|名单|谁|哪些客户|活动|营业|上班|下班时间|开门|到账|交易|赎回|申购|转账|限额|信用卡|取现|存取|办理|热线|客服|投诉|还款|积分|红包|快递"
)
_GOES_ON = re.compile(r"呢|那|换成|如果|要是|也")
_MOST_GOING_ON = 16

_AT = re.compile(
    r"(早上|清早|上午|中午|下午|傍晚|晚上|夜里|凌晨|半夜)?(\d{1,2}|[一二两三四五六七八九十]{1,3})(?:点|[:：](?=\d\d))(?!多|几)(半|一刻|(\d{1,2})分?)?"
)
_DIGITS = {word: number for number, word in enumerate("零一二三四五六七八九")} | {"两": 2}
_LATE = frozenset({"下午", "傍晚", "晚上", "夜里"})


def contact(turn: Turn) -> Decision | None:
    """Hours, caps and consent of contacts, as they are configured; None where it is not that."""
    if turn.role not in STAFF or turn.request.intent in ("opt_out", "record_feedback"):
        return None
    text = turn.question.lower()
    if _PARTICULAR.search(text) or turn.speaks_of_one():
        return None
    aspect = next((name for name, words in _ABOUT if words.search(text)), None)
    channel = turn.word("channel") or ("outbound_call" if _CALLS.search(text) else None)
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


_CALLS = re.compile(r"打(?!扰|分|折|开)|拨|致电|外呼")


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


_RULE_ID = re.compile(r"(?<![a-z0-9])g\d{1,2}(?![a-z0-9])", re.IGNORECASE)
_WHICH = re.compile(
    r"(?:哪|什么|啥)(?:一|几)?(?:条|个|项)?(?:合规)?(?:规则|红线|法条|法规|法律|条款|规定)|(?:归|受|由)(?:哪|什么)(?:一)?(?:条|个)?[^。？?]{0,4}(?:管|约束)|(?:违反|触犯|碰到?|踩|犯)(?:了)?(?:的)?(?:是)?(?:哪|什么|啥)(?:一)?(?:条|部|个)?|(?:依据|根据|凭|出自|出处)(?:的)?(?:是)?(?:哪|什么|啥)|哪(?:一)?部法|哪(?:一)?条(?:管|不让|禁止|规定)|法律依据|法规依据|第几条|依据(?:呢|在哪)"
)
_PACK = re.compile(r"规则包|(?:几|多少)条(?:合规)?规则|(?:有)?哪些(?:合规)?规则|规则(?:清单|列表|目录|一览)|(?:全部|所有)(?:的)?(?:合规)?规则")
_MAY_WRITE = re.compile(
    r"(?:能不能|能否|可不可以|可否|可以|能|允许|准)(?:直接)?(?:写|说|叫|讲|用|宣传|表述|标)(?:成|作|为|做|上|进)?|(?:写|说|叫|讲|宣传|表述)(?:成|作|为|做)[^。？?]{1,14}(?:行|可以|合规|违规|没问题|有问题)"
)
_FRAME = re.compile(
    r"[，,]?(?:不行|不可以|不能|不让)$|(?:应该|需要|得|要)?(?:写明?|注意|带|标注|说明)(?:上|清楚)?(?:什么|啥|哪些)|请问|麻烦|帮我?(?:查|看)(?:一)?下?|我想(?:知道|问)|(?:文案|短信|稿子?|话术|海报|朋友圈|宣传|推送|材料)(?:里|中|上)?(?:面)?(?:写|说|用|出现)?(?:了)?|(?:的)?(?:说法|表述|这种话|这句话|这个词|字眼|这类|行为)|关于"
)
_ENDS = re.compile(r"吗|呢|啊|呀|吧|么|嘛|[，。？?！!、：:\s]|(?<=.)的$|^(?:管|是|说|在)|(?:管|是)$")
_QUOTED = re.compile(r"[“「\"『‘'《]([^”」\"』’'》]{1,60})[”」\"』’'》]")
_BECOMES = re.compile(r"(.+?)(?:能不能|能否|可不可以|可否|可以|能)?(?:直接)?(?:写|说|叫|讲|宣传|表述)(?:成|作|为|做)(.+)")
_ASKS_WHAT_TO_DO = re.compile(r"怎么(?!写|说|改)|如何(?!写|说|改)|流程|材料|办理|多少钱|费用|利率")
_RULE_FOLLOW = re.compile(
    r"哪部法|依据|法条|哪条法|第几条|怎么改|咋改|怎么(?:写|说)|合规(?:的)?说法|什么时候(?:施行|生效|实施)|哪天(?:生效|施行|实施)|生效|施行|为(?:啥|什么)|原文|内容"
)


def rules(turn: Turn) -> Decision | None:
    """Rules on texts, looked up by number or by words; None where the pack holds none of it."""
    book = turn.context.toolbox.rulebook
    if turn.role not in STAFF or book is None:
        return None
    text = turn.question
    if _PARTICULAR_TEXT.search(text) or turn.speaks_of_one():
        return None
    numbers = list(dict.fromkeys(found.upper() for found in _RULE_ID.findall(text)))
    known = {one.rule_id.upper() for one in book.every()}
    if numbers and set(numbers) <= known:
        return _found(turn, rule_ids=numbers)
    if _PACK.search(text):
        return _found(turn)
    may = _MAY_WRITE.search(text) is not None
    if not may and not _WHICH.search(text):
        return _of_before(turn)
    words = _words(text)
    if not words:
        return _of_before(turn)
    if _ASKS_WHAT_TO_DO.search(text) or not book.about(words):
        return None
    if may and not _QUOTED.search(text) and not any(one.quote for one in book.about(words)):
        return None
    return _found(turn, words=words)


_PARTICULAR_TEXT = re.compile(r"[：:].{10,}|[“「\"『].{16,}[”」\"』]")


def _of_before(turn: Turn) -> Decision | None:
    """The rule that was just spoken of, asked about further (依据哪部法)."""
    listed: Any = turn.memory.subject.get("listed")
    if turn.about() != "rules" or not listed or len(turn.question) > _MOST_GOING_ON:
        return None
    if len(listed) > 3 or not _RULE_FOLLOW.search(turn.question):
        return None
    return _found(turn, rule_ids=[str(one) for one in listed])


def _found(turn: Turn, **asked: object) -> Decision:
    return turn.decision("compliance_rules", turn.call("compliance_rules", **asked))


def _words(text: str) -> str:
    """The words of a text that are asked about: those in quotes, else what no question is made of.

    A写成B is looked up as the sentence that it would make.
    """
    quoted = _QUOTED.findall(text)
    if quoted:
        return "，".join(quoted)
    bare = _FRAME.sub("", text)
    becomes = _BECOMES.search(re.sub(r"(?:行|可以|合规|违规|没问题|有问题)?(?:不行|不可以)?[吗么嘛呢啊？?。！]*$", "", bare))
    if becomes is not None:
        return f"{becomes[1]}就是{becomes[2]}"
    bare = _MAY_WRITE.sub("", _WHICH.sub("", bare))
    while (trimmed := _ENDS.sub("", bare)) != bare:
        bare = trimmed
    return bare if len(bare) >= 2 else ""
