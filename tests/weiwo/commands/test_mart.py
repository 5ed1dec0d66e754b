"""``weiwo mart`` on a bank's own tables: tried out, refused whole, loaded whole."""

from pathlib import Path

import pytest
import yaml

from tests.decision_models.mart.own_bank import write_bank
from weiwo.cli import run


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WEIWO_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("WEIWO_DEV", raising=False)
    return tmp_path / "home"


def test_a_bank_is_tried_out_then_refused_then_loaded(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, mapping = write_bank(tmp_path)
    load = ["mart", "load", str(source), "--mapping", str(mapping)]
    assert run([*load, "--dry-run"]) == 0
    assert "没有写入任何数据" in capsys.readouterr().out
    assert not home.exists()
    assert run(load) == 0
    assert "已装载：3 名客户" in capsys.readouterr().out
    before = (home / "mart" / "CURRENT").read_text()

    trades = source / "客户信息.csv"
    rows = trades.read_text("gbk")
    trades.write_text(rows + rows.splitlines()[-1].replace("1995/1/31", "生日") + "\n", "gbk")
    assert run(load) == 2
    said = capsys.readouterr()
    assert "[unreadable] 出生日期" in said.out
    assert "[duplicate_key]" in said.out
    assert "例：customer_id=0003" in said.out
    assert "nothing was loaded" in said.err
    assert (home / "mart" / "CURRENT").read_text() == before
    assert not list((home / "mart" / "versions").glob(".building-*"))
    assert run(["mart", "describe"]) == 0
    assert "本机构数据" in capsys.readouterr().out
    assert run(["mart", "check"]) == 0


def test_a_banks_own_home_lets_nobody_speak_as_another(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, mapping = write_bank(tmp_path)
    assert run(["mart", "load", str(source), "--mapping", str(mapping)]) == 0
    assert run(["ask", "谁会买理财", "--as", "rm:88001"]) == 2  # nobody has been scored yet
    assert "weiwo models score --all" in capsys.readouterr().err
    assert run(["token", "--as", "rm:88001"]) != 0


def test_the_template_is_a_mapping_and_names_what_is_to_be_deleted(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["mart", "describe", "--template"]) == 0
    template = capsys.readouterr().out
    assert set(yaml.safe_load(template)) == {"as_of", "time_zone", "unit", "tables"}
    source, _ = write_bank(tmp_path)
    mapping = tmp_path / "template.yaml"
    mapping.write_text(template, encoding="utf-8")
    assert run(["mart", "load", str(source), "--mapping", str(mapping)]) == 2
    said = capsys.readouterr().err
    assert "tables.customers.from must be a file in" in said
    assert "deleted from the mapping" in said


@pytest.mark.parametrize(
    ("source", "mapping", "said"),
    [
        ("nowhere", "tables: {}", "nowhere"),
        (".", "tables: {}", "a mart must have the tables customers"),
        (".", "tables: {clients: {}}", "clients"),
        (".", "- a list", "mapping"),
        (".", "tables: [", "mapping"),
    ],
)
def test_what_cannot_be_a_source_or_a_mapping_is_said(
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    source: str,
    mapping: str,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.yaml").write_text(mapping, encoding="utf-8")
    assert run(["mart", "load", source, "--mapping", "m.yaml"]) == 2
    assert said in capsys.readouterr().err
    assert not home.exists()
