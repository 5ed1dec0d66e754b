"""A value that no model was trained with is named, with how many customers have it."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from decision_models.registry import Registry
from decision_models.scoring.predicting import FeaturePart
from decision_models.scoring.ranges import CustomerRange
from decision_models.scoring.unmet import SHOWN, unmet_values
from decision_models.trained import TrainedModel


@pytest.fixture
def models(demo_home: Path) -> list[TrainedModel]:
    registry = Registry(demo_home)
    loaded = [registry.load(name) for name in registry.names()]
    return [one for one in loaded if isinstance(one, TrainedModel)]


def part(tmp_path: Path, number: int, **columns: list[str | None]) -> FeaturePart:
    path = tmp_path / f"{number}.parquet"
    pq.write_table(pa.table({name: pa.array(values) for name, values in columns.items()}), path)
    return FeaturePart(CustomerRange(number, 0, 9, "C1", "C9"), "key", path)


def met(models: list[TrainedModel]) -> dict[str, list[str]]:
    found: dict[str, set[str]] = {}
    for model in models:
        for name, levels in model.levels.items():
            found.setdefault(name, set()).update(levels)
    return {name: sorted(values) for name, values in found.items()}


def test_what_was_met_by_any_model_or_is_missing_is_nobodys_news(
    tmp_path: Path, models: list[TrainedModel]
) -> None:
    known = met(models)
    assert known
    longest = max(len(values) for values in known.values())
    columns: dict[str, list[str | None]] = {
        name: [*values, *[None] * (longest - len(values) + 1)] for name, values in known.items()
    }
    assert unmet_values([part(tmp_path, 0, **columns)], models) == {}


def test_new_values_are_named_with_their_customers_over_all_ranges(
    tmp_path: Path, models: list[TrainedModel]
) -> None:
    known = met(models)
    name, old = next(iter(known.items()))
    others = {one: [values[0]] * 3 for one, values in known.items() if one != name}
    parts = [
        part(tmp_path, 0, **{name: [old[0], "北海", "北海"]}, **others),
        part(tmp_path, 1, **{name: ["北海", None, "漠河"]}, **others),
    ]
    (said,) = unmet_values(parts, models).values()
    assert "'北海' (3 customers), '漠河' (1 customers)" in said
    assert name in said


def test_many_new_values_are_counted_and_the_largest_named(
    tmp_path: Path, models: list[TrainedModel]
) -> None:
    known = met(models)
    name = next(iter(known))
    new = [f"新值{number}" for number in range(SHOWN + 2)]
    others = {one: [values[0]] * len(new) for one, values in known.items() if one != name}
    (said,) = unmet_values([part(tmp_path, 0, **{name: list(new)}, **others)], models).values()
    assert "and 2 more" in said
