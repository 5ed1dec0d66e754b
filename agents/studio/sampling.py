"""Texts drawn at random for people to look at: a seed says which, so anybody can draw again."""

import random
from collections.abc import Sequence

from home.errors import BadInput
from prompts.messages import say
from tools.ledger.texts import Text

MOST = 50
"""Texts of one sample: what a checker reads in a sitting."""


def sample(texts: Sequence[Text], size: int, seed: int) -> tuple[Text, ...]:
    """``size`` of the texts, or all where there are fewer; the same for the same texts and seed.

    Raises:
        BadInput: no such size.
    """
    if not 1 <= size <= MOST:
        raise BadInput(f"a sample must have 1 to {MOST} texts, got {size}")
    every = sorted(texts, key=lambda text: text.text_id)  # in whatever order they come
    drawn = random.Random(seed).sample(every, min(size, len(every)))
    return tuple(drawn)


def why_sampled(drawn: int, of: int, seed: int) -> str:
    """The reason that a sample's requests carry: enough to draw it again."""
    return say("review.sampled", size=drawn, of=of, seed=seed)


def why_batched(batch: str, of: int) -> str:
    """The reason that a whole batch's requests carry, by which they are known as one."""
    return say("review.batched", batch=batch[:8], of=of)
