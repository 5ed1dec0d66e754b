"""What a model learns from: the features of every customer at each as-of day, as one matrix."""

import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from decision_models import features
from decision_models.calibration import Floats
from decision_models.catalogue import ModelSpec
from decision_models.features import Feature
from decision_models.population import inside
from decision_models.trained import QUANTILES, Levels, encode_column

Ints: TypeAlias = npt.NDArray[np.integer[Any]]
Flags: TypeAlias = npt.NDArray[np.bool_]

_LEVELS = 50
"""Values of a text feature that are told apart; rarer ones count as missing."""
_SAMPLE = 50_000
FOLDS = 100


@dataclass(frozen=True)
class Snapshot:
    """All customers on one day: identifiers, features (rows x features, column by column in
    memory), and the fold of each (0-99, by identifier, so that a customer is in the same fold on
    every day).
    """

    day: date
    customer_ids: "np.ndarray[Any, Any]"
    matrix: Floats
    folds: Ints

    @cached_property
    def place(self) -> dict[str, int]:
        """Where in the matrix each customer is."""
        return {customer: row for row, customer in enumerate(self.customer_ids)}

    def column(self, name: str) -> Floats:
        """One feature of all customers."""
        return np.asarray(self.matrix[:, positions()[name]])

    def inside(self, spec: ModelSpec) -> Flags:
        """Which customers the model speaks of."""
        return inside(spec.population, self.column, len(self.customer_ids))

    def marked(self, customers: Iterable[str]) -> Flags:
        """Which rows are those of these customers; whom the day does not know is passed over."""
        found = np.zeros(len(self.customer_ids), dtype=bool)
        rows = [self.place[one] for one in customers if one in self.place]
        found[rows] = True
        return found


def positions() -> Mapping[str, int]:
    """The column of each feature."""
    return {feature.name: place for place, feature in enumerate(features.names())}


def read(
    con: Any, days: Sequence[date], told: Callable[[int], None]
) -> tuple[dict[date, Snapshot], Levels]:
    """All customers on each day, and the values of each text feature by code.

    ``told`` hears how many days are done. A day's doubles become float32 before the next is read,
    so that only one of them is in memory.
    """
    found, texts = {}, {}
    for number, (day, table) in enumerate(features.read_days(con, days), start=1):
        found[day], texts[day] = _snapshot(table, day)
        told(number)
    levels = learn_levels(texts.values())
    for day, snapshot in found.items():
        for name, values in texts[day].items():
            codes = encode_column(values.to_pylist(), levels[name])
            snapshot.matrix[:, positions()[name]] = codes
    return found, levels


def _snapshot(table: Any, day: date) -> tuple[Snapshot, Mapping[str, Any]]:
    """One day's table as a matrix in which texts have no code yet, and those texts by name."""
    known = features.names()
    matrix = np.full((table.num_rows, len(known)), np.nan, dtype=np.float32, order="F")
    for place, feature in enumerate(known):
        if not feature.is_text:
            matrix[:, place] = table[feature.name].to_numpy(zero_copy_only=False)
    customer_ids = np.array(table["customer_id"].to_pylist(), dtype=object)
    folds = np.array([zlib.crc32(customer.encode()) % FOLDS for customer in customer_ids])
    texts = {feature.name: table[feature.name] for feature in known if feature.is_text}
    return Snapshot(day, customer_ids, matrix, folds), texts


def learn_levels(texts: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    """The values of each text feature on all days, most frequent first."""
    from collections import Counter

    counts: dict[str, Counter[str]] = {f.name: Counter() for f in features.names() if f.is_text}
    for one in texts:
        for name, counter in counts.items():
            for entry in one[name].value_counts().to_pylist():
                if entry["values"] is not None:
                    counter[entry["values"]] += entry["counts"]
    # By count, then by name, so that equal counts give the same codes on every machine.
    return {
        name: tuple(sorted(counter, key=lambda text: (-counter[text], text))[:_LEVELS])
        for name, counter in counts.items()
    }


def quantiles(
    snapshot: Snapshot, inside: Flags, wanted: Sequence[Feature]
) -> Mapping[str, tuple[float, ...]]:
    """The distribution of these number features over the customers inside, where it has values."""
    points = np.linspace(0, 1, QUANTILES)
    found = {}
    for feature in wanted:
        if feature.is_text:
            continue
        values = snapshot.column(feature.name)[inside][:_SAMPLE]
        values = values[~np.isnan(values)]
        if len(values):
            found[feature.name] = tuple(float(value) for value in np.quantile(values, points))
    return found


def used(spec: ModelSpec) -> tuple[Feature, ...]:
    """The features that the model may see."""
    return tuple(feature for feature in features.names() if feature.name not in spec.exclude)
