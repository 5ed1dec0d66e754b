import math
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from decision_models.registry import Registry
from decision_models.scoring import ScoreStore
from decision_models.scoring.contributions import OWN_TOP, TOP_SHARE
from decision_models.scoring.lookup import Lookup


@pytest.fixture(scope="module")
def con(demo_home: Path) -> Any:
    return ScoreStore(demo_home).connect()


@pytest.fixture(scope="module")
def lookup(demo_home: Path) -> Iterator[Lookup]:
    opened = ScoreStore(demo_home).lookup()
    yield opened
    opened.close()


def _rows(con: Any, sql: str) -> list[dict[str, Any]]:
    cursor = con.con.cursor().execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def test_a_customers_features_and_scores_are_those_of_the_tables(con: Any, lookup: Lookup) -> None:
    for table, find in (("features", lookup.features), ("prospects", lookup.scores)):
        rows = {row.pop("customer_id"): row for row in _rows(con, f"SELECT * FROM {table}")}
        found = find([*rows, "nobody"])
        assert found.keys() == rows.keys()
        for customer_id, row in found.items():
            assert row
            assert row == {name: rows[customer_id][name] for name in row}
    assert set(next(iter(lookup.features(["C0000001"]).values()))) == set(
        con.table("features").columns
    ) - {"customer_id"}


def test_a_person_is_the_row_of_the_table_of_prospects(con: Any, lookup: Lookup) -> None:
    rows = {row["customer_id"]: row for row in _rows(con, "SELECT * FROM prospects")}
    found = lookup.people([*rows, "nobody"])
    assert found.keys() == rows.keys()
    for customer_id, told in found.items():
        for name, value in told.items():
            expected = rows[customer_id][name]
            if isinstance(expected, datetime) and expected.tzinfo is None:
                expected = expected.replace(tzinfo=UTC)
            assert value == expected, name
            assert isinstance(value, type(expected)), name
        others = rows[customer_id].keys() - told.keys() - {"place"}
        assert all(name.startswith(("score_", "rank_", "balance_")) for name in others)
    places = [row["place"] for row in rows.values()]
    assert sorted(places) == list(range(len(rows)))
    assert lookup.at(places) == list(rows)


def test_contributions_are_kept_of_the_tops_alone_and_are_the_models_own(
    demo_home: Path, con: Any, lookup: Lookup
) -> None:
    for name in Registry(demo_home).names():
        rows = _rows(con, f"SELECT * FROM scores WHERE model = '{name}'")
        found = lookup.contributions(name, [row["customer_id"] for row in rows])
        first = {
            row["customer_id"] for row in rows if row["rank"] <= math.ceil(len(rows) * TOP_SHARE)
        }
        query = "SELECT customer_id, manager_id FROM assignments"
        manager = {row["customer_id"]: row["manager_id"] for row in _rows(con, query)}
        own: dict[str, list[str]] = {}
        for row in sorted(rows, key=lambda row: row["rank"]):
            own.setdefault(manager[row["customer_id"]], []).append(row["customer_id"])
        assert found.keys() == first.union(*(people[:OWN_TOP] for people in own.values()))
        model = Registry(demo_home).load(name)
        for customer_id, features in lookup.features(list(found)).items():
            expected = model.contributions(model.matrix([features]))[0]
            np.testing.assert_array_equal(found[customer_id], expected)
