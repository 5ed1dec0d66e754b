"""Several requests in one text: 先看下冯涛的持仓，再给他写条企微. Split, and read one after another.

A text is split only where words say that something further follows, and only where each part by
itself is surely a request of another kind, or of the same kind about something else. Everything
else is one request with its circumstances (客户嫌收益低。怎么回？).
"""

import re
from collections.abc import Sequence

from agents.understanding.follow_ups import Said, after, alone, is_change
from agents.understanding.reading import Reading

SURE = 0.6
"""How sure each part must be, as a whole question must be to be acted on."""
_SURELY_ANOTHER = 0.75
"""How sure a piece must be that otherwise reads like a change of the first (再给…, 再按…)."""
MOST = 4
_SHORTEST = 3

_AND_THEN = (
    r"(?:然后|接着|随后|顺便|顺带|顺手|另外|还有|同时|最后|完了|再(?![见次说也过等来度三]|考虑|不))"
)
_DOES = "(?:给|帮|替|写|看|查|列|发|拟|出|推|说|讲|找|挑|来|把|告诉|预测|估)"
_SPLIT = re.compile(
    rf"[，,；;。！!？?、\s]+(?={_AND_THEN})|(?<=[一-龥a-z0-9])(?=(?:再|然后|接着|顺便|顺带){_DOES})|[？?]+\s*(?=\S)"
)
_ORDER_WORD = re.compile(rf"^(?:{_AND_THEN}|先|首先|第一[，,、]|其次|再)+[，,、]?\s*")
_HOW_MANY = re.compile(
    r"(?:只|就|先)?(?:看|列|给|要|来|挑|取|出|选|报)?(?:我|出来)?(?:前|头)?[\d一二两三四五六七八九十百]+(?:个|位|名|户|人|条|只|款)?"
    r"(?:出来|就行|即可|就够了?|吧|看看|先看)?"
)
"""How long a list is to be: of the list that was just asked for (谁会买理财？先看20个)."""
# What is no request beside another, but a circumstance of it, or ends the conversation.
_NEVER_ONE_OF = frozenset({"complaint", "out_of_scope", "refuse", "objection_reply"})
_TOLD = frozenset({"record_feedback", "market_news"})
"""What a sentence may merely tell before the question that it leads to (昨天降准了。该联系谁？)."""
_OBJECT = ("customer", "customer_id", "category", "goal", "channel", "metric", "topic", "product")


def parts_of(text: str) -> tuple[str, ...]:
    """The pieces that may be requests of their own; one where nothing is split."""
    pieces, start = [], 0
    for match in _SPLIT.finditer(text):
        pieces.append(text[start : match.start()])
        start = match.end()
    pieces.append(text[start:])
    kept = [piece.strip(" ，,；;。！!") for piece in pieces]
    kept = [
        piece
        for piece in kept
        if len(_bare(piece)) >= _SHORTEST and not _HOW_MANY.fullmatch(_bare(piece))
    ]
    return tuple(kept[:MOST]) if len(kept) > 1 else ()


def _bare(piece: str) -> str:
    return _ORDER_WORD.sub("", piece)


def asked(piece: str) -> str:
    """A piece as a request of its own, without the words that say when its turn comes."""
    return _bare(piece) or piece


def in_turn(before: Said | None, pieces: Sequence[str], readings: Sequence[Reading]) -> list[Said]:
    """What the pieces ask, one after another; nothing where they are one request after all."""
    found: list[Said] = []
    for number, (piece, reading) in enumerate(zip(pieces, readings, strict=True)):
        led_to = bool(number) and bool(_ORDER_WORD.match(piece))
        said = found[-1] if found else before
        if reading.intent in _NEVER_ONE_OF or reading.confidence < SURE:
            return []
        if found and not _another(found[-1], alone(reading)):
            return []
        if found and is_change(piece) and reading.confidence < _SURELY_ANOTHER:
            return []
        if found and found[-1].intent in _TOLD and not led_to:
            return []
        found.append(alone(reading) if said is None else after(said, reading))
    return found


def _another(first: Said, second: Said) -> bool:
    """Whether the second asks for something else than the first."""
    if first.intent != second.intent:
        return True
    return any(
        name in second.slots and first.slots.get(name) != second.slots[name] for name in _OBJECT
    )
