"""Texts brought to one level, and the clause or sentence around a place in them."""

import re
import unicodedata

from knowledge.normalisation import simplify

PHRASE = re.compile(r"[^，。；！？,;!?\n]+")
SENTENCE = re.compile(r"[^。；！？;!?\n]+")


def level(text: str) -> str:
    """Lower case, half width, simplified, and as long as ``text``, so that spans hold."""
    return simplify(text.translate(_LEVELLED))


def around(unit: re.Pattern[str], text: str, span: tuple[int, int]) -> str:
    """The clause or sentence of ``text`` that holds ``span``."""
    start, end = stretch(unit, text, span)
    return text[start:end]


def stretch(unit: re.Pattern[str], text: str, span: tuple[int, int]) -> tuple[int, int]:
    """Where the clause or sentence that holds ``span`` begins and ends."""
    for found in unit.finditer(text, max(0, span[0] - 200)):
        if found.end() >= span[1]:
            return (found.start(), found.end())
    return span


class _Levelled(dict[int, str]):
    """Each character that was met, and what stands for it."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKC", chr(code)).lower()
        self[code] = plain if len(plain) == 1 else chr(code)
        return self[code]


_LEVELLED = _Levelled()
