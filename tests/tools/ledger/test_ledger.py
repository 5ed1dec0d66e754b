import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from home.clock import fixed_clock
from home.errors import BadInput, NotReady
from tools.ledger import ConsentChange, Feedback, Ledger
from tools.ledger.schema import SCHEMA_VERSION

NOW = datetime(2026, 9, 30, 9, 0, tzinfo=UTC)
CHANGE = ConsentChange("t1:1:opt_out", NOW, "customer:C1", "C1", "marketing", "*", False)
REPORT = Feedback("t1:2:feedback", NOW, "rm:M001", "C1", "refused", note="王女士说不要再打")

APPEND = """
import sys
from pathlib import Path
from tools.ledger import Ledger
ledger = Ledger(Path(sys.argv[1]))
for index in range(25):
    ledger.append("answer", {"writer": sys.argv[2], "index": index})
"""


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "ledger.db", fixed_clock(NOW))


def test_an_effect_counts_once_however_often_its_node_runs(ledger: Ledger) -> None:
    assert ledger.change_consent(CHANGE) is True
    assert ledger.change_consent(CHANGE) is False
    assert ledger.record_feedback(REPORT) is True
    assert ledger.record_feedback(REPORT) is False
    assert ledger.consent_changes(["C1"]) == (CHANGE,)
    assert ledger.feedback(["C1"]) == (REPORT,)
    assert ledger.feedback(["C2"]) == ()
    assert [record.kind for record in ledger.records()] == ["consent_change", "feedback"]
    assert ledger.verify().ok


def test_a_key_used_for_something_else_is_refused(ledger: Ledger) -> None:
    ledger.change_consent(CHANGE)
    with pytest.raises(BadInput, match="t1:1:opt_out"):
        ledger.change_consent(replace(CHANGE, customer_id="C2"))
    assert ledger.verify().records == 1


def test_a_note_stays_out_of_the_chain(ledger: Ledger) -> None:
    ledger.record_feedback(REPORT)
    (record,) = ledger.records()
    assert "王女士" not in str(record.payload)
    assert ledger.feedback()[0].note == REPORT.note


def test_writers_in_threads_and_processes_make_one_chain(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    ledger = Ledger(path)
    command = [sys.executable, "-c", APPEND, str(path)]
    processes = [subprocess.Popen([*command, name]) for name in ("a", "b")]

    def write() -> None:
        for index in range(25):
            ledger.append("answer", {"index": index})

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [process.wait() for process in processes] == [0, 0]
    report = ledger.verify()
    assert report.ok
    assert report.records == 150


def test_a_ledger_of_another_schema_is_refused_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    Ledger(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE ledger_about SET schema_version = 0")
    connection.close()
    with pytest.raises(NotReady, match=rf"version {SCHEMA_VERSION}, got 0.*weiwo audit export"):
        Ledger(path)


def test_a_file_that_is_no_ledger_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("not a database, but long enough to be read as one" * 50)
    with pytest.raises(NotReady, match="ledger"):
        Ledger(tmp_path / "text.db")
    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.execute("CREATE TABLE something (x)")
    connection.close()
    with pytest.raises(NotReady, match="something"):
        Ledger(tmp_path / "other.db")


def test_a_ledger_by_url_must_say_where_its_head_is_kept() -> None:
    with pytest.raises(BadInput, match="head file"):
        Ledger("sqlite://")
