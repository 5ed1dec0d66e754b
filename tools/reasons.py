"""Why a score: the model's own contributions, with the customer's figures, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, TypeAlias

from tools.facts import Figure

if TYPE_CHECKING:
    from decision_models.calibration import Floats
    from tools.toolbox import Toolbox

FeatureRow: TypeAlias = Mapping[str, float | str | None]

TOP = 3


@dataclass(frozen=True)
class Reason:
    """One reason. ``contribution`` is in log-odds: how far it moved the score, up or down.

    ``unit`` is the feature's own (元, 次, 天, %, ...); ``%`` values are fractions.
    """

    facts_source: ClassVar[str] = "features"

    feature: str
    meaning: str
    value: Annotated[float | str | None, Figure("@unit", "依据")]
    unit: str
    direction: Literal["up", "down"]
    contribution: float
    percentile: Annotated[float | None, Figure("fraction", "高于多少比例的同类客户")]
    text: Annotated[str, Figure("text", "原因")]


def reasons_of(
    toolbox: "Toolbox",
    model: str,
    customer_ids: Sequence[str],
    *,
    top: int = TOP,
    upward: bool = False,
) -> dict[str, tuple[Reason, ...]]:
    """The strongest reasons for each customer's score by a model, strongest first.

    ``upward`` asks why it is high: reasons against come only where there is none for.
    """
    rows = feature_rows(toolbox, customer_ids)
    known = dict(toolbox.lookup.contributions(model, customer_ids))
    others = [one for one in rows if one not in known]
    if others:  # one call for all: most of what one costs is the call
        trained = toolbox.model(model)
        found = trained.contributions(trained.matrix([rows[one] for one in others]))
        known |= dict(zip(others, found, strict=True))
    return {
        one: _reasons(toolbox, model, rows.get(one), top, upward, known.get(one))
        for one in customer_ids
    }


def reasons_from(
    toolbox: "Toolbox", model: str, row: FeatureRow | None, *, top: int = TOP, upward: bool = False
) -> tuple[Reason, ...]:
    """``reasons_of`` for one customer whose features are at hand."""
    return _reasons(toolbox, model, row, top, upward, None)


def _reasons(
    toolbox: "Toolbox",
    model: str,
    row: FeatureRow | None,
    top: int,
    upward: bool,
    contributions: "Floats | None",
) -> tuple[Reason, ...]:
    """``contributions`` are the model's for this row, where they are at hand."""
    from decision_models.explanation import explain

    if row is None:
        return ()
    trained = toolbox.model(model)
    # One look gives both kinds; ``up`` is what a list is asked for.
    found = explain(trained, row, top=len(row), contributions=contributions)
    wanted = [reason for reason in found if reason.direction == "up"] if upward else []
    return tuple(
        Reason(
            feature=one.feature,
            meaning=one.meaning,
            value=one.value,
            unit=one.unit,
            direction=one.direction,
            contribution=one.contribution,
            percentile=one.percentile,
            text=one.text,
        )
        for one in (wanted or found)[:top]
    )


def feature_rows(toolbox: "Toolbox", customer_ids: Sequence[str]) -> dict[str, FeatureRow]:
    """All features of these customers, by id, as of the last scoring."""
    return dict(toolbox.lookup.features(customer_ids))


def number(value: Any) -> float | None:
    """A NumPy value as a float; absent and NaN as None."""
    import numpy as np

    if value is None or value is np.ma.masked:
        return None
    found = float(value)
    return None if found != found else found
