"""A model card as one web page that needs nothing else: no script, no font, no other file."""

from pathlib import Path

from decision_models.cards.card import ModelCard
from decision_models.evaluation import CurvePoint

_SIZE = 260


def render(card: ModelCard) -> str:
    """The page, HTML in UTF-8, in Chinese."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    )
    best = max([card.evaluation.lift[share] for share in card.evaluation.lift], default=1.0)
    return environment.get_template("page.html").render(
        card=card,
        evaluation=card.evaluation,
        points=_points(card.evaluation.curve),
        size=_SIZE,
        top=_top(card.evaluation.curve),
        bars=[(share, lift, lift / best * 100) for share, lift in card.evaluation.lift.items()],
        percent=lambda value, digits=1: f"{value * 100:.{digits}f}%",
    )


def _top(curve: tuple[CurvePoint, ...]) -> float:
    return max([0.001, *(max(point.predicted, point.observed) for point in curve)]) * 1.05


def _points(curve: tuple[CurvePoint, ...]) -> list[tuple[float, float]]:
    scale = _SIZE / _top(curve)
    return [(point.predicted * scale, _SIZE - point.observed * scale) for point in curve]
