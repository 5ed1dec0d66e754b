"""How likely the first hit answers at all: what lets a tool say that nothing was found."""

import math

FOUND = 0.5
"""From this relevance on, a hit is an answer."""

_BIAS, _WORDS, _MEANING = -4.0, 6.0, 1.0


def relevance(words: float, meaning: float | None) -> float:
    """The probability, 0 to 1, that a passage answers the query.

    Args:
        words: the share of the query's idf mass that the passage holds.
        meaning: its cosine in standard deviations above the mean of the collection; None
            without vectors.
    """
    at = _BIAS + _WORDS * words + _MEANING * (meaning if meaning is not None else 2.0)
    return 1 / (1 + math.exp(-at))
