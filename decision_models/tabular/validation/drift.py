"""Columns that tell late rows from early ones.

A column such as an index that has only risen separates train from later by itself (adversarial
validation). Trees that split on it have nothing to say about values to come; a line
extrapolates. One history cannot say which is right, so the search tries every learner with and
without such columns, judges them forward in time, and averages rather than picks.
"""

from collections.abc import Mapping

import numpy as np

from decision_models.tabular.table.kinds import Schema
from decision_models.tabular.validation.single import parts_at_random, rank_alone

_LATE = 0.2
_DRIFTS = 0.9


def measure_drift(
    binned: Mapping[str, np.ndarray], schema: Schema, moment: np.ndarray, seed: int
) -> dict[str, float]:
    """Per column, the AUC with which it alone tells the latest fifth of the rows from the rest.

    Args:
        binned: by column, as ``single.bins`` gives it.
    """
    limit = np.quantile(moment, 1 - _LATE)
    late = (moment > limit).astype(float)
    if late.sum() < 10:
        late = (moment >= limit).astype(float)
    if late.min() == late.max():
        return {column.name: 0.5 for column in schema.columns}
    part = parts_at_random(len(moment), seed)
    return {column.name: rank_alone(binned[column.name], late, part) for column in schema.columns}


def drifting(alone: Mapping[str, float], schema: Schema) -> tuple[str, ...]:
    """The numbers and dates that drift, unless every column does: then none is the exception.

    Categories stay: what was not seen before falls back to the average by itself, and a season
    that tells late rows from early ones comes round again.
    """
    ordered = {column.name for column in schema.columns if column.kind in {"number", "date"}}
    found = tuple(name for name, area in alone.items() if area > _DRIFTS and name in ordered)
    return found if len(found) < len(alone) else ()
