"""A text with what the rules say of it: where each finding stands, and what it says."""

from collections.abc import Sequence
from dataclasses import dataclass

from tools.drafts import BLOCKING
from tools.ledger.texts import Finding


@dataclass(frozen=True)
class Piece:
    """A stretch of the text; ``number`` is the finding that is about it, 0 where there is none."""

    text: str
    number: int = 0
    blocks: bool = False


def marked(body: str, findings: Sequence[Finding]) -> tuple[Piece, ...]:
    """The text in pieces, each belonging to at most one finding, which are numbered from 1.

    What is said of the whole text marks none of it.
    """
    owner = [0] * len(body)
    for number, one in enumerate(findings, 1):
        quote = one.quote
        if not quote.strip() or quote.strip() == body.strip():
            continue
        at = body.find(quote)
        while at >= 0:
            for place in range(at, at + len(quote)):
                owner[place] = owner[place] or number
            at = body.find(quote, at + len(quote))
    pieces: list[Piece] = []
    start = 0
    for end in range(1, len(body) + 1):
        if end == len(body) or owner[end] != owner[start]:
            number = owner[start]
            blocks = bool(number) and findings[number - 1].verdict in BLOCKING
            pieces.append(Piece(body[start:end], number, blocks))
            start = end
    return tuple(pieces)


@dataclass(frozen=True)
class Step:
    """A sentence of one of two texts: ``same``, ``gone`` or ``new``."""

    kind: str
    text: str


def compared(before: str, after: str) -> tuple[Step, ...]:
    """What became of each sentence of ``before``, and what came to it."""
    import re
    from difflib import SequenceMatcher

    parts = re.compile(r"[^。！？!?\n]+[。！？!?\n]*")
    old, new = parts.findall(before), parts.findall(after)
    steps: list[Step] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            steps += [Step("same", text) for text in old[i1:i2]]
        else:
            steps += [Step("gone", text) for text in old[i1:i2]]
            steps += [Step("new", text) for text in new[j1:j2]]
    return tuple(steps)
