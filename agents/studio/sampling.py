"""Texts drawn at random for people to look at: a seed says which, so anybody can draw again."""

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

from home.errors import BadInput
from prompts.messages import say
from tools.catalogue import call
from tools.ledger.texts import Text

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox

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


def submit_sample(
    toolbox: "Toolbox", scope: "Scope", texts: Sequence[Text], size: int, seed: int
) -> tuple[Text, ...]:
    """Draw a sample and send each text of it to the review queue; drawn again it is sent once.

    Raises:
        BadInput: no such size.
        RefusedByPolicy: the role sends no texts to review.
    """
    drawn = sample(texts, size, seed)
    reason = say("review.sampled", size=len(drawn), of=len(texts), seed=seed)
    for text in drawn:
        given = {"text_id": text.text_id, "reason": reason}
        call(toolbox, scope, "submit_text", given, f"sample/{seed}/{text.text_id}")
    return drawn
