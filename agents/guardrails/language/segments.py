"""Sentences, clauses and who says them, as offsets into a normalised text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# After folding, ! ? ; , : ( ) are ASCII and the ideographic full stop stays.
_SENTENCE = re.compile(
    r"""(?:[^!?。;\n…]|\.(?!\.))+?      # what is said, up to
        (?:[!?。;…]+|\.{2,}|\n|(?<=[^\d\s.])\.(?=\s|$|[一-鿿])|$)  # its end
        [\"”’」』)】]*""",
    re.VERBOSE,
)
LONGEST = 300
"""A run of text without an end mark is read in parts of this length."""
_EMOJI = "\u2190-\u2bff\u3030\ufe00-\ufe0f\U0001f000-\U0001faff"
_CLAUSE_END = re.compile(rf"[,:—|{_EMOJI}]+|\s{{2,}}|(?<=[一-鿿])\s(?=[一-鿿])")
_SPEAKER = re.compile(
    r"""\s*[\"“「]?\s*(?:\[|【)?
    (?:(?P<asks>客户|顾客|投资者|用户|储户|市民|网友|问题|提问|问|客|q)
      |(?P<answers>理财经理|客户经理|投资顾问|经理|顾问|坐席|客服|机器人|智能助手|助手|小助手|银行|回复
         |回答|解答|答复|答|专家|a))
    [一-鿿]{0,4}(?:\]|】)?\s*:""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: ``text`` is the whole text's slice ``start:end``, its end mark included."""

    text: str
    start: int
    end: int
    speaker: str = ""
    """``asks`` or ``answers`` where the text labels its turns, else empty."""

    @property
    def is_question(self) -> bool:
        """Whether it ends in a question mark."""
        return "?" in self.text[-4:]


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a normalised text, in order; blank ones are passed over."""
    found = []
    for match in _SENTENCE.finditer(text):
        piece = match.group()
        if not piece.strip():
            continue
        label = _SPEAKER.match(piece)
        speaker = ("asks" if label.group("asks") else "answers") if label else ""
        for first, last in _cut(piece):
            start = match.start() + first
            found.append(Sentence(piece[first:last], start, match.start() + last, speaker))
    return tuple(found)


def _cut(piece: str) -> Iterator[tuple[int, int]]:
    """Offsets of parts no longer than ``LONGEST``, cut after a comma or space where there is one."""
    start = 0
    while len(piece) - start > LONGEST:
        mark = max(piece.rfind(sign, start, start + LONGEST) for sign in ",: ")
        end = mark + 1 if mark > start + LONGEST // 2 else start + LONGEST
        yield start, end
        start = end
    yield start, len(piece)


def clauses(sentence: str) -> Iterator[tuple[int, int]]:
    """Offsets of the clauses of one sentence: parted by commas, colons, dashes and emoji."""
    start = 0
    for mark in _CLAUSE_END.finditer(sentence):
        if mark.start() > start:
            yield start, mark.start()
        start = mark.end()
    if start < len(sentence):
        yield start, len(sentence)


def clause_at(sentence: str, at: int) -> tuple[int, int]:
    """The clause of ``sentence`` that holds offset ``at``."""
    last = (0, len(sentence))
    for start, end in clauses(sentence):
        if start > at:
            break
        last = (start, end)
        if at < end:
            break
    return last
