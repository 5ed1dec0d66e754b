"""How likely a hit answers at all: what lets a tool say that nothing was found.

Fitted (logistic regression) on the development halves of the headline pairs and of the corpus
questions against questions about cooking, sport, travel and the like, over the same collections:
area under the curve 0.99, 95 % on the right side of `FOUND`. English pairs lie lower on the
embedder's scale than Chinese ones.
"""

import math

FOUND = 0.5
"""From this relevance on, a hit is an answer."""

_WORDS_ONLY = (-2.9, 11.0)  # bias, share of the query's words
_WORDS, _MEANING = 4.0, 50.0
_EVEN_CHINESE, _EVEN_ENGLISH = 0.56, 0.497  # closeness at which a hit without common words is even


def relevance(words: float, closeness: float | None, *, english: bool) -> float:
    """The probability, 0 to 1, that a passage answers the query.

    Args:
        words: the share of the query's idf mass that the passage holds.
        closeness: in meaning, as `knowledge.search.signals` measures it; None without vectors.
        english: whether the query is written in Latin letters.
    """
    if closeness is None or math.isnan(closeness):
        at = _WORDS_ONLY[0] + _WORDS_ONLY[1] * words
    else:
        even = _EVEN_ENGLISH if english else _EVEN_CHINESE
        at = _MEANING * (closeness - even) + _WORDS * min(words, 1.0)
    return 1 / (1 + math.exp(-max(min(at, 30.0), -30.0)))
