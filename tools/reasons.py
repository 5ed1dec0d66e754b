"""Why a score: the model's own contributions, with the customer's figures, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, TypeAlias

from tools.facts import Figure
from tools.store import parameter

if TYPE_CHECKING:
    from tools.store import Store
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
    rows = feature_rows(toolbox.store, customer_ids, toolbox.model(model).features)
    return {
        customer_id: reasons_from(toolbox, model, rows.get(customer_id), top=top, upward=upward)
        for customer_id in customer_ids
    }


def reasons_from(
    toolbox: "Toolbox", model: str, row: FeatureRow | None, *, top: int = TOP, upward: bool = False
) -> tuple[Reason, ...]:
    """``reasons_of`` for one customer whose features are at hand."""
    from decision_models.explanation import explain

    if row is None:
        return ()
    trained = toolbox.model(model)
    # One look gives both kinds; ``up`` is what a list is asked for.
    found = explain(trained, row, top=len(row))
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


def feature_rows(
    store: "Store", customer_ids: Sequence[str], only: tuple[str, ...] | None = None
) -> dict[str, FeatureRow]:
    """The features of these customers (all, or ``only`` some), by id, as of the last scoring."""

    def build() -> Any:
        rows = store.table("features")
        rows = rows.filter(parameter("ids", "array<string>").contains(rows.customer_id))
        return rows if only is None else rows.select("customer_id", *only)

    found = store.numbers(("feature rows", only), build, ids=list(customer_ids))
    names = [name for name in found if name != "customer_id"]
    return {
        str(customer_id): {name: _value(found[name][index]) for name in names}
        for index, customer_id in enumerate(found["customer_id"])
    }


def _value(value: Any) -> float | str | None:
    return value if isinstance(value, str) else number(value)


def number(value: Any) -> float | None:
    """A NumPy value as a float; absent and NaN as None."""
    import numpy as np

    if value is None or value is np.ma.masked:
        return None
    found = float(value)
    return None if found != found else found
