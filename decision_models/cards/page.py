"""A model card as one web page that needs nothing else: no script, no font, no other file."""

from decision_models.cards import charts
from decision_models.cards.card import ModelCard
from decision_models.cards.templates import template

OBJECTIVES = {
    "conversion": "转化",
    "aum": "资产",
    "retention": "挽留",
    "activity": "活跃",
    "contact": "触达",
    "risk": "风险",
}
_CALIBRATIONS = {"none": "不需校准", "platt": "Platt", "isotonic": "保序回归"}


def render(card: ModelCard) -> str:
    """The page, HTML in UTF-8, in Chinese."""
    found = card.evaluation
    best = max([1.0, *found.lift.values()])
    page: str = template("page.html").render(
        card=card,
        evaluation=found,
        calibration=charts.calibration(found.curve),
        gains=charts.gains(found.gains),
        width=charts.WIDTH,
        height=charts.HEIGHT,
        lifts=[(share, lift, lift / best * 100) for share, lift in found.lift.items()],
        top=max([1e-9, *(feature.share for feature in card.top_features)]),
        groups=[(by, [one for one in found.by_group if one.by == by]) for by in _groups(card)],
        kind=f"用途：{OBJECTIVES.get(card.objective, card.objective)}",
        method=_CALIBRATIONS.get(card.training.calibration, card.training.calibration),
        percent=charts.percent,
    )
    return page


def _groups(card: ModelCard) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.by for one in card.evaluation.by_group))
