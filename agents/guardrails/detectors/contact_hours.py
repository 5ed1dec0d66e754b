"""Calls promised outside the bank's contact hours, or too often (G18, a policy and not law)."""

import re
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from agents.guardrails.document import Document, Hit
from agents.guardrails.grounding.numerals import parse_number
from agents.guardrails.language.stance import Stance
from agents.guardrails.packs.schema import DetectorEntry

_N = r"(?:[0-2]?\d|[一二两三四五六七八九十]{1,3})"
_CONTACT = re.compile(
    r"打(?:给|个|通|几个|两个|\d个|三个)?(?:您|你)?(?:的)?电话|给您打|给你打|致电|去电|来电|通电话|电话(?:联系|回访|沟通|拜访|给您|打给)|回访|外呼|联系(?:您|你|客户)|联络|拜访|打扰|给(?:您|你|客户)(?:发|推送|打)|语音通话|跟进|个电话|再打|呼叫|短信(?:提醒|通知|推送)?给|推送(?:给|消息)"
)
_OF_CUSTOMER = re.compile(
    r"(?:您|你|客户|欢迎)(?:可以?|随时|有空|方便时|如|也可|请)[^,。]{0,10}(?:打|致电|来电|联系|拨打|咨询)|营业时间|服务时间|服务热线|客服热线|24小时|拨打|请拨|热线"
)
_CLOCK = re.compile(
    rf"(?P<part>凌晨|清晨|一大早|大清早|早晨|早上|上午|中午|下午|傍晚|晚上|晚间|夜里|夜间|深夜|半夜|今晚|明晚|明早|当晚)?\s*(?:(?P<h>{_N})\s*(?:点钟?|时(?!候|间|刻)|:)\s*(?P<m>半|[0-5]?\d(?!\d))?)"
)
_NIGHT = re.compile(
    r"凌晨|清晨|一大早|大清早|天没亮|天不亮|深夜|半夜|午夜|大半夜|三更半夜|睡前|夜里|夜间"
)
_OFTEN = re.compile(
    rf"(?:每天|一天|天天|每日|一日|当天|今天内)[^,。]{{0,10}}?(?P<day>{_N})\s*(?:次|遍|个电话|通|条|轮|回)|(?:每周|一周|一个星期|每星期|这周|本周|一周内)[^,。]{{0,10}}?(?P<week>{_N})\s*(?:次|遍|个电话|通|条|轮|回)|(?P<daily>天天|每天|每日|随时随地|早中晚|早晚各|不停|反复|一直|连续)(?:都|会|地)?[^,。]{{0,6}}(?:打|致电|去电|联系您|电话|发|呼)"
)
_BEFORE_AFTER = re.compile(r"^(?:以?后|之后|过后|以?前|之前|左右|整|钟)")


def contact_hours(document: Document, entry: DetectorEntry) -> Iterable[Hit]:
    """A contact planned for a time or a number of times beyond the policy of ``options``."""
    options = entry.options
    opens, closes = float(str(options["opens"])), float(str(options["closes"]))
    sending = document.context.at
    if sending is not None and not opens <= _hour(sending) < closes:
        yield Hit(
            0, len(document.text), "detector:contact_hours", message="发送时间不在9:00-20:00之内。"
        )
    for sentence in document.sentences:
        contact = _CONTACT.search(sentence.text)
        if contact is None or sentence.speaker == "asks" or _OF_CUSTOMER.search(sentence.text):
            continue
        found = _outside(sentence.text, opens, closes) or _too_often(
            sentence.text, int(str(options["per_day"])), int(str(options["per_week"]))
        )
        if found is None:
            continue
        start, end = sentence.start + found[0], sentence.start + found[1]
        if document.stance(sentence, start, end) is Stance.ASSERTED:
            yield Hit(start, end, "detector:contact_hours")


def _hour(moment: datetime) -> float:
    local = moment.astimezone(ZoneInfo("Asia/Shanghai")) if moment.tzinfo else moment
    return local.hour + local.minute / 60


def _outside(text: str, opens: float, closes: float) -> tuple[int, int] | None:
    for match in _CLOCK.finditer(text):
        hour = parse_number(match["h"])
        if hour is None or hour > 24:
            continue
        minutes = match["m"]
        hour += 0.5 if minutes == "半" else (int(minutes) / 60 if minutes else 0.0)
        part = match["part"] or ""
        if (
            hour <= 12
            and re.search(r"下午|傍晚|晚|夜|半夜|深夜", part)
            and not part.startswith("凌")
        ):
            hour = hour + 12 if hour < 12 else 24
        elif not part and hour < 8 and ":" not in match.group():
            hour += 12  # 三点给您去电 is in the afternoon
        after = bool(re.match(r"以?后|之后|过后", text[match.end() :]))
        before = bool(re.match(r"以?前|之前", text[match.end() :]))
        if (
            hour < opens
            or hour > closes
            or (hour == closes and after)
            or (hour == opens and before)
        ):
            return match.start(), match.end()
    night = _NIGHT.search(text)
    return (night.start(), night.end()) if night else None


def _too_often(text: str, per_day: int, per_week: int) -> tuple[int, int] | None:
    match = _OFTEN.search(text)
    if match is None:
        return None
    day = parse_number(match["day"]) if match["day"] else None
    week = parse_number(match["week"]) if match["week"] else None
    if (
        match["daily"]
        or (day is not None and day > per_day)
        or (week is not None and week > per_week)
    ):
        return match.start(), match.end()
    return None
