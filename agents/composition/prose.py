"""An answer's text as blocks: paragraphs, lists, tables. The little Markdown that answers use.

Nothing else is markup: no HTML, no links, no images, so no text can make a browser load or run
anything.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True)
class Span:
    """A run of text; ``citation`` is the number of a source, from 1."""

    text: str
    strong: bool = False
    citation: int | None = None


Line: TypeAlias = tuple[Span, ...]


@dataclass(frozen=True)
class Item:
    """One entry of a list, with lines that belong under it."""

    line: Line
    below: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph, a quotation or message, a list, or a table (first row: its head)."""

    kind: Literal["heading", "paragraph", "quote", "bullets", "numbers", "table"]
    lines: tuple[Line, ...] = ()
    items: tuple[Item, ...] = ()
    rows: tuple[tuple[Line, ...], ...] = ()
    start: int = 1


_BULLET = re.compile(r"^(\s*)[-*•·▪]\s+(.*)$")
_NUMBER = re.compile(r"^(\s*)(\d{1,3})[.、)）]\s*(?!\d)(.*)$")
_HEADING = re.compile(r"^#{1,4}\s+(.*)$")
_RULE = re.compile(r"^\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?$")
_INLINE = re.compile(r"\*\*(?P<strong>[^*]+)\*\*|\[(?P<number>\d{1,2})\]")


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text."""
    return tuple(_blocks([line.rstrip() for line in text.splitlines()]))


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    at = 0
    while at < len(lines):
        line = lines[at]
        end = at + 1
        if not line.strip():
            pass
        elif heading := _HEADING.match(line):
            yield Block("heading", lines=(inline(heading[1]),))
        elif _is_row(line):
            end = _run(lines, at, _is_row)
            yield _table(lines[at:end])
        elif line.startswith(">"):
            end = _run(lines, at, lambda found: found.startswith(">"))
            quoted = [found.lstrip("> ") for found in lines[at:end]]
            yield Block("quote", lines=tuple(map(inline, quoted)))
        elif _marker(line):
            end = _run(lines, at, _goes_on(line))
            yield _list(lines[at:end])
        else:
            end = _run(lines, at, _is_plain)
            yield Block("paragraph", lines=tuple(map(inline, lines[at:end])))
        at = end


def inline(text: str) -> Line:
    """Emphasis (``**…**``) and sources (``[1]``) within a line."""
    spans: list[Span] = []
    at = 0
    for found in _INLINE.finditer(text):
        if found.start() > at:
            spans.append(Span(text[at : found.start()]))
        if found["strong"] is not None:
            spans.append(Span(found["strong"], strong=True))
        else:
            spans.append(Span(found[0], citation=int(found["number"])))
        at = found.end()
    if at < len(text):
        spans.append(Span(text[at:]))
    return tuple(spans)


def _marker(line: str) -> re.Match[str] | None:
    return _BULLET.match(line) or _NUMBER.match(line)


def _goes_on(first: str) -> Callable[[str], bool]:
    """What belongs to a list that begins so: numbers after bullets begin another one."""
    if _NUMBER.match(first):
        return lambda found: bool(_marker(found)) or found.startswith("  ")
    return lambda found: bool(_BULLET.match(found)) or found.startswith("  ")


def _is_row(line: str) -> bool:
    return line.startswith("|") and line.count("|") >= 2


def _is_plain(line: str) -> bool:
    return bool(line.strip()) and not (
        _marker(line) or _is_row(line) or _HEADING.match(line) or line.startswith(">")
    )


def _run(lines: Sequence[str], at: int, belongs: Callable[[str], bool]) -> int:
    end = at + 1
    while end < len(lines) and belongs(lines[end]):
        end += 1
    return end


def _list(lines: Sequence[str]) -> Block:
    first = _NUMBER.match(lines[0])
    items: list[tuple[str, list[str]]] = []
    for line in lines:
        found = _marker(line)
        # Bullets among numbers speak of the number before them.
        heads = found and not found[1] and not (first and _BULLET.match(line))
        if found and (heads or not items):
            items.append((found.groups()[-1], []))
        else:
            items[-1][1].append((found.groups()[-1] if found else line).strip())
    return Block(
        "numbers" if first else "bullets",
        items=tuple(Item(inline(line), tuple(map(inline, below))) for line, below in items),
        start=int(first[2]) if first else 1,
    )


def _table(lines: Sequence[str]) -> Block:
    rows = [
        tuple(inline(cell.strip()) for cell in line.strip().strip("|").split("|"))
        for line in lines
        if not _RULE.match(line)
    ]
    return Block("table", rows=tuple(rows))
