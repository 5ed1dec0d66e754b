"""A new model beside the champion, on the rows that were held out from it."""

from collections.abc import Sequence

import numpy as np

from decision_models.calibration import Floats
from decision_models.model import Model
from decision_models.registry import Comparison, Registry, compare
from decision_models.trained import Levels
from decision_models.training.samples import Rows
from home.errors import WeiwoError


def beside_champion(
    registry: Registry, challenger: Model, held: Rows, levels: Levels
) -> Comparison | None:
    """Both on ``held``; None where there is no champion, or it cannot score any more.

    ``levels`` are the codes of text features in ``held``.
    """
    try:
        if challenger.name not in registry.names():
            return None
        champion = registry.load(challenger.name)
        theirs = champion.predict(matrix_for(champion, held, levels))[0]
    except WeiwoError:  # damaged, of another schema or other features, or a host that is away
        return None
    ours = challenger.predict(matrix_for(challenger, held, levels))[0]
    return compare(theirs, ours, held.outcome)


def matrix_for(model: Model, rows: Rows, levels: Levels) -> Floats:
    """The rows as ``model`` reads them: its own codes in place of those of ``levels``."""
    matrix = rows.take(model.features)
    for place, name in enumerate(model.features):
        own, now = model.levels.get(name), levels.get(name)
        if own is not None and now is not None and own != now:
            matrix[:, place] = _recoded(matrix[:, place], now, own)
    return matrix


def _recoded(codes: Floats, now: Sequence[str], own: Sequence[str]) -> Floats:
    code = {text: float(number) for number, text in enumerate(own)}
    known = np.array([*(code.get(text, np.nan) for text in now), np.nan], dtype=np.float32)
    places = np.where(np.isnan(codes), len(now), codes).astype(int)
    return np.asarray(known[places])
