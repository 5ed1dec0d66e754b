"""Now and then a product that was outranked gets the last place, with a probability that is kept.

A shelf that is always ranked by what was learned never learns of what was never offered. Who is
drawn, and with which probability, is recorded, so that outcomes can be weighed by its inverse
(Horvitz and Thompson 1952; for rankings of offers Li et al. 2010).
"""

import random
from collections.abc import Sequence
from dataclasses import replace

from decision_models.next_best.situation import Offer

CANDIDATES = 10
"""How many of the outranked products may be drawn: the best of them."""


def explore(
    offers: Sequence[Offer], outranked: Sequence[Offer], share: float, seed: str
) -> tuple[Offer, ...]:
    """The offers, their last place given to one of ``outranked`` in ``share`` of all cases.

    Among those the draw is proportional to their scores. The same ``seed`` (customer and day)
    draws the same, so that asking again shows the same list.
    """
    candidates = [offer for offer in outranked[:CANDIDATES] if offer.score > 0]
    if not share or not candidates or len(offers) < 2:
        return tuple(offers)
    draw = random.Random(seed)
    if draw.random() >= share:
        return (*offers[:-1], replace(offers[-1], propensity=1.0 - share))
    total = sum(offer.score for offer in candidates)
    drawn = draw.choices(candidates, [offer.score for offer in candidates])[0]
    chance = share * drawn.score / total
    place = offers[-1].rank
    return (*offers[:-1], replace(drawn, rank=place, propensity=chance, explored=True))
