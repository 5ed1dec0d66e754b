"""The last answer once more, otherwise: a text that was written, changed; an answer, condensed."""

import re
from dataclasses import replace

from agents.decisions import contacting, conversation, greetings, texts
from agents.decisions.turn import Turn
from agents.state import Decision
from agents.understanding.lexicons import lexicon
from agents.understanding.slots.numerals import NUMBER, parse_number

_TONES = (
    ("简洁", re.compile(r"短|精简|精炼|简(?:洁|单|练)|啰嗦|长|一句|字(?:以内|数)|压缩|[减删]")),
    (
        "口语",
        re.compile(r"人话|白话|大白|口语|专业词|术语|缩写|听不懂|看不懂|通俗|接地气|唠|老百姓"),
    ),
    ("俏皮", re.compile(r"活泼|热闹|俏皮|有趣|好玩|逗|喜庆|轻松|皮")),
    ("正式", re.compile(r"正式|书面|端庄|庄重|严肃|稳重|郑重|官方")),
    ("亲切", re.compile(r"走心|亲切|温暖|温柔|热情|群发|冷冰冰|客套|客气|生硬|机器|暖|软|真诚")),
)
"""The tones of the phrase bank, by what is said of a text that should sound otherwise."""
WRITTEN = frozenset({"write_copy", "call_script"})
_SENTENCES = re.compile(rf"(?P<few>两三|三两|几)句|(?P<number>{NUMBER})(?:句|点|条)")
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]?")
_ASKS_ON = re.compile(r"接着可以问|可以问[“「]|还想|随时问")
_PLAIN = "口语"
"""Plainer words are no fewer ones: without a text model an answer is said as it was checked."""
_A_FEW, _MOST = 3, 5


def revised(turn: Turn) -> Decision | None:
    """The text that was last written, in another tone, channel, number or wording; None where the
    thread has written none.
    """
    memory = turn.memory
    if memory.asked.get("tool") == "greeting":
        return greetings.changed(turn, tone_in(turn.question))
    if memory.intent == "compliance_check" and memory.checked:
        return texts.rewritten(turn)
    if memory.intent not in WRITTEN:
        return None
    return texts.again(turn, str(memory.intent), tone_in(turn.question))


def tone_in(text: str) -> str | None:
    """The tone that a text asks for, by name or by what it finds wanting."""
    named = lexicon("tone").find(text.lower())
    if named and not any(words.search(named[0].value) for _, words in _TONES):
        return str(named[0].value)
    return next((tone for tone, words in _TONES if words.search(text)), None)


def condensed(turn: Turn) -> Decision | None:
    """The last answer in so many sentences, each as it was said and checked; None of none."""
    said = [one for one in _sentences(turn.memory.said) if not _ASKS_ON.search(one)]
    if turn.memory.intent in WRITTEN:
        return revised(turn)
    if not said or (tone_in(turn.question) == _PLAIN and not _SENTENCES.search(turn.question)):
        return None
    kept = said[: _how_many(turn.question)]
    return turn.end("answer", "".join(kept))


def _sentences(text: str) -> list[str]:
    found = (one.strip(" ·\t") for one in _SENTENCE.findall(text))
    return [one if one[-1] in "。！？!?" else f"{one.rstrip('：:；;')}。" for one in found if one]


def _how_many(text: str) -> int:
    found = _SENTENCES.search(text)
    if found is None:
        return 2
    if found["few"]:
        return _A_FEW
    return max(1, min(_MOST, int(parse_number(found["number"]) or 1)))


def may_send(turn: Turn) -> Decision | None:
    """Whether what was written may go to its customer now; None where it is for nobody alone."""
    customer_id = turn.customer(required=False)
    if turn.is_customer or customer_id is None:
        return None
    channel = contacting.channel_of(turn) or turn.memory.channel
    return contacting.permission(turn, customer_id, channel)


def reported(turn: Turn) -> Decision | None:
    """What came of a contact; of a text that was just written such words say what to change."""
    if turn.memory.intent in WRITTEN and not conversation.tells_outcome(turn):
        return revised(turn)
    return replace(conversation.record_feedback(turn), intent="record_feedback")
