"""How characters sound: toneless pinyin of the characters of GBK, every reading of each.

``readings.json`` lists the characters of each syllable; it was made from the tables of
``pypinyin`` (MIT), against which a test compares it.
"""

import functools
import json
from importlib import resources

_FUZZY_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_FUZZY_FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"))
_LONGEST = 6
LONGEST_RUN = 80
"""A longer run of letters is code, not pinyin."""
DIGITS = dict(
    zip(
        "0123456789", ["ling", "yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu"], strict=True
    )
)


@functools.cache
def _by_syllable() -> dict[str, str]:
    source = resources.files("agents.guardrails.normalisation").joinpath("readings.json")
    table: dict[str, str] = json.loads(source.read_text(encoding="utf-8"))
    return table


@functools.cache
def _by_character() -> dict[str, frozenset[str]]:
    table: dict[str, list[str]] = {}
    for syllable, characters in _by_syllable().items():
        for char in characters:
            table.setdefault(char, []).append(syllable)
    return {char: frozenset(found) for char, found in table.items()} | {
        digit: frozenset({sound}) for digit, sound in DIGITS.items()
    }


def readings(char: str) -> frozenset[str]:
    """Every toneless reading of a Chinese character or digit; empty if it has none."""
    return _by_character().get(char, frozenset())


@functools.cache
def syllables() -> frozenset[str]:
    """All syllables of Mandarin in toneless pinyin."""
    return frozenset(one for one in _by_syllable() if len(one) > 1 or one in {"a", "e", "o"})


@functools.lru_cache(maxsize=4_096)
def fuzzy(syllable: str) -> str:
    """The syllable as speakers of southern dialects hear it: zh=z, ch=c, sh=s, -ng=-n."""
    for long, short in _FUZZY_INITIALS:
        if syllable.startswith(long):
            syllable = short + syllable[2:]
            break
    for long, short in _FUZZY_FINALS:
        if syllable.endswith(long):
            return syllable[: -len(long)] + short
    return syllable


@functools.lru_cache(maxsize=8_192)
def segment(letters: str) -> tuple[str, ...]:
    """``letters`` cut into the fewest syllables; empty if they are not pinyin."""
    if len(letters) > LONGEST_RUN:
        return ()
    known = syllables()
    best: list[tuple[str, ...] | None] = [()] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - _LONGEST), end):
            before = best[start]
            piece = letters[start:end]
            if before is None or piece not in known:
                continue
            current = best[end]
            if current is None or len(before) + 1 < len(current):
                best[end] = (*before, piece)
    return best[len(letters)] or ()
