from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.embedding import DIMENSIONS
from knowledge.index import vectors


def _units(count: int) -> NDArray[np.float32]:
    rows = np.random.default_rng(1).normal(size=(count, DIMENSIONS)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def test_chroma_holds_exactly_what_it_is_given_and_filters_inside(tmp_path: Path) -> None:
    rows = _units(30)
    names = [f"n{i}" for i in range(30)]
    labels = [{"document": n, "collection": "c", "access": "public" if i % 2 else "staff"}
              for i, n in enumerate(names)]  # fmt: skip
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    vectors.store(old, names, rows, labels)
    vectors.carry_over(old, new)
    vectors.store(new, names[6:], rows[6:], labels[6:])
    assert vectors.names(old) == set(names)
    assert vectors.names(new) == set(names[6:])
    assert vectors.nearest(new, rows[9], 1, "c", None) == ["n9"]
    found = vectors.nearest(new, rows[9], 10, "c", frozenset({"staff"}))
    assert found
    assert all(int(name[1:]) % 2 == 0 for name in found)
    assert vectors.nearest(new, rows[9], 10, "other", None) == []


def test_a_missing_vector_is_a_row_of_nan() -> None:
    rows = _units(2)
    made = vectors.matrix([rows[0], None, rows[1]])
    assert np.isnan(made[:, 0]).tolist() == [False, True, False]
    np.testing.assert_array_equal(made[2], rows[1])
