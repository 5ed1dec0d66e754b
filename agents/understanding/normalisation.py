"""One form for what people type, with the way back to what they wrote.

Full-width and half-width, traditional characters, zero-width characters, and the misspellings of
the words that matter most (by sound, and typed in pinyin). Names are cut from the original text,
so every character of the normalised text knows where it came from.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from agents.guardrails.normalisation.characters import simplified
from agents.understanding.lexicons import typo_table

_DROPPED = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")
_LATIN_WORD = re.compile(r"[a-z]{4,}")
_FUNCTION_CHARACTERS = frozenset(
    "的了是我你他她它在有就不也这那个一二三四五六七八九十百千万亿两吗呢吧啊"
)
# 50 万, 60 岁: a space between a number and its unit says nothing.
_SPACED_UNIT = re.compile(r"(?<=\d) +(?=[百千万亿w元块岁天周月年个位名户条款只版])")
_HAN = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True)
class Question:
    """A text in its normalised form; ``text[i]`` came from ``original[starts[i]:ends[i]]``."""

    original: str
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def written(self, start: int, end: int) -> str:
        """The original characters behind ``text[start:end]``."""
        if start >= end:
            return ""
        return self.original[self.starts[start] : self.ends[end - 1]].strip()


def normalise(original: str, limit: int) -> Question:
    """The normalised form of the first ``limit`` characters of ``original``."""
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for index, character in enumerate(original[:limit]):
        if character in _DROPPED:
            continue
        for piece in unicodedata.normalize("NFKC", character).lower():
            characters.append(" " if piece.isspace() else piece)
            starts.append(index)
            ends.append(index + 1)
    text = simplified("".join(characters))
    for gap in reversed(list(_SPACED_UNIT.finditer(text))):
        text = text[: gap.start()] + text[gap.end() :]
        del starts[gap.start() : gap.end()], ends[gap.start() : gap.end()]
    for start, end, right in reversed(_misspellings(text)):
        text = text[:start] + right + text[end:]
        starts[start:end] = [starts[start]] * len(right)
        ends[start:end] = [ends[end - 1]] * len(right)
    return Question(original, text, tuple(starts), tuple(ends))


def _misspellings(text: str) -> list[tuple[int, int, str]]:
    """Spans to be replaced, in order and without overlap."""
    table = typo_table()
    found: list[tuple[int, int, str]] = []
    for match in _LATIN_WORD.finditer(text):
        right = table.pinyin.get(match.group())
        if right:
            found.append((*match.span(), right))
    for wrong, right in table.wrong.items():
        at = text.find(wrong)
        while at >= 0:
            found.append((at, at + len(wrong), right))
            at = text.find(wrong, at + len(wrong))
    found.extend(_same_sound(text))
    kept: list[tuple[int, int, str]] = []
    for span in sorted(found):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def _same_sound(text: str) -> list[tuple[int, int, str]]:
    """Runs of single characters that sound like one of the words that matter (机金 -> 基金).

    Only where the segmenter finds no word: 几斤 stays 几斤.
    """
    import rjieba

    found: list[tuple[int, int, str]] = []
    for run in _HAN.finditer(text[:_SOUND_LIMIT]):
        start = run.start()
        singles: list[int] = []
        # Without guessing of new words: an unknown pair stays two characters.
        for word in [*rjieba.cut(run.group(), False), "ending"]:
            if len(word) == 1:
                singles.append(start)
            else:
                found.extend(_sounds_in(text, singles))
                singles = []
            start += len(word)
    return found


_SOUND_LIMIT = 200  # what lies further on does not decide what is wanted


def _sounds_in(text: str, singles: list[int]) -> list[tuple[int, int, str]]:
    found = []
    for size in (3, 2):
        for at in range(len(singles) - size + 1):
            start = singles[at]
            word = text[start : start + size]
            if not _FUNCTION_CHARACTERS.isdisjoint(word):
                continue
            right = typo_table().sounds.get(_sound(word))
            if right and right != word and len(right) == size:
                found.append((start, start + size, right))
    return found


@cache
def _sound(word: str) -> str:
    from pypinyin import lazy_pinyin

    return " ".join(lazy_pinyin(word))
