import subprocess
import sys

import pytest

from weiwo.cli import run


def test_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["version"]) == 0
    assert capsys.readouterr().out == "0.1.0\n"


def test_an_unknown_command_is_bad_input_and_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["nonsense"]) == 2
    assert "nonsense" in capsys.readouterr().err


def test_help_loads_nothing_heavy() -> None:
    loaded = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "weiwo", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    modules = {line.rsplit("|", 1)[-1].strip() for line in loaded.stderr.splitlines()}
    heavy = {"pandas", "numpy", "lightgbm", "chromadb", "nicegui", "langgraph", "ibis", "fastapi"}
    assert not modules & heavy
