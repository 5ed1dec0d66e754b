"""The rows of one model: which customers on which days, what happened, and their features."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from decision_models import labels
from decision_models.calibration import Floats
from decision_models.catalogue import ModelSpec
from decision_models.training.snapshots import Flags, Ints, Snapshot, positions
from home.errors import BadInput

FEWEST_POSITIVES = 20


@dataclass(frozen=True)
class Rows:
    """Rows of several days, stacked: outcome, fold and day (as a place in ``snapshots``) of each,
    and where its features are. The features themselves are taken when they are needed.
    """

    snapshots: tuple[Snapshot, ...]
    day: Ints
    place: Ints
    outcome: Floats
    folds: Ints

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.outcome)

    @property
    def days(self) -> "np.ndarray[Any, Any]":
        """The day of each row as ISO text."""
        texts = np.array([snapshot.day.isoformat() for snapshot in self.snapshots] or [""])
        return np.asarray(texts[self.day])

    def take(self, names: Sequence[str], rows: Ints | None = None) -> Floats:
        """Features by name of these rows (None: all) as float32, column by column in memory."""
        chosen = np.arange(self.size) if rows is None else rows
        columns = [positions()[name] for name in names]
        made = np.empty((len(chosen), len(columns)), dtype=np.float32, order="F")
        for at, snapshot in self._parts(chosen):
            place = self.place[chosen[at]]
            for target, column in enumerate(columns):
                made[at, target] = snapshot.matrix[place, column]
        return made

    def customers(self, rows: Ints | None = None) -> "np.ndarray[Any, Any]":
        """Whose rows they are."""
        chosen = np.arange(self.size) if rows is None else rows
        made = np.empty(len(chosen), dtype=object)
        for at, snapshot in self._parts(chosen):
            made[at] = snapshot.customer_ids[self.place[chosen[at]]]
        return made

    def _parts(self, chosen: Ints) -> Iterator[tuple[Ints, Snapshot]]:
        for number, snapshot in enumerate(self.snapshots):
            at = np.flatnonzero(self.day[chosen] == number)
            if len(at):
                yield at, snapshot


def read_rows(
    con: Any, spec: ModelSpec, days: Sequence[date], snapshots: Mapping[date, Snapshot]
) -> Rows:
    """The customers that the model speaks of on these days, and what happened to them."""
    parts = []
    for number, day in enumerate(days):
        snapshot = snapshots[day]
        inside = snapshot.inside(spec) & _known(con, spec, snapshot)
        place = np.flatnonzero(inside)
        happened = snapshot.marked(_customers(labels.positives(con, spec, day)))
        parts.append((number, place, happened[place], snapshot.folds[place]))
    return Rows(
        snapshots=tuple(snapshots[day] for day in days),
        day=np.concatenate([np.full(len(place), number) for number, place, _, _ in parts]),
        place=np.concatenate([place for _, place, _, _ in parts]),
        outcome=np.concatenate([happened.astype(float) for _, _, happened, _ in parts]),
        folds=np.concatenate([folds for _, _, _, folds in parts]),
    )


def everyone(spec: ModelSpec, day: date, snapshots: Mapping[date, Snapshot]) -> Rows:
    """All customers whom the model scores on a day, whatever is or will be known of them: what
    happened is NaN.
    """
    snapshot = snapshots[day]
    place = np.flatnonzero(snapshot.inside(spec))
    return Rows(
        snapshots=(snapshot,),
        day=np.zeros(len(place), dtype=int),
        place=place,
        outcome=np.full(len(place), np.nan),
        folds=snapshot.folds[place],
    )


def _known(con: Any, spec: ModelSpec, snapshot: Snapshot) -> Flags:
    """Of whom it can be known whether it happened."""
    asked = labels.asked(con, spec, snapshot.day)
    if asked is None:
        return np.ones(len(snapshot.customer_ids), dtype=bool)
    return snapshot.marked(_customers(asked))


def _customers(table: Any) -> list[str]:
    found: list[str] = table.to_pyarrow()["customer_id"].to_pylist()
    return found


def check(spec: ModelSpec, rows: Rows, what: str, fewest: int) -> None:
    """Refuse rows that nothing can be learned from.

    Raises:
        BadInput: fewer than ``fewest`` positives, or as many as rows; names model and label.
    """
    positives = int(rows.outcome.sum())
    if positives < fewest or positives == rows.size:
        days = ", ".join(snapshot.day.isoformat() for snapshot in rows.snapshots)
        raise BadInput(
            f"model {spec.name}: its label ({spec.label.kind}, {spec.horizon_days} days) must "
            f"hold for at least {fewest} and not for all of the customers on the days to "
            f"{what} ({days or 'none'}), got {positives} of {rows.size}"
        )


def thin(
    outcome: Floats, rows: Ints, per_positive: int, fewest: int, seed: int
) -> tuple[Ints, Floats]:
    """All positives among ``rows`` and enough negatives, with weights by which they stand for all.

    ``per_positive`` negatives for each positive, and no fewer than ``fewest``.
    """
    positive, negative = rows[outcome[rows] > 0], rows[outcome[rows] == 0]
    wanted = max(per_positive * len(positive), fewest)
    if len(negative) <= wanted:
        return rows, np.ones(len(rows))
    kept = np.random.default_rng(seed).choice(negative, wanted, replace=False)
    chosen = np.sort(np.concatenate([positive, kept]))
    return chosen, np.where(outcome[chosen] > 0, 1.0, len(negative) / wanted)
