"""Where the marks of a card's charts stand, in SVG units from the top left of the plot."""

from dataclasses import dataclass

from decision_models.evaluation import CurvePoint, GainsPoint

WIDTH, HEIGHT = 300.0, 220.0


@dataclass(frozen=True)
class Mark:
    """A point of a line, or a tick of an axis, with what is written at it."""

    x: float
    y: float
    text: str = ""


@dataclass(frozen=True)
class Chart:
    """One plot: its line, its ticks along both axes (``x`` or ``y`` of a tick is its place)."""

    points: tuple[Mark, ...]
    across: tuple[Mark, ...]
    upward: tuple[Mark, ...]

    @property
    def line(self) -> str:
        """The points of a polyline."""
        return " ".join(f"{point.x:.1f},{point.y:.1f}" for point in self.points)


def calibration(curve: tuple[CurvePoint, ...]) -> Chart:
    """What was said against what happened, both axes of one scale."""
    top = _rounded_up(max([0.001, *(max(one.predicted, one.observed) for one in curve)]))
    points = tuple(
        Mark(
            one.predicted / top * WIDTH,
            HEIGHT - one.observed / top * HEIGHT,
            f"模型{percent(one.predicted)}，实际{percent(one.observed)}，{one.rows:,}行",
        )
        for one in curve
    )
    return Chart(points, *_ticks(top))


def gains(found: tuple[GainsPoint, ...]) -> Chart:
    """The share of positives found in the best part of the ranking."""
    points = tuple(
        Mark(
            one.share * WIDTH,
            HEIGHT - one.captured * HEIGHT,
            f"前{percent(one.share, 0)}覆盖{percent(one.captured)}的正例",
        )
        for one in found
    )
    return Chart((Mark(0.0, HEIGHT), *points), *_ticks(1.0))


def percent(value: float, digits: int = 1) -> str:
    """A fraction as per cent."""
    return f"{value * 100:.{digits}f}%"


def _ticks(top: float) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
    digits = 0 if top >= 0.04 else 1
    parts = [(number / 4, percent(top * number / 4, digits)) for number in range(5)]
    across = tuple(Mark(share * WIDTH, HEIGHT, text) for share, text in parts)
    upward = tuple(Mark(0.0, HEIGHT - share * HEIGHT, text) for share, text in parts)
    return across, upward


def _rounded_up(value: float) -> float:
    """The next of 0.4 %, 0.8 %, 2 %, 4 %, 8 %, 20 %, 40 %, 60 %, 80 %, 100 %."""
    steps = (0.004, 0.008, 0.02, 0.04, 0.08, 0.12, 0.2, 0.4, 0.6, 0.8)
    return next((step for step in steps if value <= step), 1.0)
