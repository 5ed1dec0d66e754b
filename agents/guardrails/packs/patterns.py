"""The small language in which a pack writes its patterns.

A pattern is a regular expression over normalised text with three additions:

- ``{name}`` is any word of a class of the pack's lexicon; ``{a|b}`` any word of two classes;
- ``~`` is a gap of up to 8 characters within a clause, ``~3`` of up to 3, ``~+20`` of up to 20
  that may cross commas but never the end of a sentence;
- ``{%}``, ``{rate}``, ``{money}``, ``{time}`` are figures: a percentage, a percentage or its like
  (个点, 翻倍, 基点), an amount, a length of time.

Words are folded as texts are.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agents.guardrails.normalisation.characters import fold_character
from agents.guardrails.packs.literals import Words, required_words

_NUMBER = r"(?:\d[\d,]*(?:\.\d+)?|[零〇一二两三四五六七八九十百千几数][零〇一二两三四五六七八九十百千万点几]*)"
FIGURES = {
    "%": rf"(?:{_NUMBER}\s*%|百分之{_NUMBER})",
    "rate": rf"(?:{_NUMBER}\s*(?:%|个百分点|个点|百分点|个?基点|bp|成|倍)|百分之{_NUMBER}"
    r"|翻(?:一|几|两|好几)?[倍番])",
    "money": rf"(?:[¥$]\s*)?{_NUMBER}\s*(?:多|余|来)?(?:万|亿|千|百)?(?:多|余)?"
    r"\s*(?:元|块钱?|万|亿|w(?![a-z]))",
    "time": rf"(?:{_NUMBER}\s*(?:个)?(?:工作日|交易日|天|日|周|星期|礼拜|月|季度|季|年)|半年|半个月)",
}
_TOKEN = re.compile(r"\{([^{}\d][^{}]*)\}|~(\+)?(\d*)|\\.|\[[^\]]*\]|.", re.DOTALL)
_CLAUSE_GAP = "[^,:;!?。、\\n]"
_SENTENCE_GAP = "[^;!?。\\n]"


class PatternError(ValueError):
    """A pattern cannot be compiled; says which and why."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern, and the word sets without which it cannot match."""

    source: str
    regex: re.Pattern[str]
    needs: tuple[Words, ...]


def fold_word(word: str) -> str:
    """``word`` with each character folded as in normalised text."""
    return "".join(fold_character(char) for char in word)


def _alternatives(words: Sequence[str]) -> str:
    longest_first = sorted({fold_word(word) for word in words}, key=lambda one: (-len(one), one))
    return "|".join(re.escape(word) for word in longest_first)


class PatternCompiler:
    """Compiles patterns against one lexicon."""

    def __init__(self, lexicon: Mapping[str, Sequence[str]]) -> None:
        self._classes = {name: _alternatives(words) for name, words in lexicon.items()}

    def compile(self, source: str) -> Pattern:
        """The pattern of ``source``.

        Raises:
            PatternError: a class is not in the lexicon, or the regular expression is malformed.
        """
        parts: list[str] = []
        for token in _TOKEN.finditer(source):
            piece = token.group()
            if token.group(1) is not None:
                parts.append(self._class(token.group(1), source))
            elif piece.startswith("~"):
                gap = _SENTENCE_GAP if token.group(2) else _CLAUSE_GAP
                parts.append(f"{gap}{{0,{token.group(3) or 8}}}?")
            else:
                parts.append(
                    piece if piece.isascii() or len(piece) > 1 else re.escape(fold_word(piece))
                )
        expression = "".join(parts)
        try:
            regex = re.compile(expression)
        except re.error as error:
            raise PatternError(f"{source!r} is not a regular expression: {error}") from error
        return Pattern(source, regex, required_words(expression))

    def _class(self, name: str, source: str) -> str:
        if name in FIGURES:
            return FIGURES[name]
        try:
            return "(?:" + "|".join(self._classes[one] for one in name.split("|")) + ")"
        except KeyError as error:
            raise PatternError(
                f"{source!r} names the class {error.args[0]!r}, which the lexicon must have"
            ) from error
