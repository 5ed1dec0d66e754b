"""Texts for a group and an occasion, without a product or a person: greetings, notices, warnings.

A text for one customer is about what suits them (``texts.write_copy``).
"""

import re
from dataclasses import replace

from agents.composition import greetings
from agents.decisions.groups import names_one
from agents.decisions.turn import Turn
from agents.state import Decision
from agents.understanding import slots_for
from tools.access import Role

_ROLES = frozenset({Role.RM, Role.MANAGER, Role.MARKETER})
_DEFAULT_CHANNEL = "sms"
_LONGEST, _LONGEST_FOLLOW_UP = 60, 24
_WRITES = re.compile(
    r"写|拟|编|来(?:一|两|二|三|四|五|几|\d)?(?:条|段|个|篇|句|份)|再来|发(?:一|两|三|几|\d|个|条|段|朋友圈|短信|企微)|群发|朋友圈|文案|短信|祝福|问候|提醒|提示|拜年|推送|邮件|贺(?:词|卡|信)|关怀|慰问"
)
_ASKS = re.compile(
    r"怎么(?!写)|什么时候|几号|放假|几天|安排|营业|能不能发|可以发吗|合规|哪些客户|谁|名单|到期|多少|为什么|处理|识别|流程|电话|话术|脚本|坐席|外呼|那波|那批|那条|上次|上回|点开|响应|核销|效果|多不多|有(?:没有|吗)|(?:今天|这周|本周)[^，。？?]{0,8}(?:生日|哪些)"
)
_GREETS = re.compile(r"问候|祝福|关怀|关心|慰问|答谢|感谢|祝(?:贺|愿)")
_NO_PRODUCT = re.compile(
    r"(?:别|不(?:要|用|必|想|准|需要)?|勿|去掉|免)[^，。？?]{0,4}(?:产品|推销|营销|卖|推荐|理财|广告)|纯(?:祝福|问候)"
)
_AGAIN = re.compile(
    r"再(?:来|写|给)|换|改|重(?:写|来)|多(?:来|写)|短|长|正式|活泼|俏皮|口语|亲切|语气|提一?下|带(?:上|一)|别提|呢$"
)
_ONE = re.compile(
    r"第[一二三四五六七八九十\d](?:位|个|名)|(?:头|首|末|最后)(?:一)?(?:位|个|名)|[他她](?!们)|这位|那位"
)


_PERMISSION = re.compile(
    r"(?:能|可以|可不可以|能不能|让|准|允许)[^，。]{0,14}(?:发|联系|打|推)[^，。]{0,6}(?:吗|么|不|嘛)[？?]?$"
)


def greeting(turn: Turn) -> Decision | None:
    """The greeting that is asked for, or the last one changed; None for any other request."""
    if turn.context.scope.role not in _ROLES or _ASKS.search(turn.question):
        return None
    if _PERMISSION.search(turn.question):
        return None  # 国庆假期可以给客户发推送吗
    if names_one(turn) or len(turn.question) > _LONGEST or _ONE.search(turn.question):
        return None
    return _asked(turn) or _followed(turn)


_WISHES = re.compile(
    r"祝福|问候|祝贺|贺(?:词|卡|信)|拜年|祝.{0,4}(?:快乐|生日|寿)|生日(?:短信|微信|企微)|慰问|关怀"
)


def for_one(turn: Turn) -> Decision | None:
    """A greeting to one customer, without a product; None for anything else."""
    if turn.context.scope.role not in (Role.RM, Role.MANAGER) or _ASKS.search(turn.question):
        return None
    if not (_WRITES.search(turn.question) and _WISHES.search(turn.question)):
        return None
    if _slots(turn).get("category") or turn.products() or not names_or_points(turn):
        return None
    customer_id = turn.customer(required=False)
    if customer_id is None:
        return None
    occasion = greetings.occasion_in(turn.question) or greetings.EVERYDAY
    if occasion == greetings.EVERYDAY and turn.memory.list_arguments.get("only") == "birthday":
        occasion = "birthday"
    return _to_one(turn, _decided(turn, occasion, None), customer_id)


def _to_one(turn: Turn, made: Decision, customer_id: str) -> Decision:
    """The greeting by name; none to who must not be written to."""
    about = turn.call("customer_profile", customer_id=customer_id)
    permission = turn.call("contact_permission", customer_id=customer_id, channel=made.channel)
    if permission.result.contact.forbidden:  # type: ignore[attr-defined]
        return turn.decision("not_written", permission)
    return replace(made, calls=(about, permission, *made.calls))


def names_or_points(turn: Turn) -> bool:
    """Whether a text is for one: named, pointed at, or the one of whom the thread speaks."""
    if names_one(turn) or _ONE.search(turn.question):
        return True
    for_many = greetings.audience_in(turn.question) or _MANY.search(turn.question)
    return turn.memory.customer_id is not None and not for_many


_MANY = re.compile(r"客户|客群|大家|各位|朋友圈|群发|所有|全体")


def _asked(turn: Turn) -> Decision | None:
    text = turn.question
    occasion, audience = greetings.occasion_in(text), greetings.audience_in(text)
    if occasion is None or not _WRITES.search(text):
        return None
    if "category" in _slots(turn) and not (
        audience or _GREETS.search(text) or _NO_PRODUCT.search(text)
    ):
        return None  # 春节前的理财推广短信: about the product, whatever the season
    if occasion == greetings.EVERYDAY and (audience is None or not _GREETS.search(text)):
        return None
    if turn.context.scope.role is Role.RM and audience is None and not _of_anyone(turn, occasion):
        return None
    if audience is None and turn.memory.asked.get("tool") == "greeting":
        audience = _before(turn)[1]
    return _decided(turn, occasion, audience)


def _of_anyone(turn: Turn, occasion: str) -> bool:
    """Whether a manager's text without an audience is for more than the customer spoken of."""
    public = _slots(turn).get("channel") in ("moments", "app_banner")
    return public or (occasion != greetings.EVERYDAY and turn.memory.customer_id is None)


def _followed(turn: Turn) -> Decision | None:
    text = turn.question.strip()
    if turn.memory.asked.get("tool") != "greeting" or len(text) > _LONGEST_FOLLOW_UP:
        return None
    said = _slots(turn)
    occasion, audience = greetings.occasion_in(text), greetings.audience_in(text)
    changed = any(name in said for name in ("channel", "tone", "variants"))
    if not (occasion or audience or changed or _AGAIN.search(text)):
        return None
    before, whom = _before(turn)
    made = _decided(turn, occasion or before, audience or whom)
    one = turn.memory.asked["arguments"].get("customer_id")  # type: ignore[attr-defined]
    return _to_one(turn, made, str(one)) if one and not audience else made


def changed(turn: Turn, tone: str | None) -> Decision:
    """The last greeting of the thread, with what the request says otherwise."""
    text = turn.question
    before, whom = _before(turn)
    occasion, audience = greetings.occasion_in(text) or before, greetings.audience_in(text)
    made = _decided(turn, occasion, audience or whom)
    made = replace(made, tone=tone or made.tone)
    one = turn.memory.asked["arguments"].get("customer_id")  # type: ignore[attr-defined]
    return _to_one(turn, made, str(one)) if one and not audience else made


def _before(turn: Turn) -> tuple[str, str | None]:
    arguments: dict[str, object] = dict(turn.memory.asked["arguments"])  # type: ignore[call-overload]
    audience = arguments.get("audience")
    return str(arguments["occasion"]), str(audience) if audience else None


def _tone_before(turn: Turn) -> str | None:
    """How the last greeting of the thread sounded; None where the last answer was none."""
    if turn.memory.asked.get("tool") != "greeting":
        return None
    arguments: dict[str, object] = dict(turn.memory.asked["arguments"])  # type: ignore[call-overload]
    return str(arguments["tone"]) if arguments.get("tone") else None


def _slots(turn: Turn) -> dict[str, object]:
    return dict(slots_for("write_copy", turn.question, str(turn.context.scope.role)))


def _decided(turn: Turn, occasion: str, audience: str | None) -> Decision:
    said = _slots(turn)
    channel = str(said.get("channel") or turn.memory.channel or _DEFAULT_CHANNEL)
    if channel not in greetings.channels():
        channel = _DEFAULT_CHANNEL
    if occasion == "fraud" and audience == "senior":
        occasion = "pension_fraud"
    calls = [turn.call("sender")]
    product_id = _extra(turn, said)
    if product_id:
        calls.append(turn.call("product_info", products=[product_id]))
    tone = said.get("tone") or _tone_before(turn)
    return Decision(
        "answer",
        "write_copy",
        "greeting",
        tuple(calls),
        products=(product_id,) if product_id else (),
        channel=channel,
        tone=str(tone) if tone else None,
        variants=int(str(said.get("variants", 1))),
        occasion=occasion,
        audience=audience,
    )


def _extra(turn: Turn, said: dict[str, object]) -> str | None:
    """The product that is to be named beside, where the question names one or a kind of it."""
    if _NO_PRODUCT.search(turn.question):
        return None
    named = turn.products()
    if named:
        return named[0]
    category = said.get("category")
    if category is None:
        return None
    sheets = turn.call("product_info", category=category, top_k=1).result.sheets  # type: ignore[attr-defined]
    return str(sheets[0].product_id) if sheets else None
