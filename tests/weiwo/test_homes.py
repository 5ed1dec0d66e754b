"""Homes that are not as this version of the code would have them, through the command."""

import json
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from home.lock import writer_lock
from tests.conftest import linked_home
from tools.ledger import Ledger
from weiwo import demo_home as demo
from weiwo.cli import run

SETTINGS = ("WEIWO_DEV", "WEIWO_LLM_TIMEOUT")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WEIWO_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def copied(demo_home: Path, home: Path) -> Path:
    """A demo home that may be spoilt."""
    for part in ("mart", "models", "scores", "knowledge"):
        shutil.copytree(demo_home / part, home / part)
    return home


def _meta(home: Path, part: str, **values: object) -> None:
    name = (home / part / "CURRENT").read_text(encoding="utf-8")
    path = home / part / "versions" / name / "meta.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **values}))


ASK = ["ask", "看看我的客户", "--as", "rm:M001"]


@pytest.mark.parametrize(
    "arguments",
    [ASK, ["mart", "check"], ["models", "train", "--all"], ["models", "score", "--all"],
     ["token", "--as", "rm:M001"], ["serve", "--port", "0"]],
    ids=lambda arguments: " ".join(arguments[:2]),
)  # fmt: skip
def test_an_empty_home_names_what_fills_it(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert run(arguments) == 2
    said = capsys.readouterr().err
    assert "weiwo demo" in said
    assert "weiwo mart load" in said


@pytest.mark.parametrize(
    ("part", "arguments", "command"),
    [
        ("mart", ASK, "weiwo mart load"),
        ("scores", ASK, "weiwo models score --all"),
        ("models", ["models", "list"], "weiwo models train --all"),
        ("models", ["models", "score", "--all"], "weiwo models train --all"),
        ("knowledge", ["knowledge", "ingest", __file__], "weiwo knowledge rebuild"),
    ],
)
def test_an_older_schema_is_refused_with_the_command_to_run(
    copied: Path, capsys: pytest.CaptureFixture[str], part: str, arguments: list[str], command: str
) -> None:
    _meta(copied, part, schema_version=0)
    assert run(arguments) == 2
    said = capsys.readouterr().err
    assert re.search(r"schema version \d, got 0", said)
    assert command in said


@pytest.mark.parametrize(
    ("part", "arguments"),
    [
        ("mart", ["demo"]),
        ("mart", ASK),
        ("scores", ASK),
        ("models", ["models", "list"]),
        ("knowledge", ["knowledge", "rebuild"]),
    ],
)
def test_a_newer_schema_is_left_as_it_is(
    copied: Path, capsys: pytest.CaptureFixture[str], part: str, arguments: list[str]
) -> None:
    _meta(copied, part, schema_version=99)
    before = (copied / part / "CURRENT").read_text(encoding="utf-8")
    assert run(arguments) == 2
    assert "a newer weiwo wrote" in capsys.readouterr().err
    assert (copied / part / "CURRENT").read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    ("version", "said"),
    [(99, "a newer weiwo wrote"), (0, "weiwo audit export"), (None, "must be a ledger database")],
)
def test_a_ledger_of_another_schema_or_none_is_left_as_it_is(
    home: Path, capsys: pytest.CaptureFixture[str], version: int | None, said: str
) -> None:
    path = home / "ledger.db"
    Ledger(path).close()
    if version is None:
        path.write_bytes(b"no database" * 100)
    else:
        connection = sqlite3.connect(path)
        connection.execute("UPDATE ledger_about SET schema_version = ?", (version,))
        connection.commit()
        connection.close()
    before = path.read_bytes()
    assert run(["audit", "verify"]) == 2
    assert said in capsys.readouterr().err
    assert path.read_bytes() == before


def test_conversations_that_cannot_be_read_are_said(
    demo_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    home = linked_home(demo_home, tmp_path / "linked")
    (home / "threads.db").write_bytes(b"no database" * 100)
    monkeypatch.setenv("WEIWO_HOME", str(home))
    assert run(ASK) == 2
    assert "threads.db must be the conversations' database" in capsys.readouterr().err


def test_models_of_an_older_schema_are_trained_again(
    copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _meta(copied, "models", schema_version=0)
    assert run(["models", "train", "wealth_30d"]) == 0
    assert "wealth_30d" in capsys.readouterr().out


def test_an_older_or_damaged_index_is_rebuilt_from_its_documents(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "a.md"
    page.write_text("# 挂失\n\n银行卡遗失请立即挂失。", encoding="utf-8")
    queries = tmp_path / "q.jsonl"
    queries.write_text('{"id": "1", "query": "卡丢了"}', encoding="utf-8")
    search = ["knowledge", "search", "--jsonl", str(queries), "--out", str(tmp_path / "o")]
    assert run(["knowledge", "ingest", "--lexical-now", str(page)]) == 0
    _meta(home, "knowledge", schema_version=0)
    assert run(search) == 2
    assert "weiwo knowledge rebuild" in capsys.readouterr().err
    assert run(["knowledge", "rebuild"]) == 0
    assert run(search) == 0
    for segment in (home / "knowledge" / "segments").iterdir():
        shutil.rmtree(segment / "words")
    capsys.readouterr()
    assert run(search) == 2
    assert "weiwo knowledge rebuild" in capsys.readouterr().err
    assert run(["knowledge", "rebuild"]) == 0
    assert run(search) == 0


def test_a_demo_bank_of_an_older_schema_is_built_again_and_a_banks_own_is_not(
    copied: Path, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _meta(copied, "mart", schema_version=0)
    assert demo._demo_mart(home) is None
    current = (copied / "mart" / "CURRENT").read_text(encoding="utf-8")
    (copied / "mart" / "versions" / current / "truth.parquet").unlink()
    assert run(["demo"]) == 2
    assert "must be empty or a demo home" in capsys.readouterr().err
    assert (copied / "mart" / "CURRENT").read_text(encoding="utf-8") == current


def test_a_mart_that_lost_a_file_is_damaged_and_not_empty(
    copied: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    current = (copied / "mart" / "CURRENT").read_text(encoding="utf-8")
    (copied / "mart" / "versions" / current / "orders.parquet").unlink()
    assert run(["mart", "check"]) == 2
    assert "must hold orders.parquet" in capsys.readouterr().err
    assert demo._demo_mart(home) is None


def test_demo_keeps_out_of_a_home_with_a_banks_own_data(
    copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _meta(copied, "mart", demo=False)
    assert run(["demo"]) == 2
    assert "a bank's own data" in capsys.readouterr().err


BUILD = """
import os, signal, sys
from pathlib import Path
from decision_models.mart import demo_bank
def told(done, total):
    if "die" in sys.argv:
        os.kill(os.getpid(), signal.SIGKILL)
demo_bank.build(Path(sys.argv[1]), customers=600, seed=7, progress=told)
"""


def test_a_killed_build_of_the_bank_is_made_again_to_the_same_bytes(
    demo_home: Path, home: Path
) -> None:
    for _ in range(2):
        killed = subprocess.run([sys.executable, "-c", BUILD, str(home), "die"], check=False)
        assert killed.returncode == -signal.SIGKILL
        assert list(home.glob("mart/versions/.building-*/customers.parquet"))
        assert not (home / "mart" / "CURRENT").exists()
        assert demo._demo_mart(home) is None
    subprocess.run([sys.executable, "-c", BUILD, str(home)], check=True)
    (made,) = (home / "mart" / "versions").iterdir()  # what the killed ones left is gone
    (whole,) = (demo_home / "mart" / "versions").iterdir()
    for path in whole.glob("*.parquet"):
        assert (made / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.mark.parametrize(
    "arguments",
    [["demo"], ["knowledge", "ingest", __file__], ["models", "train", "--all"],
     ["knowledge", "remove", "svc-loss"]],
    ids=lambda arguments: " ".join(arguments[:2]),
)  # fmt: skip
def test_a_second_writer_is_told_of_the_first_and_readers_go_on(
    copied: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    holder = (
        "import sys; from pathlib import Path; from home.lock import writer_lock\n"
        "with writer_lock(Path(sys.argv[1]), 'demo'): print('held', flush=True); sys.stdin.read()"
    )
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    process = subprocess.Popen([sys.executable, "-c", holder, str(copied)], **pipes)
    try:
        assert process.stdout.readline() == "held\n"
        assert run(arguments) == 1
        said = capsys.readouterr().err
        assert f"has a writer already: 'demo', process {process.pid}, since 20" in said
        queries = tmp_path / "q.jsonl"
        queries.write_text('{"id": "1", "query": "卡丢了"}', encoding="utf-8")
        assert run(["knowledge", "search", "--jsonl", str(queries), "--out", str(queries)]) == 0
        assert run(["mart", "check"]) == 0
    finally:
        process.kill()
        process.communicate()
    with writer_lock(copied, "a later one"):
        pass


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("WEIWO_LLM_TIMEOUT", "soon", "WEIWO_LLM_TIMEOUT: Input should be a valid number"),
        ("WEIWO_LLM_EXTRA", "thinking off", "WEIWO_LLM_EXTRA: must be a JSON object"),
        ("WEIWO_LLM_STRUCTURED", "xml", "WEIWO_LLM_STRUCTURED: Input should be 'json_schema'"),
        ("WEIWO_LLM_SECOND_BASE_URL", "host:8000", "must begin with http:// or https://"),
        ("WEIWO_DEV", "perhaps", "WEIWO_DEV: Input should be a valid boolean"),
        ("WEIWO_HOME", __file__, "must be a folder, got the file"),
        ("WEIWO_HOME", "/proc/nowhere", "home must be a folder"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    value: str,
    said: str,
) -> None:
    monkeypatch.setenv(name, value)
    assert run(["knowledge", "ingest", __file__]) == 2
    assert said in capsys.readouterr().err
