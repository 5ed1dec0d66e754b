"""How a text relates to the conversation before it: a learned head over the text and what was asked.

``change`` asks for the same again with something altered (去掉有卡的), ``about`` for something else
about what is spoken of (电话话术来一份), ``react`` doubts the answer or goes on about it without a request
of its own (不会吧，就这几个), ``nod`` takes note of it (跟我想的一样), ``fresh`` begins anew. Patterns name some of the ways to say so and stand among the
features; what they do not name is told by the embedding, the characters and what was asked before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from agents.understanding.classifier import Classifier, Row
from agents.understanding.vocabulary import INTENTS

HEAD = "relation"
_LENGTHS = (4, 6, 9, 12, 18, 24, 40)


def with_context(
    row: Row, own: Mapping[str, float], before: str, earlier: Row, signs: Sequence[bool]
) -> Row:
    """``row`` with what stands around it among its cues.

    Args:
        row: the text's features.
        own: how likely the text by itself wants what.
        before: the intent that was understood before it.
        earlier: the features of the text before it.
        signs: which patterns of ``follow_ups`` the text has.
    """
    asked = np.array([float(name == before) for name in INTENTS], np.float32)
    wants = np.array([own.get(name, 0.0) for name in INTENTS], np.float32)
    closeness = float(row.embedding @ earlier.embedding) / max(
        float(np.linalg.norm(row.embedding) * np.linalg.norm(earlier.embedding)), 1e-9
    )
    shared = len(np.intersect1d(row.columns, earlier.columns)) / max(len(row.columns), 1)
    # A text of n characters has about 4n n-grams of 1 to 4.
    length = len(row.columns) / 4
    around = [own.get(before, 0.0), max(own.values()), closeness, shared]
    around += [float(length <= most) for most in _LENGTHS]
    around += [float(sign) for sign in signs]
    return replace(row, cues=np.concatenate([row.cues, asked, wants, np.array(around, np.float32)]))


def relation(model: Classifier, row: Row) -> dict[str, float]:
    """The probability of each relation; ``row`` is ``with_context``."""
    head = model.heads[HEAD]
    return dict(zip(head.labels, map(float, head.probabilities(row)), strict=True))
