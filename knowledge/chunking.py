"""Cuts a document into passages at sections and sentence ends, each with its span in the text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

TARGET = 300.0
"""Aimed-at passage size in full widths: one Chinese character is 1."""

LONGEST = 420.0
"""A document up to this size stays whole; no passage is larger."""

OVERLAP = 60.0
"""How much of the end of a passage begins the next one, in whole sentences."""

UNIT = 40.0
"""Least size of a unit: the sentence or two of a passage that get a vector of their own."""

UNITS_FROM = 180.0
"""Size of a passage from which it has units: one vector dilutes what a sentence of many says."""

SECTIONED_FROM = 120.0
"""Size of a document from which each of its sections is a passage of its own."""

SECTION = 20.0
"""Least size of a section. A smaller one goes with the next, and so does one without a sentence (a
title, a heading over headings)."""

_HEADING = 30.0  # most of a heading's size, _ASKED of a question's that stands over its answer
_ASKED = 60.0
_ASKS = re.compile(
    r"(?:问|Q|问题|question)\s*\d*\s*[:：.、]|\d+\s*[.、．]\s*.*[？?]\s*\Z", re.IGNORECASE
)
_ARTICLE = re.compile(r"第[一二三四五六七八九十百零\d]+条|[一二三四五六七八九十]{1,3}、")
_LEAST_ARTICLES = 3
"""Lines from which numbered ones are the articles of a rule, each about a matter of its own."""
_NUMBERED = re.compile(
    r"第[一二三四五六七八九十百\d]+[章节条]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]|\d+(?:\.\d+)*[.、．\s]"
)
_FINISHED = re.compile(r"[。！？!?；;.]\s*\Z")
_ENDS = re.compile(r"[。.!！?？;；,，:：…]\s*\Z")
_SENTENCE = re.compile(r"[。！？!?；;]|(?<=[A-Za-z0-9)])\.(?=\s)")
_LATIN_WIDTH = 0.3  # an English word of five letters and a space says about as much as 汉字 two
_SENTENCE_END = re.compile(r"[。！？!?；;…]+[”’」』）)\]】\"']*|(?<=[A-Za-z0-9)\"'])\.(?=\s)|\n+")
_CLAUSE_END = re.compile(r"[，,、：:\s]")


@dataclass(frozen=True)
class Passage:
    """A stretch of a document: ``document.text[start:end]``."""

    start: int
    end: int


def width(text: str) -> float:
    """The size of ``text`` in full widths (a measure of how much an embedding has to hold)."""
    wide = sum(1 for character in text if character > "\u2e7f")
    return wide + (len(text) - wide) * _LATIN_WIDTH


def passages(text: str) -> list[Passage]:
    """The passages of ``text``, in order, covering all that is not white space.

    Each section of a document that has headings, or questions with their answers, is a passage:
    what stands beside an answer is no part of it. A section, or a text without any, of up to
    `LONGEST` is one passage. Otherwise passages hold about `TARGET`, end where a sentence ends, and
    overlap by at most `OVERLAP`.
    """
    return [passage for start, end in _sections(text) for passage in _within(text, start, end)]


def _within(text: str, start: int, end: int) -> Iterator[Passage]:
    """The passages of one section."""
    whole = _trim(text, start, end)
    if whole is None:
        return
    if width(text[start:end]) <= LONGEST:
        yield whole
        return
    inner = text[start:end]
    for one in _pack(inner, list(_whole_tables(inner, _sentences(inner)))):
        yield Passage(start + one.start, start + one.end)


def _whole_tables(text: str, sentences: Iterable[Passage]) -> Iterator[Passage]:
    """The sentences, the rows of a table that fits into a passage as one: a row says nothing
    without the line that names its columns.
    """
    held: Passage | None = None
    for one in sentences:
        rows = held is not None and _is_row(text, held) and _is_row(text, one)
        if held is not None and rows and width(text[held.start : one.end]) <= TARGET:
            held = Passage(held.start, one.end)
            continue
        if held is not None:
            yield held
        held = one
    if held is not None:
        yield held


def _is_row(text: str, sentence: Passage) -> bool:
    return text.startswith("|", sentence.start)


def _sections(text: str) -> Iterator[tuple[int, int]]:
    """Where the sections of ``text`` begin and end; one where it has no headings."""
    start = 0
    if width(text) >= SECTIONED_FROM:
        for cut in _headings(text):
            said = text[start:cut]
            if width(said) >= SECTION and _SENTENCE.search(said):
                yield start, cut
                start = cut
    yield start, len(text)


def _headings(text: str) -> Iterator[int]:
    """Where lines begin that stand over what follows them, or are an article of a rule; the first
    line left out.
    """
    lines = [line.strip() for line in text.split("\n")]
    ruled = sum(_ARTICLE.match(said) is not None for said in lines) >= _LEAST_ARTICLES
    at, before = 0, ""
    for number, (line, said) in enumerate(zip(text.split("\n"), lines, strict=True)):
        if number and said:
            below = lines[number + 1] if number + 1 < len(lines) else ""
            if (ruled and _ARTICLE.match(said)) or _is_heading(said, before, below):
                yield at
        before = said
        at += len(line) + 1


def _is_heading(said: str, before: str, below: str) -> bool:
    """Whether a line is a heading, by itself and by the lines ``before`` and ``below`` it."""
    if len(said) > _ASKED / _LATIN_WIDTH:
        return False
    size = width(said)
    if size <= _ASKED and _ASKS.match(said):
        return True
    if size > _HEADING:
        return False
    if _NUMBERED.match(said):
        return not _ENDS.search(said)
    asks = said.endswith(("？", "?"))
    if not (asks or not _ENDS.search(said)) or not any(map(str.isalpha, said)):
        return False
    return not before or _stands_over(said, before, below)


def _stands_over(said: str, before: str, below: str) -> bool:
    """Whether a line without a blank one above it is a heading: what was before has come to its
    end, and sentences follow. Pages and Word files lose their blank lines when they are read.
    """
    rows = "|" in said or "|" in below
    return not rows and bool(_FINISHED.search(before) and _SENTENCE.search(below))


def units(text: str) -> list[str]:
    """The sentences of a passage, short ones joined to about `UNIT`; none of a short passage."""
    if width(text) < UNITS_FROM:
        return []
    found: list[str] = []
    held = ""
    for sentence in _sentences(text):
        held = f"{held} {text[sentence.start : sentence.end]}".strip()
        if width(held) >= UNIT:
            found.append(held)
            held = ""
    if held and found:
        found[-1] = f"{found[-1]} {held}"
    return found if len(found) > 1 else []


def _pack(text: str, sentences: list[Passage]) -> Iterator[Passage]:
    sizes = [width(text[s.start : s.end]) for s in sentences]
    first, size = 0, 0.0
    for at, own in enumerate(sizes):
        if at > first and size + own > TARGET:
            yield Passage(sentences[first].start, sentences[at - 1].end)
            back, kept = at, 0.0
            while back - 1 > first and kept + sizes[back - 1] <= OVERLAP:
                back -= 1
                kept += sizes[back]
            first, size = (back, kept) if kept + own <= LONGEST else (at, 0.0)
        size += own
    if sentences:
        yield Passage(sentences[first].start, sentences[-1].end)


def _sentences(text: str) -> Iterator[Passage]:
    start = 0
    for match in _SENTENCE_END.finditer(text):
        line = text.rfind("\n", 0, match.start()) + 1
        if text.startswith("|", line) and "\n" not in match.group():
            continue  # a row of a table is one, whatever its cells say
        yield from _bounded(text, start, match.end())
        start = match.end()
    yield from _bounded(text, start, len(text))


def _bounded(text: str, start: int, end: int) -> Iterator[Passage]:
    """The sentence, cut at commas or at worst anywhere where it alone is too large."""
    while (reach := _reach(text, start, end)) < end:
        cuts = [m.end() for m in _CLAUSE_END.finditer(text, start + (reach - start) // 2, reach)]
        cut = cuts[-1] if cuts else reach
        found = _trim(text, start, cut)
        if found:
            yield found
        start = cut
    found = _trim(text, start, end)
    if found:
        yield found


def _reach(text: str, start: int, end: int) -> int:
    size = 0.0
    for at in range(start, end):
        size += 1.0 if text[at] > "\u2e7f" else _LATIN_WIDTH
        if size > TARGET:
            return max(at, start + 1)
    return end


def _trim(text: str, start: int, end: int) -> Passage | None:
    inner = text[start:end]
    stripped = inner.strip()
    if not stripped:
        return None
    start += len(inner) - len(inner.lstrip())
    return Passage(start, start + len(stripped))
