"""What a model learns from: the features of every customer at each as-of day, as one matrix."""

import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from decision_models import features, labels
from decision_models.calibration import Floats
from decision_models.catalogue import ModelSpec
from decision_models.features import Feature
from decision_models.population import inside
from decision_models.trained import QUANTILES, Levels, encode

_LEVELS = 50
"""Values of a text feature that are told apart; rarer ones count as missing."""
_SAMPLE = 50_000


@dataclass(frozen=True)
class Snapshot:
    """All customers on one day: identifiers, features (rows x features), and the fold of each
    (0-99, by identifier, so that a customer is in the same fold on every day).
    """

    day: date
    customer_ids: "np.ndarray[Any, Any]"
    matrix: Floats
    folds: "np.ndarray[Any, np.dtype[np.integer[Any]]]"

    def column(self, name: str) -> Floats:
        """One feature of all customers."""
        position = [feature.name for feature in features.names()].index(name)
        return np.asarray(self.matrix[:, position])

    def inside(self, spec: ModelSpec) -> "np.ndarray[Any, np.dtype[np.bool_]]":
        """Which customers the model speaks of."""
        return inside(spec.population, self.column, len(self.customer_ids))


def read(con: Any, days: Sequence[date], told: Callable[[int], None]) -> dict[date, Any]:
    """The features of each day as an Arrow table, in the order of the customers' identifiers.

    ``told`` hears how many days are done.
    """
    found = {}
    for number, day in enumerate(days, start=1):
        found[day] = features.read(con, day)
        told(number)
    return found


def snapshot(table: Any, day: date, levels: Levels) -> Snapshot:
    """What ``read`` gave, with texts as codes."""
    names = [feature.name for feature in features.names()]
    columns = {name: _values(table[name], name in levels) for name in names}
    customer_ids = np.array(table["customer_id"].to_pylist(), dtype=object)
    folds = np.array([zlib.crc32(customer.encode()) % 100 for customer in customer_ids])
    return Snapshot(day, customer_ids, encode(columns, names, levels), folds)


def _values(column: Any, is_text: bool) -> Any:
    return column.to_pylist() if is_text else column.to_numpy(zero_copy_only=False)


def learn_levels(tables: Iterable[Any]) -> dict[str, tuple[str, ...]]:
    """The values of each text feature, most frequent first."""
    from collections import Counter

    counts: dict[str, Counter[str]] = {f.name: Counter() for f in features.names() if f.is_text}
    for table in tables:
        for name, counter in counts.items():
            for entry in table[name].value_counts().to_pylist():
                if entry["values"] is not None:
                    counter[entry["values"]] += entry["counts"]
    # By count, then by name, so that equal counts give the same codes on every machine.
    return {
        name: tuple(sorted(counter, key=lambda text: (-counter[text], text))[:_LEVELS])
        for name, counter in counts.items()
    }


def outcomes(con: Any, spec: ModelSpec, snapshot: Snapshot) -> Floats:
    """1.0 where it happened to the customer after that day, else 0.0."""
    table = labels.positives(con, spec, snapshot.day).to_pyarrow()
    happened = set(table["customer_id"].to_pylist())
    return np.array([customer in happened for customer in snapshot.customer_ids], dtype=float)


def quantiles(snapshot: Snapshot, inside: Any) -> Mapping[str, tuple[float, ...]]:
    """The distribution of each number feature over the customers inside, where it has values."""
    points = np.linspace(0, 1, QUANTILES)
    found = {}
    rows = snapshot.matrix[inside][:_SAMPLE]
    for position, feature in enumerate(features.names()):
        values = rows[:, position]
        values = values[~np.isnan(values)]
        if not feature.is_text and len(values):
            found[feature.name] = tuple(float(value) for value in np.quantile(values, points))
    return found


def used(spec: ModelSpec) -> tuple[Feature, ...]:
    """The features that the model may see."""
    return tuple(feature for feature in features.names() if feature.name not in spec.exclude)
