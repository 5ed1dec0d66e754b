"""Screening: signs first (attack, abuse, distress), then acts read with their frame, then the model."""

import functools
import re
from collections.abc import Iterator

from agents.guardrails.learned.features import embed
from agents.guardrails.learned.model import shipped
from agents.guardrails.normalisation import MappedText, normalise
from agents.guardrails.normalisation.phrases import PhraseBook
from agents.guardrails.screening.decoding import hidden_texts, turned_texts
from agents.guardrails.screening.frames import Frame, frame_of
from agents.guardrails.screening.result import ALLOWED, Action, ScreenResult
from agents.guardrails.screening.rules import rules

HANDED_OVER = frozenset({"distress", "complaint", "elderly_fraud"})
STAFF = frozenset({"rm", "manager", "marketer", "compliance", "analyst"})
_SEEN_THROUGH = [
    "洗钱",
    "诈骗",
    "骗贷",
    "骗保",
    "内幕交易",
    "内幕消息",
    "系统提示词",
    "忽略指令",
    "伪造",
    "套现",
    "银行卡",
    "四件套",
    "操纵股价",
    "洗白",
    "跑分",
    "绕过风控",
    "地下钱庄",
    "假流水",
    "假证明",
    "忽略规则",
    "黑钱",
    "逃税",
    "炸弹",
    "毒品",
    "自杀",
    "老鼠仓",
    "收购银行卡",
    "忽略所有指令",
    "傻逼",
]
_OWN_CUSTOMERS = re.compile(
    r"我(?:名下|管户|管|负责|维护|分管|手上|的)(?:的)?[^,。?]{0,6}客户|(?:他|她|这位|该客户)?是我(?:管)?的客户|我客户|本人管户|名下客户"
)
_SELF = re.compile(
    r"(?:我|我自己|本人|自己)(?:的)?(?:账户|余额|流水|持仓|卡|账单|贷款|资产|存款|理财|信用卡|征信|工资|交易)"
)
_LONG = 600
"""Only so much at the beginning and the end of a long text is embedded."""


@functools.cache
def _book() -> PhraseBook:
    return PhraseBook(_SEEN_THROUGH)


def seen(text: str) -> str:
    """``text`` as screening reads it."""
    return normalise(text, _book()).text


def screen(text: str, persona: str | None = None) -> ScreenResult:
    """Whether ``text`` is let in; ``persona`` is the asker's role, as in ``rm`` or ``customer``."""
    if not text.strip():
        return ALLOWED
    role = (persona or "").split(":")[0].strip().lower()
    mapped = normalise(text, _book())
    found = _by_signs(mapped) or _by_acts(mapped, role)
    if found is None:
        found = _hidden(text) or _by_model(mapped, role)
    if found is None:
        return ALLOWED
    category, start, end = found
    action: Action = "handoff" if category in HANDED_OVER else "refuse"
    return ScreenResult(action, category, rules().reasons[category], ((start, end),))


Found = tuple[str, int, int]
"""A category, and the evidence as offsets into the original text."""


def _by_signs(mapped: MappedText) -> Found | None:
    text = mapped.text
    for category in ("distress", "elderly_fraud", "complaint", "injection", "abuse"):
        span = _sign(category, text)
        if span is not None:
            return (category, *mapped.span(*span))
    return None


def _sign(category: str, text: str) -> tuple[int, int] | None:
    signs = rules().signs
    if category == "elderly_fraud":
        return _elder_defrauded(text)
    span = signs[category].find(text)
    if span is None:
        return None
    if category in {"distress", "complaint"} and signs[f"not_{category}"].find(text):
        return None
    if category == "injection" and signs["asks_about_injection"].find(text):
        return None
    return span


def _elder_defrauded(text: str) -> tuple[int, int] | None:
    """An elder who is being made to pay, now: not a question on how elders are protected."""
    signs = rules().signs
    elder = signs["elders"].find(text)
    if elder is None:
        return None
    paying = signs["being_defrauded"].find(text)
    if paying is None or signs["defrauded_by"].find(text) is None:
        return None
    if re.search(
        r"怎么(?:防|避免|劝老人不)|如何(?:防|避免)|防范|预防|培训|提醒|短信|新闻|案例|帮我写|写一",
        text,
    ):
        return None
    return min(elder[0], paying[0]), max(elder[1], paying[1])


def _by_acts(mapped: MappedText, role: str) -> Found | None:
    text = mapped.text
    frame = frame_of(text)
    for category, patterns in rules().acts.items():
        span = patterns.find(text)
        if span is not None and not _is_innocent(category, frame, text, role):
            return (category, *mapped.span(*span))
    return None


def _is_innocent(category: str, frame: Frame, text: str, role: str) -> bool:
    """Whether naming the act, in this frame and by this asker, asks for no help with it."""
    if category == "others_data":
        if _SELF.search(text) and not re.search(r"别人|他人|其他客户|邻居|同事", text):
            return True
        if role in STAFF and _OWN_CUSTOMERS.search(text):
            return True
        return frame in {Frame.LAWFUL, Frame.PREVENT} or (
            frame is Frame.KNOW and "告诉" not in text
        )
    if frame is Frame.EVADE:
        return False
    return frame in {Frame.LAWFUL, Frame.KNOW, Frame.PREVENT}


def _hidden(text: str) -> Found | None:
    """What an encoding hides, judged as if it were said."""
    for words, start, end in hidden_texts(text):
        inner = _plain_category(words)
        if inner is not None:
            return inner, start, end
    for words in turned_texts(text):
        span = _sign("injection", normalise(words, _book()).text)
        if span is not None:
            return "injection", 0, len(text)
    return None


def _plain_category(words: str) -> str | None:
    mapped = normalise(words, _book())
    found = _by_signs(mapped) or _by_acts(mapped, "")
    return found[0] if found else None


def _by_model(mapped: MappedText, role: str) -> Found | None:
    """The model's word where no pattern spoke and no frame makes the question innocent."""
    model = shipped("screen")
    frame = frame_of(mapped.text)
    demand = _demanded(frame, role)
    for start, end in _pieces(mapped.text):
        piece = mapped.text[start:end]
        scores = model.scores(piece, embed(piece)) / model.thresholds
        best = int(scores.argmax())
        if scores[best] >= demand:
            return (model.labels[best], *mapped.span(start, end))
    return None


def _demanded(frame: Frame, role: str) -> float:
    """How far above its threshold a score must lie; questions of law or prevention need more."""
    if frame in {Frame.LAWFUL, Frame.PREVENT, Frame.KNOW}:
        return 1.9
    return 1.15 if role in STAFF else 1.0


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    if len(text) <= _LONG:
        yield 0, len(text)
        return
    yield 0, _LONG
    yield len(text) - _LONG, len(text)
