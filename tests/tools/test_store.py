"""Rows of an answered query are kept for one version of the tables, and only so many."""

from dataclasses import dataclass
from typing import Any

import ibis
import pytest

from tools import store as stores
from tools.store import Store, parameter


@dataclass(frozen=True)
class _Held:
    customer_id: str
    aum: float


@pytest.fixture
def store() -> Any:
    backend = ibis.duckdb.connect()
    rows = "('a', 1.0::DOUBLE), ('b', 2.0), ('c', 3.0)"
    backend.con.execute(f"CREATE TABLE held AS FROM (VALUES {rows}) t(customer_id, aum)")
    opened = Store(backend)
    yield opened
    opened.close()


def _above(store: Store, least: float) -> list[_Held]:
    def build() -> Any:
        rows = store.table("held")
        return rows.filter(rows.aum > parameter("least", "float64")).order_by("customer_id")

    return store.rows(_Held, "above", build, least=least)


def test_the_same_question_is_run_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = []
    run = Store._run
    monkeypatch.setattr(Store, "_run", lambda *given: (ran.append(given[2]), run(*given))[1])
    first = _above(store, 1.5)
    first.append(_Held("x", 0.0))  # a caller's list is the caller's
    assert [row.customer_id for row in _above(store, 1.5)] == ["b", "c"]
    assert [row.customer_id for row in _above(store, 2.5)] == ["c"]
    assert len(ran) == 2
    store.forget()
    assert len(_above(store, 1.5)) == 2
    assert len(ran) == 3


def test_no_more_is_kept_than_was_said(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "KEPT_ROWS", 5)
    for least in range(10):
        _above(store, least / 10)
    assert store._answered_rows <= 5
    assert sum(len(rows) + 1 for rows in store._answered.values()) == store._answered_rows
    monkeypatch.setattr(stores, "LONGEST_KEPT", 1)
    store.forget()
    _above(store, 0.0)
    assert store._answered_rows == 0
