"""Figures of drift, and the verdict that follows from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from decision_models.calibration import Floats
from decision_models.drift.decay import Decay
from decision_models.drift.reference import Reference

WATCH = 0.1
RETRAIN = 0.25
"""Population stability: Siddiqi 2006, see ``stability``."""
FALLEN = 0.05
"""A clear fall of AUC by so much costs about a third of a model's lift in practice."""
OFF = 1.5
"""Probabilities that are wrong by half mislead whoever plans with them."""
FEW = 30
"""Positives below which a month says nothing about calibration."""


class Verdict(StrEnum):
    """What to do."""

    STABLE = "stable"
    WATCH = "watch"
    RETRAIN = "retrain"


@dataclass(frozen=True)
class Shift:
    """How far one feature has moved."""

    feature: str
    psi: float


@dataclass(frozen=True)
class DriftReport:
    """One model's drift.

    Args:
        model: its name; ``version`` its number.
        since: the day that it is compared with; ``until`` the day that was looked at.
        score: stability index of its scores.
        shifts: those of the features that moved by ``WATCH`` or more, and by more than samples of
            this size do by accident, the farthest first.
        features: how many were compared.
        decay: on the newest closed month that it had not seen, None where there is none yet.
        verdict: what follows.
        why: which figures made the verdict: ``score``, ``features``, ``ranking``, ``level``.
    """

    model: str
    version: int
    since: str
    until: str
    score: float
    shifts: tuple[Shift, ...]
    features: int
    decay: Decay | None
    verdict: Verdict
    why: tuple[str, ...]


def report(
    model: str,
    version: int,
    known: Reference,
    until: str,
    columns: Mapping[str, Floats],
    score: Floats,
    decay: Decay | None,
) -> DriftReport:
    """The report of a model on the rows of day ``until``; ``columns`` as in ``reference``."""
    sizes = known.rows, len(score)
    shifts = []
    for name, before in known.features.items():
        moved = before.moved(columns[name])
        if moved >= max(WATCH, before.moves_by_accident(*sizes)):
            shifts.append(Shift(name, moved))
    shifts.sort(key=lambda one: -one.psi)
    found = known.score.moved(score)
    beyond = found if found >= known.score.moves_by_accident(*sizes) else 0.0
    reasons = _reasons(beyond, shifts, len(known.features), decay)
    verdict = max(reasons.values(), key=list(Verdict).index, default=Verdict.STABLE)
    return DriftReport(
        model=model,
        version=version,
        since=known.day,
        until=until,
        score=found,
        shifts=tuple(shifts),
        features=len(known.features),
        decay=decay,
        verdict=verdict,
        why=tuple(name for name, said in reasons.items() if said is verdict),
    )


def _reasons(
    score: float, shifts: list[Shift], features: int, decay: Decay | None
) -> dict[str, Verdict]:
    """What each figure asks for; nothing where it is as it was.

    Moved features alone never ask for training: many move with the season while the score and
    what it is worth stay. Nor does a moved score before a month has closed that training could
    learn from: it would give the same model again.
    """
    found = {}
    if score >= WATCH:
        again = score >= RETRAIN and decay is not None
        found["score"] = Verdict.RETRAIN if again else Verdict.WATCH
    if len(shifts) > 0.1 * features:
        found["features"] = Verdict.WATCH
    if decay is not None and decay.fell:
        deep = decay.before - decay.auc >= FALLEN
        found["ranking"] = Verdict.RETRAIN if deep else Verdict.WATCH
    if decay is not None and decay.positives >= FEW and not 1 / OFF <= decay.off <= OFF:
        found["level"] = Verdict.RETRAIN
    return found
