"""Documents in two languages under one question: which language answers it.

A question lies nearer to any passage of its own language than to the best of another, and shares
words with nearly all of them; within one language that falls out of the ranking, between two it
buries the one document that answers. `knowledge.search.relevance` is fitted for each pair of
languages, so it can say which language's best answers rather.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

PROPOSED = 20
"""Documents of the other language that are looked at closely, however far down."""
MARGIN = 0.4
"""Logits by which the other language's best must answer rather: who asks in a language reads an
answer in it more easily. Set on the first folder of ``weiwo eval folder``: with more it found less
across languages there, with less it gave away more first places within one."""
GOOD = 1.0
STEEPNESS = 4.0
"""Where the own language's best is good already (its logit is above ``GOOD``), the margin grows by
``STEEPNESS`` times what it is above: a folder that says the same in both languages, of cards lost
at home and of cards lost abroad, has good answers in either, and words of the glossary overrate
the foreign ones. Set on both folders of ``weiwo eval folder`` and half of a third: first places
within one language of 258 questions 184 -> 200, across languages of 42 25 -> 22
(`docs/decisions/0022-finding.md`)."""


def written_in_latin(texts: Sequence[str]) -> NDArray[np.bool_]:
    """For each text whether it is English: fewer than a fifth of its characters Chinese.

    A Chinese character takes three bytes; counted so because an index holds many texts.
    """
    wide = [(len(text.encode("utf-8", "replace")) - len(text)) / 2 for text in texts]
    return np.array([count < len(text) / 5 for count, text in zip(wide, texts, strict=True)], bool)


def levelled(scores: Floats, relevance: Sequence[float], foreign: NDArray[np.bool_]) -> Floats:
    """``scores`` with those of the other language lifted above the rest where its best answers.

    Args:
        scores: of the documents that are looked at, higher first.
        relevance: of each, 0 to 1.
        foreign: which of them are not in the question's language.
    """
    if foreign.all() or not foreign.any():
        return scores
    logits = np.array([math.log(max(one, 1e-9) / max(1 - one, 1e-9)) for one in relevance])
    own = float(logits[~foreign].max())
    ahead = float(logits[foreign].max()) - own - MARGIN - STEEPNESS * max(own - GOOD, 0.0)
    behind = float(scores[~foreign].max() - scores[foreign].max())
    if ahead <= 0 or behind < 0:
        return scores
    lift = np.float32(behind + min(ahead, 0.5))
    return np.where(foreign, scores + lift, scores).astype(np.float32)
