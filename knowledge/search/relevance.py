"""How likely a hit answers at all: what lets a tool say that nothing was found.

Fitted on the seen halves of the headline pairs, of the corpus questions and of
``evals/cases/nothing_found.yaml`` (cooking, sport, travel, random letters) over the same
collections; ``weiwo bench retrieval`` says how it divides the halves that were kept out. Where
question and passage are of one language they lie nearer to each other than across languages,
where a common word is one of ``glossary.yaml`` and says more (fitted on the seen half of
``evals/cases/across.yaml``).
"""

import math

FOUND = 0.5
"""From this relevance on, a hit is an answer."""

SURELY = 0.7
"""From this relevance on, a hit is quoted as the answer; below it as the nearest that there is.

Questions about banking that no document answers are near to one that is about the same thing:
nearness and words hardly tell its passage from an answer (AUC 0.71 on the unseen half of
``evals/cases/near_nothing.yaml``), so that they are neither answered nor refused. Chosen on the
seen half: of right first hits 78 % lie above, of what answers nothing 49 %.
"""

_WORDS_ONLY = (-2.9, 11.0)  # bias, share of the query's words
_MEANING = 50.0
_EVEN_AND_WORDS = {
    (False, False): (0.56, 4.0),
    (False, True): (0.513, 20.0),
    (True, False): (0.5, 15.0),
    (True, True): (0.535, 6.0),
}
"""Whether the question, and the passage, are English: how close is even without common words, and
what all of these add."""


def relevance(words: float, closeness: float | None, *, english: bool, passage: bool) -> float:
    """The probability, 0 to 1, that a passage answers the query.

    Args:
        words: the share of the query's idf mass that the passage holds.
        closeness: in meaning, as `knowledge.search.signals` measures it; None without vectors.
        english: whether the query is written in Latin letters.
        passage: whether the passage is.
    """
    if closeness is None or math.isnan(closeness):
        at = _WORDS_ONLY[0] + _WORDS_ONLY[1] * words
    else:
        even, weight = _EVEN_AND_WORDS[english, passage]
        at = _MEANING * (closeness - even) + weight * min(words, 1.0)
    return 1 / (1 + math.exp(-max(min(at, 30.0), -30.0)))
