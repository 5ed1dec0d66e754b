"""The card of a model of weariness as one web page that needs nothing else."""

from pathlib import Path

from decision_models.cards.charts import HEIGHT, WIDTH, calibration, percent
from decision_models.cards.templates import template
from decision_models.fatigue.card import FatigueCard
from decision_models.uplift.contacts.page import CHANNELS


def render(card: FatigueCard) -> str:
    """The page, HTML in UTF-8, in Chinese."""
    found = card.evaluation
    page: str = template("page.html", Path(__file__).parent).render(
        card=card,
        kind="触达疲劳",
        channels=CHANNELS,
        percent=percent,
        evaluation=found,
        calibration=None if found is None else calibration(found.curve),
        most=max((one.predicted for one in card.wearing), default=0.0) or 1.0,
        width=WIDTH,
        height=HEIGHT,
    )
    return page
