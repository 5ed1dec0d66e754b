"""Rows beside the chain: what is changed, deleted or added past it is found."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from home.clock import fixed_clock
from tools.ledger import ConsentChange, Feedback, Ledger
from tools.ledger.schema import SCHEMA_VERSION
from tools.ledger.tables import audit, audit_head, consent_changes, feedback, metadata

NOW = datetime(2026, 9, 30, 9, 0, tzinfo=UTC)
CHANGE = ConsentChange("t1:1:opt_out", NOW, "customer:C1", "C1", "marketing", "*", False)
REPORT = Feedback("t1:2:feedback", NOW, "rm:M001", "C1", "refused", amount=3, note="不要再打")


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    made = Ledger(tmp_path / "ledger.db", fixed_clock(NOW))
    made.change_consent(CHANGE)
    made.record_feedback(REPORT)
    return made


def run(tmp_path: Path, statement: str) -> None:
    with sqlite3.connect(tmp_path / "ledger.db") as connection:
        connection.execute(statement)
    connection.close()


def test_rows_as_they_were_written_agree(ledger: Ledger) -> None:
    assert ledger.verify().ok


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM consent_changes",
        "UPDATE consent_changes SET granted = 1",
        "UPDATE consent_changes SET customer_id = 'C2'",
        "DELETE FROM feedback",
        "UPDATE feedback SET outcome = 'answered'",
        "UPDATE feedback SET note = 'ja'",
        "INSERT INTO consent_changes VALUES "
        "('k', '2026-10-01T00:00:00.000+00:00', 'me', 'C1', 'marketing', '*', 1)",
    ],
)
def test_a_row_that_was_touched_past_the_chain_is_found(
    ledger: Ledger, tmp_path: Path, statement: str
) -> None:
    run(tmp_path, statement)
    assert {found.kind for found in ledger.verify().breaks} == {"row"}


def earlier(tmp_path: Path) -> Path:
    """A ledger as schema version 1 left it: no head row before the first record, rows unbound."""
    path = tmp_path / "old" / "ledger.db"
    path.parent.mkdir()
    made = Ledger(path, fixed_clock(NOW))
    said = {"at": "2026-09-30T09:00:00.000+00:00", "by": "customer:C1", "channel": "*"}
    row = {**said, "customer_id": "C1", "granted": False, "key": "k", "purpose": "marketing"}
    with made.writing() as writing:
        writing.connection.execute(consent_changes.insert().values(**row))
        writing.append("consent_change", row)
    made.close()
    kept = {audit.name, audit_head.name, consent_changes.name, feedback.name, "ledger_about"}
    with sqlite3.connect(path) as connection:
        for table in set(metadata.tables) - kept:
            connection.execute(f"DROP TABLE {table}")
        connection.execute("UPDATE ledger_about SET schema_version = 1")
    connection.close()
    return path


def test_an_earlier_ledger_is_taken_along_with_its_records(tmp_path: Path) -> None:
    path = earlier(tmp_path)
    migrated = Ledger(path, fixed_clock(NOW))
    assert migrated.verify().ok
    assert migrated.consent_changes()[0].key == "k"
    assert migrated.reviews.list() == ()
    migrated.record_feedback(REPORT)
    assert migrated.verify().ok
    migrated.close()
    with sqlite3.connect(path) as connection:
        (version,) = connection.execute("SELECT schema_version FROM ledger_about").fetchone()
        connection.execute("UPDATE consent_changes SET granted = 1")
    connection.close()
    assert version == SCHEMA_VERSION
    assert {found.kind for found in Ledger(path).verify().breaks} == {"row"}


@pytest.mark.parametrize(("table", "version"), [("ratings", 2), ("notices", 4)])
def test_a_ledger_from_before_there_was_a_table_gets_it(
    tmp_path: Path, ledger: Ledger, table: str, version: int
) -> None:
    ledger.record_feedback(REPORT)
    ledger.close()
    path = tmp_path / "ledger.db"
    with sqlite3.connect(path) as connection:
        connection.execute(f"DROP TABLE {table}")
        connection.execute("UPDATE ledger_about SET schema_version = ?", (version,))
    connection.close()
    migrated = Ledger(path, fixed_clock(NOW))
    assert list(migrated.ratings.all()) == []
    assert migrated.notices.counts() == {}
    assert migrated.feedback() == (REPORT,)
    assert migrated.verify().ok


def test_an_empty_earlier_ledger_gets_its_head_row(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    Ledger(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE ledger_about SET schema_version = 1")
        connection.execute("DELETE FROM audit_head")
    connection.close()
    ledger = Ledger(path, fixed_clock(NOW))
    ledger.append("answer", {})
    assert ledger.verify().ok
