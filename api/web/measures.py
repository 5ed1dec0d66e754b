"""The figures of models' cards, as pages show them."""

from prompts.messages import knows, percent, say
from tools.retraining.cards import Figure, Unit

_UNKNOWN = "—"


def measure_said(name: str) -> str:
    """What a line of two cards measures."""
    key = f"model_measures.{name}"
    return say(key) if knows(key) else name


def measured(figure: Figure | None, unit: Unit) -> str:
    """A figure of a card with its interval."""
    if figure is None:
        return _UNKNOWN
    if unit == "yes":
        return "是" if figure.value else "否"
    said = _written(figure.value, unit)
    if figure.low is not None and figure.high is not None:
        said += f"（{_written(figure.low, unit)}至{_written(figure.high, unit)}）"
    return f"{said}个百分点" if unit == "points" else said


def _written(value: float, unit: Unit) -> str:
    match unit:
        case "count":
            return f"{value:,.0f}"
        case "points":
            return f"{100 * value:+.2f}"
        case "share":
            return percent(value)
    return f"{value:.4f}"
