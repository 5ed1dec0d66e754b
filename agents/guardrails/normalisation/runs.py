"""Joining characters that were pulled apart (保 本, 稳.赚.不.赔, 亻呆本).

Only separators between Chinese characters are dropped, and only where the text is visibly strewn
with them: a space between two words of several characters stays, and so does every comma of
ordinary writing.
"""

import functools
import re
from collections import Counter

from agents.guardrails.normalisation.characters import NOISE, is_han, lookalikes
from agents.guardrails.normalisation.mapped import Edit, MappedText

CONNECTORS = frozenset("/-~—–至&|")
"""Signs that join two words (元/吨, 日-周); a disguise only between two lone characters."""
LONGEST_GAP = 6
"""Separators in one gap; more than this is layout, not disguise."""
_SHORTEST_STREWN = 12
_THROUGHOUT = 0.4
"""Share of a text that one sign takes up where it parts every character from the next."""
_NOISE = re.compile(NOISE)
_LETTERED = re.compile(r"(?<![a-z0-9])[a-z](?: [a-z])+(?![a-z0-9])")
"""Letters pulled apart one by one (w e n)."""
# Sequences that ordinary words also contain (明 is not 日月).
_ORDINARY = frozenset({"日月", "女口", "人王", "木一", "又寸", "自心", "西示", "木及"})


@functools.cache
def _splits() -> re.Pattern[str]:
    parts = sorted(set(lookalikes().split) - _ORDINARY, key=len, reverse=True)
    return re.compile("|".join(re.escape(part) for part in parts))


@functools.cache
def _split_starts() -> frozenset[str]:
    return frozenset(part[0] for part in lookalikes().split if part not in _ORDINARY)


def join_splits(mapped: MappedText) -> MappedText:
    """Characters drawn in two halves become one (亻呆 -> 保)."""
    if _split_starts().isdisjoint(mapped.text):
        return mapped
    table = lookalikes().split
    edits = [
        Edit(match.start(), match.end(), table[match.group()])
        for match in _splits().finditer(mapped.text)
    ]
    return mapped.edited(edits) if edits else mapped


_HAN = r"[\u3400-\u9fff〇]"
_BRACKETED = re.compile(rf"(?:[(\[【「『《〈<{{\"“‘'`*_~]{_HAN}[)\]】」』》〉>}}\"”’'`*_~]){{2,}}")
"""Characters in brackets one by one (【保】【本】)."""
_POINTED = re.compile(rf"(?<={_HAN})([,;:!?。\n])(?:{_HAN}\1){{2,}}(?={_HAN})")
"""The same mark after character upon character (保，本，保，息): no one writes clauses of one."""


def _throughout(text: str) -> str:
    """The sign that stands between nearly all characters of the text, or none."""
    if len(text) < _SHORTEST_STREWN:
        return ""
    for sign, count in Counter(text).most_common(2):
        if count >= _THROUGHOUT * len(text) and _NOISE.fullmatch(sign):
            return sign
    return ""


def _strewn(text: str) -> list[Edit]:
    """Marks that carry meaning between words, and none between characters set apart one by one."""
    edits = []
    for run in _BRACKETED.finditer(text):
        edits += [
            Edit(at, at + 1, "") for at in range(run.start(), run.end()) if not is_han(text[at])
        ]
    for run in _POINTED.finditer(text):
        edits += [
            Edit(at, at + 1, "") for at in range(run.start(), run.end()) if text[at] == run.group(1)
        ]
    return edits


def join_runs(mapped: MappedText) -> MappedText:
    """``mapped`` without the separators that pull Chinese words apart."""
    sign = _throughout(mapped.text)
    if sign:
        places = [at for at, char in enumerate(mapped.text) if char == sign]
        mapped = mapped.edited(Edit(at, at + 1, "") for at in places)
    strewn = _strewn(mapped.text)
    if strewn:
        mapped = mapped.edited(sorted(strewn, key=lambda one: one.start))
    edits = [
        Edit(match.start(), match.end(), "")
        for match in _NOISE.finditer(mapped.text)
        if _is_disguise(mapped.text, match.start(), match.end())
    ]
    edits += [
        Edit(space, space + 1, "")
        for match in _LETTERED.finditer(mapped.text)
        for space in range(match.start() + 1, match.end(), 2)
    ]
    return mapped.edited(sorted(edits, key=lambda one: one.start)) if edits else mapped


def _is_disguise(text: str, start: int, end: int) -> bool:
    """Whether the separators ``start:end`` part characters of one word."""
    if start == 0 or end == len(text) or end - start > LONGEST_GAP:
        return False
    if not (is_han(text[start - 1]) and is_han(text[end])):
        return False
    before = _han_run(text, start - 1, -1)
    after = _han_run(text, end, +1)
    gap = text[start:end]
    if gap in CONNECTORS:
        return before == 1 and after == 1
    if before == 1 or after == 1:
        return True
    return before <= 2 and after <= 2 and not any(char.isspace() for char in gap)


def _han_run(text: str, at: int, step: int) -> int:
    length = 0
    while 0 <= at < len(text) and length < 3 and is_han(text[at]):
        length += 1
        at += step
    return length
