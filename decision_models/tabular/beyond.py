"""Rows that lie beyond all that was learned from: those of a time to come.

In a file whose rows stand in order of time, some columns only ever moved one way (an index, a
rate). Validation at random chooses the learners that know best between known values; on values
not yet seen they are at a loss. Such rows get an ensemble of their own, chosen forward in the
file's order, with later rows counting more and some members blind to the columns that drift.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from decision_models.tabular.deadline import Deadline
from decision_models.tabular.features import Features
from decision_models.tabular.members import Beyond, Ensemble
from decision_models.tabular.preparation import Prepared, recency
from decision_models.tabular.search import Found, search
from decision_models.tabular.validation.splits import forward_validation

SHARE = 0.5  # of the budget for the ensemble within what was seen
_FEWEST_ROWS = 2000


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
    beyond = _beyond(prepared.features, prepared.ordered, later.ensemble)
    return replace(found, ensemble=replace(found.ensemble, beyond=beyond))


def _beyond(features: Features, drifting: tuple[str, ...], ensemble: Ensemble) -> Beyond | None:
    columns = [
        at
        for at, number in enumerate(features.plan.numbers)
        if set(number.source) <= set(drifting) and not np.isnan(features.numbers[:, at]).all()
    ]
    if not columns:
        return None
    seen = features.numbers[:, columns]
    low, high = np.nanmin(seen, axis=0).tolist(), np.nanmax(seen, axis=0).tolist()
    return Beyond(tuple(columns), tuple(low), tuple(high), ensemble)
