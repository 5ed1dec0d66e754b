"""One row per customer as of a day: each source read once, joined, derived."""

import hashlib
import inspect
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from decision_models.features import derived, recorded
from decision_models.features.assets import from_balances
from decision_models.features.declarations import declared
from decision_models.features.feature import AsOf, Feature
from decision_models.features.sources import SOURCES, only

VERSION = 1
"""Raised when an expression gives other values than before under the same name."""


@cache
def names() -> tuple[Feature, ...]:
    """Every feature, in the order of the columns that ``compute`` gives."""
    return (*recorded.FEATURES, *from_balances(), *declared(), *derived.FEATURES)


def feature_set_hash(features: Sequence[Feature]) -> str:
    """A name for a set of features and their order: 16 hex digits. Models carry it."""
    text = "\n".join([f"{VERSION}", *(f"{feature.name}:{feature.unit}" for feature in features)])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def compute(con: Any, as_of: date, customer_ids: Sequence[str] | None = None) -> Any:
    """An Ibis table: ``customer_id``, then every feature of ``names()``, one row per customer.

    Only what was known at the end of ``as_of`` in Shanghai enters. Customers are those whose
    account was open by then (of ``customer_ids``, where given). Numbers are doubles. A table that
    the mart lacks must be an empty view of the right types, as ``Warehouse.connect`` makes it.
    """
    moment = AsOf(as_of)
    customers = only(SOURCES["customers"].rows(con, moment), customer_ids).select("customer_id")
    joined = customers
    columns: dict[str, Any] = {}
    for source in SOURCES.values():
        wanted = [feature for feature in names() if feature.source == source.name]
        rows = only(source.rows(con, moment), customer_ids)
        found = rows.group_by("customer_id").aggregate(
            **{feature.name: feature.expression(rows, moment) for feature in wanted}
        )
        key = f"{source.name}__customer_id"
        found = found.rename({key: "customer_id"})
        joined = joined.left_join(found, customers.customer_id == found[key])
        columns |= {feature.name: _typed(found[feature.name], feature) for feature in wanted}
    table = joined.select(customer_id=customers.customer_id, **columns)
    return _derive(table).select("customer_id", *(feature.name for feature in names()))


def _typed(column: Any, feature: Feature) -> Any:
    if feature.is_text:
        return column.cast("string")
    number = column.cast("float64")
    if feature.unit == "元":
        # To the cent: sums of the same money in another order differ behind the fifteenth digit.
        number = number.round(2)
    return number if feature.fill is None else number.fill_null(feature.fill)


def _derive(table: Any) -> Any:
    made = {}
    for feature in derived.FEATURES:
        inputs = inspect.signature(feature.expression).parameters
        made[feature.name] = feature.expression(*(table[name] for name in inputs)).cast("float64")
    return table.mutate(**made)


def breaches(table: Any) -> dict[str, int]:
    """How many rows of a computed table lie outside a feature's check, where any do."""
    counts = {}
    for feature in names():
        low, high = feature.check
        column = table[feature.name]
        if low is not None or high is not None:
            outside = (column < low) if low is not None else (column > high)
            if low is not None and high is not None:
                outside = outside | (column > high)
            counts[feature.name] = outside.sum()
    found = table.aggregate(**counts).to_pyarrow().to_pylist()[0]
    return {name: count for name, count in found.items() if count}
