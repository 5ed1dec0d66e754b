"""A served bank is backed up, lost, restored, and answers as before."""

import shutil
from pathlib import Path

import pytest

from weiwo.assembly import assemble
from weiwo.cli import run
from weiwo.settings import Settings

ASK = "我名下哪些客户最有可能买理财？"


def test_a_lost_home_is_restored_and_goes_on(
    demo_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from tools.access import parse

    home, rm = tmp_path / "home", parse("rm:M001")
    shutil.copytree(demo_home, home, ignore=shutil.ignore_patterns("*.lock"))
    monkeypatch.setenv("WEIWO_HOME", str(home))
    with assemble(Settings()) as parts:
        first = parts.ask(rm, ASK, "monday")
        assert run(["backup", "--out", str(tmp_path / "b.tar")]) == 0
        recorded = parts.toolbox.ledger.end().seq
        parts.ask(rm, "今天该联系谁？")  # after it: lost with the home
    shutil.rmtree(home)
    assert run(["restore", str(tmp_path / "b.tar")]) == 0
    assert f"{recorded}条记录" in capsys.readouterr().out
    with assemble(Settings()) as parts:
        found = parts.ask(rm, "看看第一位长什么样", "monday")
        chosen = first.decision["items"][0]["customer_id"]  # type: ignore[index]
        assert found.decision["customer_profile"]["customer_id"] == chosen  # type: ignore[index]
        assert not parts.toolbox.ledger.verify().breaks
    assert run(["restore", str(tmp_path / "b.tar")]) == 2
    assert "empty" in capsys.readouterr().err
