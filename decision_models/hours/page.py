"""The card of a best hour as one web page that needs nothing else."""

from pathlib import Path

from decision_models.cards.charts import percent
from decision_models.cards.templates import template
from decision_models.hours.card import HourCard
from decision_models.uplift.contacts.page import CHANNELS, between, points


def render(card: HourCard) -> str:
    """The page, HTML in UTF-8, in Chinese."""
    page: str = template("page.html", Path(__file__).parent).render(
        card=card,
        kind="最佳时段",
        channel=CHANNELS[card.channel],
        percent=percent,
        points=points,
        between=between,
        most=max(hours.taken for hours in card.hours) or 1.0,
    )
    return page
