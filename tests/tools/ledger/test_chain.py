import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from home.clock import fixed_clock
from home.errors import BadInput
from tools.ledger import Ledger

CLOCK = fixed_clock(datetime(2026, 9, 30, 9, 0, tzinfo=UTC))
SIZE = 6

SCALAR = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
PAYLOAD = st.dictionaries(st.text("abc", min_size=1, max_size=3), SCALAR, max_size=3)


def ledger_of(folder: Path, size: int = SIZE) -> Ledger:
    ledger = Ledger(folder / "ledger.db", CLOCK)
    for index in range(size):
        ledger.append("answer", {"turn": index, "customer_id": f"C{index:07d}"})
    return ledger


def run(folder: Path, *statements: str) -> None:
    with sqlite3.connect(folder / "ledger.db") as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def kinds(ledger: Ledger) -> set[str]:
    return {found.kind for found in ledger.verify().breaks}


def test_an_untouched_chain_holds_and_reads_back_in_order(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path)
    report = ledger.verify()
    assert report.ok
    assert report.records == SIZE
    records = list(ledger.records())
    assert [record.seq for record in records] == list(range(1, SIZE + 1))
    assert records[2].payload == {"customer_id": "C0000002", "turn": 2}
    assert report.head == records[-1].hash
    assert records[0].at == "2026-09-30T09:00:00.000+00:00"


def test_an_empty_chain_holds(tmp_path: Path) -> None:
    assert ledger_of(tmp_path, 0).verify().ok


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    seq=st.integers(1, SIZE),
    column=st.sampled_from(["at", "kind", "payload", "previous", "hash"]),
    data=st.data(),
)
def test_any_edit_of_any_field_is_found(
    tmp_path_factory: pytest.TempPathFactory, seq: int, column: str, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("ledger")
    ledger = ledger_of(folder)
    record = list(ledger.records())[seq - 1]
    stored = str(getattr(record, column)) if column != "payload" else '{"turn":0}'
    changed = data.draw(st.text('0123456789abcdef{}:" ', min_size=1).filter(lambda t: t != stored))
    with sqlite3.connect(folder / "ledger.db") as connection:
        connection.execute(f"UPDATE audit SET {column} = ? WHERE seq = ?", (changed, seq))
    connection.close()
    report = ledger.verify()
    assert not report.ok
    assert min(found.seq for found in report.breaks) in {seq, seq + 1}


@pytest.mark.parametrize("seq", range(1, SIZE))
def test_a_deletion_is_found(tmp_path: Path, seq: int) -> None:
    ledger = ledger_of(tmp_path)
    run(tmp_path, f"DELETE FROM audit WHERE seq = {seq}")
    assert "missing" in kinds(ledger)


def test_a_deletion_with_renumbering_is_found(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path)
    run(tmp_path, "DELETE FROM audit WHERE seq = 3", "UPDATE audit SET seq = seq - 1 WHERE seq > 3")
    assert kinds(ledger) & {"edited", "reordered"}


@pytest.mark.parametrize(("one", "two"), [(1, 2), (2, 5), (5, 6)])
def test_a_reordering_is_found(tmp_path: Path, one: int, two: int) -> None:
    ledger = ledger_of(tmp_path)
    run(
        tmp_path,
        f"UPDATE audit SET seq = -1 WHERE seq = {one}",
        f"UPDATE audit SET seq = {one} WHERE seq = {two}",
        f"UPDATE audit SET seq = {two} WHERE seq = -1",
    )
    assert "reordered" in kinds(ledger)


@pytest.mark.parametrize("cut", [1, 3, SIZE])
def test_a_cut_tail_is_found_even_with_the_head_row_moved(tmp_path: Path, cut: int) -> None:
    ledger = ledger_of(tmp_path)
    run(tmp_path, f"DELETE FROM audit WHERE seq > {SIZE - cut}")
    assert "cut_tail" in kinds(ledger)
    run(
        tmp_path,
        "UPDATE audit_head SET seq = coalesce((SELECT max(seq) FROM audit), 0), hash = coalesce("
        "(SELECT hash FROM audit ORDER BY seq DESC LIMIT 1), '')",
    )
    assert "cut_tail" in kinds(ledger)


def test_a_rewritten_chain_is_found_by_the_head_file(tmp_path: Path) -> None:
    ledger_of(tmp_path).close()
    head = (tmp_path / "ledger.db.head").read_text()
    for leftover in tmp_path.glob("ledger.db*"):
        leftover.unlink()
    forged = Ledger(tmp_path / "ledger.db", CLOCK)
    for index in range(SIZE):
        forged.append("answer", {"turn": index + 100})
    assert forged.verify().ok
    (tmp_path / "ledger.db.head").write_text(head)
    assert not forged.verify().ok


def test_a_missing_head_file_is_said(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path)
    (tmp_path / "ledger.db.head").unlink()
    assert kinds(ledger) == {"head"}


def test_a_head_file_that_lags_after_a_kill_is_no_break(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, 2)
    earlier = (tmp_path / "ledger.db.head").read_text()
    ledger.append("answer", {})
    (tmp_path / "ledger.db.head").write_text(earlier)
    assert ledger.verify().ok


@given(payload=PAYLOAD)
@settings(max_examples=25, deadline=None)
def test_any_payload_reads_back_and_holds(
    tmp_path_factory: pytest.TempPathFactory, payload: dict[str, bool | int | str | None]
) -> None:
    ledger = Ledger(tmp_path_factory.mktemp("ledger") / "ledger.db", CLOCK)
    assert ledger.append("answer", payload).payload == payload
    assert ledger.verify().ok


@pytest.mark.parametrize(
    "payload",
    [{"name": "王芳"}, {"items": [{"phone": "1"}]}, {"x": float("nan")}, {"x": {1, 2}}, {1: 2}],
)
def test_what_may_not_be_kept_is_refused_and_leaves_no_record(
    tmp_path: Path, payload: object
) -> None:
    ledger = ledger_of(tmp_path, 1)
    with pytest.raises(BadInput):
        ledger.append("answer", payload)  # type: ignore[arg-type]
    assert ledger.verify().records == 1
