"""Figures in text, compared as a reader does: 7719万 says the same as 77199556."""

import re
from dataclasses import dataclass
from functools import lru_cache

from knowledge.normalisation import normalise

_FIGURE = re.compile(
    r"(?<![\d.])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*"
    r"(%|个?百分点|万亿|千亿|百亿|亿|千万|百万|万|千|trillion|billion|million|thousand|bn|k\b|m\b)?"
)
_SCALES = {
    "万亿": 1e12, "千亿": 1e11, "百亿": 1e10, "亿": 1e8, "千万": 1e7, "百万": 1e6, "万": 1e4,
    "千": 1e3, "trillion": 1e12, "billion": 1e9, "million": 1e6, "thousand": 1e3, "bn": 1e9,
    "k": 1e3, "m": 1e6,
}  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """A number in plain units, and ``grain``: the size of one step of its last written digit."""

    value: float
    grain: float

    def matches(self, other: "Figure") -> bool:
        """Whether ``other`` is this figure, or this figure more exactly (cut off or rounded)."""
        if self.value == other.value:
            return True
        return self.grain > other.grain and abs(other.value - self.value) < self.grain


@lru_cache(maxsize=8192)
def figures(text: str) -> tuple[Figure, ...]:
    """The figures in ``text``, each once, in order."""
    found: dict[Figure, None] = {}
    for match in _FIGURE.finditer(normalise(text)):
        whole, fraction = match.group(1).replace(",", ""), match.group(2) or ""
        scale = _SCALES.get(match.group(3) or "", 1.0)
        grain = scale * 10.0 ** -(len(fraction) - 1 if fraction else 0)
        found[Figure(round(float(whole + fraction) * scale, 6), grain)] = None
    return tuple(found)


def share_found(wanted: tuple[Figure, ...], text: str) -> float | None:
    """The share of ``wanted`` that ``text`` states; None where nothing is wanted."""
    if not wanted:
        return None
    stated = figures(text)
    return sum(any(figure.matches(one) for one in stated) for figure in wanted) / len(wanted)
