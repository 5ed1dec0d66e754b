"""One character at a time: width, script, case, hidden characters and look-alikes.

Sources: Unicode NFKD (UAX 15) less its marks; traditional to simplified by the single-character
table of ``zhconv`` (MediaWiki's); look-alikes from ``lookalikes.yaml`` beside this file.
"""

import functools
import json
import unicodedata
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict

# Blank glyphs that Unicode does not class as format characters.
HIDDEN = frozenset("\u115f\u1160\u3164\uffa0\u2800\u00ad\u034f\u180e\ufffc")
_MARKS = frozenset({"Mn", "Me", "Cf"})


class Lookalikes(BaseModel):
    """The look-alike tables, as read from YAML."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    always: dict[str, str]
    """Characters that have no use of their own in modern Chinese text -> what they stand for."""
    latin: dict[str, str]
    """Cyrillic and Greek letters -> the Latin letter of the same shape."""
    split: dict[str, str]
    """Two or three characters that together draw one (亻呆 -> 保)."""
    within_phrases: dict[str, str]
    """A character -> all characters like it; believed only inside a protected phrase."""


@functools.cache
def lookalikes() -> Lookalikes:
    """The tables, read once."""
    source = resources.files("agents.guardrails.normalisation").joinpath("lookalikes.yaml")
    return Lookalikes.model_validate(
        yaml.load(source.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    )


@functools.cache
def _simplified() -> dict[str, str]:
    # Read here: zhconv's own reader leaves the file open.
    source = resources.files("zhconv").joinpath("zhcdict.json")
    table: dict[str, str] = json.loads(source.read_text(encoding="utf-8"))["zh2Hans"]
    return {key: value for key, value in table.items() if len(key) == 1 and len(value) == 1}


def simplified(text: str) -> str:
    """Simplified characters for traditional ones; as long as ``text``."""
    if text.isascii():
        return text
    table = _simplified()
    return "".join(table.get(char, char) for char in text)


class FoldTable(dict[int, str]):
    """What each code point is read as, filled as texts need it; made for ``str.translate``.

    ``uneven`` collects the characters that do not become exactly one.
    """

    def __init__(self) -> None:
        super().__init__()
        self.uneven: set[str] = set()

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = _fold(char)
        self[code] = folded
        if len(folded) != 1:
            self.uneven.add(char)
        return folded


FOLDS = FoldTable()


def fold_character(char: str) -> str:
    """What ``char`` is read as: usually one character, none if hidden, several for ligatures."""
    return FOLDS[ord(char)]


def _fold(char: str) -> str:
    category = unicodedata.category(char)
    if char in HIDDEN or category in _MARKS:
        return ""
    if category == "Cc":
        return "\n" if char in "\n\r\x0b\x0c\x85" else " "
    table = lookalikes()
    folded = []
    for part in unicodedata.normalize("NFKD", char):
        if part in HIDDEN or unicodedata.category(part) in _MARKS:
            continue
        lowered = table.latin.get(part, part).lower()
        lowered = table.always.get(lowered, lowered)
        folded.append(_simplified().get(lowered, lowered))
    return "".join(folded)


def is_han(char: str) -> bool:
    """Whether ``char`` is a Chinese character."""
    return (
        "\u4e00" <= char <= "\u9fff"
        or "\u3400" <= char <= "\u4dbf"
        or char == "〇"
        or "\U00020000" <= char <= "\U0003134f"
    )


CLAUSE_ENDS = frozenset(",;:!?。、\n…")
"""Characters that part clauses, after folding (full-width forms have become ASCII)."""
NOISE = r"(?:[^\w,;:!?。、\n…%‰+<>=()\[\]{}\"'“”‘’「」『』《》〈〉【】〔〕$¥€£@]|_)+"
"""Separators that can be strewn between characters without carrying meaning, as an expression.

Brackets, quotation marks and the signs of figures are not among them: they say something.
"""
