"""Rows that lie beyond all that was learned from: those of a time to come.

In a file whose rows stand in order of time, some columns only ever moved one way (an index, a
rate). Validation at random chooses the learners that know best between known values; on values
not yet seen they may be at a loss. On such rows another ensemble has a say, chosen forward in the
file's order, with later rows counting more and some members blind to the columns that drift; the
more of a say, the better it ranked past blocks of time than the one chosen at random would have.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from decision_models.tabular.blending import share_forward
from decision_models.tabular.deadline import Deadline
from decision_models.tabular.features import Features
from decision_models.tabular.members import Beyond, Ensemble
from decision_models.tabular.preparation import Prepared, recency
from decision_models.tabular.search import Found, search
from decision_models.tabular.validation.splits import forward_validation

SHARE = 0.5  # of the budget for the ensemble within what was seen
_FEWEST_ROWS = 2000
_BINS = 40
_NEAR, _MOSTLY = 0.1, 0.5  # near the end: the last tenth of the rows; mostly: half of a bin's
_MANY = 0.2  # of the last rows, a fortieth of all


def find_ensemble(
    prepared: Prepared, deadline: Deadline, seed: int, progress: Callable[[str], None]
) -> Found:
    """The ensemble for a prepared table; with one for rows beyond it where the order matters."""
    order = np.arange(len(prepared.labels), dtype=float)
    forward = None
    if prepared.ordered and len(order) >= _FEWEST_ROWS:
        forward = forward_validation(order, prepared.labels)
    found = search(
        prepared.features,
        prepared.labels,
        prepared.validation,
        deadline if forward is None else deadline.first(SHARE),
        seed,
        progress,
        prepared.unstable,
        prepared.weights,
    )
    if forward is None:
        return found
    progress("为超出已知范围的行另学一个")
    later = search(
        prepared.features,
        prepared.labels,
        forward,
        deadline.rest(SHARE),
        seed,
        progress,
        prepared.ordered,
        recency(order),
    )
    share = _share(found, later)
    beyond = _beyond(prepared.features, prepared.ordered, share, later.ensemble)
    return replace(found, ensemble=replace(found.ensemble, beyond=beyond))


def _share(found: Found, later: Found) -> float:
    both = [
        later.said.area({one.name: one.weight for one in each.ensemble.members})
        for each in (later, found)
    ]
    if both[0] is None or both[1] is None:
        return 0.5
    return share_forward(both[0], both[1], later.said.labels)


def _beyond(
    features: Features, drifting: tuple[str, ...], share: float, ensemble: Ensemble
) -> Beyond | None:
    columns = [
        at
        for at, number in enumerate(features.plan.numbers)
        if set(number.source) <= set(drifting) and not np.isnan(features.numbers[:, at]).all()
    ]
    if not columns:
        return None
    seen = features.numbers[:, columns]
    low, high = np.nanmin(seen, axis=0).tolist(), np.nanmax(seen, axis=0).tolist()
    late = tuple(_late(values) for values in seen.T)
    return Beyond(tuple(columns), tuple(low), tuple(high), late, share, ensemble)


def _late(values: np.ndarray) -> tuple[tuple[float, float], ...]:
    """The stretches of a column, its rows in order of time, where the file ends: the last rows have
    them, and mostly rows near the end do."""
    rows = np.flatnonzero(~np.isnan(values))
    known = values[rows]
    distinct = np.unique(known)
    if len(distinct) > _BINS:
        distinct = np.unique(np.quantile(known, np.linspace(0, 1, _BINS + 1)))
    place = np.searchsorted(distinct, known, side="right") - 1
    size, ends = len(values), rows >= (1 - 1 / _BINS) * len(values)
    each = np.maximum(np.bincount(place), 1)
    near = np.bincount(place, rows >= (1 - _NEAR) * size) / each
    held = np.bincount(place[ends], minlength=len(near)) / max(1, ends.sum())
    found: list[tuple[float, float]] = []
    for bin_ in np.flatnonzero((near >= _MOSTLY) & (held >= _MANY)):
        inside = known[place == bin_]
        found.append((float(inside.min()), float(inside.max())))
    return tuple(found)
