"""What a question about suitability says in general: an age, a risk in words."""

import re

from agents.understanding.slots.numerals import NUMBER, parse_number

_AGE = re.compile(rf"({NUMBER})\s*周?岁")
_RISKS = (
    ("中高风险", "R4"),
    ("中低风险", "R2"),
    ("高风险", "R5"),
    ("低风险", "R1"),
    ("中风险", "R3"),
)
"""Names of the ratings (compliance.md, G8), longer ones first."""


def age_in(text: str) -> int | None:
    """The age that a text speaks of (65岁的客户, 六十五岁), or None."""
    found = _AGE.search(text)
    years = parse_number(found.group(1)) if found else None
    return int(years) if years is not None and 0 < years <= 130 else None


def risk_in(text: str) -> str | None:
    """The rating that a text names in words (高风险的基金: R5), or None."""
    return next((level for word, level in _RISKS if word in text), None)
