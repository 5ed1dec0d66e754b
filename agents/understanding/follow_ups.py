"""Follow-ups: a text that leaves out what was said before, and takes it over from there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from agents.understanding.classifier import load
from agents.understanding.reading import Reading
from agents.understanding.relations import relation, with_context
from agents.understanding.slots.assignment import assign_slots
from agents.understanding.vocabulary import SlotValue

Slots = Mapping[str, SlotValue]


@dataclass(frozen=True)
class Said:
    """What has been understood up to one turn."""

    intent: str
    slots: Slots
    topics: tuple[tuple[str, str], ...]
    confidence: float
    explains: "Said | None" = None
    """The request whose answer is asked to be explained, or nodded at; what follows is of it."""
    relation: str = ""
    """``change``, ``react`` or ``nod`` of the request before it; empty for one of its own."""


_LONGEST = 24  # characters of a text that may be no whole question of its own
# A change to what was asked before: another object, a narrower group, a new number, a new form.
_CHANGE = re.compile(
    r"^(?:那么?|如果是|要是|还有|另外|以及|再看看?|至于)?[^，。]{1,12}(?:呢|咋样呢|的呢|又如何)[?？]?$"
    r"|^(?:那么?|就|嗯|好|对了)?[,，]?(?:只|仅|限|范围|缩小到?|去掉|排除|剔除|不要|不含|除了|加上|再加|放宽|换成?|换个|"
    r"换一|改成?|改为|改个|再来|再给|再列|再找|再写|再推|再多|多来|多给|来点|下一|前|还要|要|按)"
    r"|^(?:那|就)?[^，。]{1,12}(?:以上的?|以下的?|以内的?)(?:呢|吧)?[。?？]?$"
    r"|^[^，。]{1,14}(?:不要|除外|去掉|排除|剔除|不算)(?:了|吧)?[。]?$"
    r"|^(?:那|关于|有关)?[^，。]{1,8}的(?:呢|吧)?[。?？]?$"
    r"|^再[^，。]{1,4}(?:一?点|些)(?:吧)?$"
    r"|^(?:更|太|短|长|正式|活泼|口语|语气|简短)[^，。]{0,10}$"
)
# Words by which a text says itself what is wanted, so that nothing is taken over as the intent.
_OWN_ACT = re.compile(
    r"为什么|为啥|凭什么|理由|推荐什么|买什么|话术|能不能买|能买|合规|能发|记一下|登记|投诉|转人工|人工|退订|"
    r"联系谁|长什么样|画像|效果|预测|新闻|怎么回|写[一几两三]?[条段篇个封]"
)
_POINTS_BACK = re.compile(
    r"[他她它]|这位|那位|该客户|此人|这个客户|这[只款个]|那[只款个]|该产品|第[一二三四五1-5][位个]"
)
# A question of a few characters that says nothing about what (怎么取消, 要多久).
_BARE_QUESTION = re.compile(r"^.{0,3}(?:怎么|多少|多久|几|哪里|在哪|能|可以|啥时候).{0,4}[?？]?$")
_BARE_WHY = re.compile(
    r"^(?:那|这)?(?:是)?(?:为什么|为啥|为何|凭什么|凭啥|咋回事|怎么回事|什么原因|啥原因|理由|依据|原因)(?:呢|啊|呀|嘛|是什么|是啥)?[?？。]*$"
)
_EXPLAINED = frozenset(
    {"customer", "customer_id", "product", "category", "goal", "product_risk", "horizon_days"}
)
_SHORTEST = 6
_BRIEF = 12  # characters of a text that goes on with the same request
_GOES_ON = frozenset({"next_best_offer", "product_info", "write_copy", "forecast"})
_ABOUT_NEWS = frozenset({"market_news", "event_leads"})
_WHOM = re.compile(r"谁|哪些客户|哪些人|名单|客户")
# A request of these is done with when it has been answered.
_CLOSED = frozenset({"opt_out", "complaint", "human_handoff", "out_of_scope", "refuse"})
_WHO = ("customer", "customer_id")
_WHAT = ("product", "category", "topic")
_ABOUT_SOMEONE = frozenset(
    {
        "customer_profile",
        "next_best_offer",
        "explain_decision",
        "suitability_check",
        "forecast",
        "write_copy",
        "call_script",
        "objection_reply",
        "record_feedback",
    }
)
_ABOUT_SOMETHING = frozenset({"write_copy", "call_script", "suitability_check", "product_info"})
# Slots of which a new one puts the old ones aside.
_EXCLUSIVE = (_WHO, _WHAT, ("top_k",), ("horizon_days", "maturing_within_days"))


def alone(reading: Reading) -> Said:
    """A text without anything before it."""
    slots = assign_slots(reading.entities, reading.intent, reading.side)
    return Said(reading.intent, slots, reading.topics, reading.confidence)


def is_change(text: str) -> bool:
    """Whether a text only changes what was asked before (换成企微, 只看浦东)."""
    return len(text) <= _LONGEST and bool(_CHANGE.search(text)) and not bool(_OWN_ACT.search(text))


_LIKELY = 0.4
"""Probability from which a text relates to what was before it as it is said to."""
_SURELY_A_NOD = 0.7
"""A request that is taken for a nod is lost; one that is taken for a doubt is answered again."""
_HEEDED = frozenset({"complaint", "opt_out", "human_handoff", "refuse", "record_feedback"})
"""What is meant so, also where it sounds like a comment on the answer."""
_SURE = 0.6
_CERTAIN = 0.95
"""Probability from which a text is the request that it is by itself, whatever it resembles."""
_SPOKEN_OF = frozenset(
    {
        "find_prospects",
        "my_day",
        "next_best_offer",
        "suitability_check",
        "explain_decision",
    }
)
"""Decisions of which a comment wants to know why; of the other answers it asks for more or anew."""


def signs_of(text: str) -> tuple[bool, ...]:
    """Which patterns of a follow-up a text has, for the learned head of relations."""
    return (
        is_change(text),
        bool(_POINTS_BACK.search(text)),
        bool(_BARE_WHY.search(text)),
        bool(_BARE_QUESTION.search(text)),
        bool(_OWN_ACT.search(text)),
    )


def _relation(before: Said, earlier: Reading, reading: Reading) -> str:
    """How ``reading`` relates to what was ``before`` it, or an empty string where that is open."""
    text = reading.entities.text.strip()
    row = with_context(
        reading.row, reading.probabilities, before.intent, earlier.row, signs_of(text)
    )
    shares = relation(load(), row)
    if shares["nod"] < _SURELY_A_NOD or assign_slots(reading.entities, before.intent, reading.side):
        left = 1.0 - shares.pop("nod")
        shares = {name: share / max(left, 1e-9) for name, share in shares.items()}
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] >= _LIKELY else ""


def _reacted(before: Said, reading: Reading) -> Said:
    """A comment on the answer: why, of what was decided; of what was told, more of it."""
    own = alone(reading)
    if own.intent in _HEEDED and own.confidence >= _SURE:
        return own
    before = before.explains or before
    why = before.intent in _SPOKEN_OF
    kept = {name: value for name, value in before.slots.items() if not why or name in _EXPLAINED}
    intent = "explain_decision" if why else before.intent
    topics = _carried_topics(before.topics, reading.topics)
    said = Said(intent, _merged(kept, own.slots), topics, before.confidence, relation="react")
    return replace(said, explains=before) if why else said


def after(before: Said, reading: Reading, earlier: Reading | None = None) -> Said:
    """``reading`` in the light of what was understood ``before`` it.

    ``earlier`` is the text before it; None where both are parts of one text, whose order is said.
    """
    text = reading.entities.text.strip()
    if before.relation == "nod" and before.explains:
        before = before.explains  # a nod ends nothing
    if before.intent in _CLOSED:
        return alone(reading)
    related = _relation(before, earlier, reading) if earlier else ""
    own_said = alone(reading)
    if related == "nod" and own_said.intent not in _HEEDED:
        return Said("out_of_scope", {}, (), own_said.confidence, before, "nod")
    if related == "react" and not _BARE_WHY.search(text):
        return _reacted(before, reading)
    says_itself = (own_said.intent != before.intent or _another_why(before, own_said, text)) and (
        (own_said.confidence >= _CERTAIN and not is_change(text))
        or (
            own_said.confidence >= _SURE
            and (own_said.intent in _HEEDED or bool(_OWN_ACT.search(text)))
        )
    )
    if (related == "change" and not says_itself) or (not related and is_change(text)):
        before = before.explains or before
        own = assign_slots(reading.entities, before.intent, reading.side)
        topics = _carried_topics(before.topics, reading.topics)
        merged = _merged(before.slots, own | _bare_age(before.slots, own, text))
        return Said(before.intent, merged, topics, before.confidence, relation="change")
    if _BARE_WHY.search(text):
        kept = {name: value for name, value in before.slots.items() if name in _EXPLAINED}
        return Said("explain_decision", kept, before.topics, before.confidence, before)
    if own_said.intent == "out_of_scope" and len(text) <= _SHORTEST and _BARE_QUESTION.search(text):
        return Said(before.intent, before.slots, before.topics, before.confidence)
    if _goes_on(before, own_said, text):
        slots = _merged(before.slots, own_said.slots)
        return Said(own_said.intent, slots, own_said.topics or before.topics, own_said.confidence)
    if before.intent in _ABOUT_NEWS and own_said.intent == "my_day" and _WHOM.search(text):
        slots = assign_slots(reading.entities, "event_leads", reading.side)
        own_said = Said("event_leads", slots, own_said.topics, before.confidence)
    explained = (before.explains or before) if own_said.intent == "explain_decision" else None
    return Said(
        own_said.intent,
        _with_referents(before.slots, own_said, text),
        own_said.topics,
        own_said.confidence,
        explained,
    )


_WHY_NOT = re.compile(r"(?:为什么|为啥|为何|怎么|咋|干[嘛吗]|凭(?:什么|啥))(?:就)?(?:没|不)")


def _another_why(before: Said, own: Said, text: str) -> bool:
    """为什么没推养老 after 为什么推这个: of the same answer, and no change of it."""
    return own.intent == before.intent == "explain_decision" and bool(_WHY_NOT.search(text))


_BARE_BOUND = re.compile(r"(?<![\d.])([2-9]\d)(?:岁)?(以上|往上|以下|以内|往下)(?![万元个位名])")


def _bare_age(before: Slots, own: Slots, text: str) -> dict[str, SlotValue]:
    """55以上吧: a bound of ages, where the request that is changed has one and no other is told."""
    found = _BARE_BOUND.search(text)
    aged = "min_age" in before or "max_age" in before
    if found is None or not aged or {"min_age", "max_age", "min_aum", "max_aum"} & set(own):
        return {}
    years = int(found[1])
    return {"min_age": years} if found[2] in ("以上", "往上") else {"max_age": years - 1}


def _goes_on(before: Said, own: Said, text: str) -> bool:
    """Whether a brief text asks for the same again and names neither whom nor what."""
    named = any(name in own.slots for name in (*_WHO, *_WHAT))
    same = own.intent == before.intent and own.intent in _GOES_ON
    return same and len(text) <= _BRIEF and not named


def _merged(old: Slots, new: Slots) -> Slots:
    """The old slots, changed by the new ones."""
    replaced = {
        name for group in _EXCLUSIVE for name in group if any(other in new for other in group)
    }
    merged = {name: value for name, value in old.items() if name not in replaced} | dict(new)
    if merged.get("goal") == "maturity" and "horizon_days" in merged:
        merged["maturing_within_days"] = merged.pop("horizon_days")  # 下周的, of what matures
    return merged


def _with_referents(old: Slots, said: Said, text: str) -> Slots:
    """The slots of a whole request, with the person or the thing that it points back to."""
    slots = dict(said.slots)
    points = bool(_POINTS_BACK.search(text))
    short = len(text) <= _LONGEST
    someone = said.intent in _ABOUT_SOMEONE and (points or short)
    one_of_all = said.intent == "find_prospects" and points and not _WHOM.search(text)
    if (someone or one_of_all) and not any(n in slots for n in _WHO):
        slots.update({name: old[name] for name in _WHO if name in old})
    if said.intent in _ABOUT_SOMETHING and short and not any(name in slots for name in _WHAT):
        slots.update({name: old[name] for name in _WHAT if name in old})
    if said.intent == "event_leads" and "topic" not in slots and "topic" in old:
        slots["topic"] = old["topic"]
    return slots


def _carried_topics(
    old: tuple[tuple[str, str], ...], new: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str], ...]:
    """What was asked before, of the scenes that are named now (那基金呢)."""
    if not old or not new:
        return new or old
    asks = dict.fromkeys(ask for _, ask in old)
    scenes = dict.fromkeys(scene for scene, _ in new)
    return tuple((scene, ask) for scene in scenes for ask in asks)
