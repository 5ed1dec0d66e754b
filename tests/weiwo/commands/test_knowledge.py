"""``weiwo knowledge`` as a script uses it."""

import json
from pathlib import Path

import pytest

from weiwo.cli import run

KEYS = {"document", "passage", "score", "title", "source", "published"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with news, a staff rule, a broken file and a page; its home is empty."""
    monkeypatch.setenv("WEIWO_HOME", str(tmp_path / "home"))
    made = tmp_path / "in"
    made.mkdir()
    rows = [
        {"id": "n1", "title": "央行降准", "text": "下调存款准备金率0.5个百分点，释放长期资金。",
         "source": "示范财经", "published": "2026-09-15"},
        {"id": "n2", "text": "金价续创历史新高，金饰克价上调。"},
        {"id": "n3", "text": "金价续创历史新高，金饰克价上调！"},
        {"id": "r1", "text": "内部口径：二十一点之后不得致电客户。", "access": "staff"},
    ]  # fmt: skip
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (made / "news.jsonl").write_text(text + "\n{broken\n", encoding="utf-8")
    (made / "broken.pdf").write_bytes(b"%PDF-nothing")
    (made / "guide.md").write_text("# 挂失\n\n银行卡遗失请立即挂失。", encoding="utf-8")
    return made


def _search(tmp_path: Path, *queries: str, **options: str) -> list[dict[str, object]]:
    source, out = tmp_path / "q.jsonl", tmp_path / "hits.jsonl"
    lines = (json.dumps({"id": i, "query": query}) for i, query in enumerate(queries))
    source.write_text("\n".join(lines), encoding="utf-8")
    extra = [word for key, value in options.items() for word in (f"--{key.strip('_')}", value)]
    arguments = ["knowledge", "search", "--jsonl", str(source), "--out", str(out), *extra]
    assert run(arguments) == 0
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def test_ingest_search_remove(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["knowledge", "ingest", str(folder)]) == 0
    said = capsys.readouterr()
    report = json.loads(said.out)
    assert (report["added"], report["folded"], report["pending"]) == (5, 1, 0)
    assert {Path(one["file"]).name for one in report["failed"]} == {"broken.pdf", "news.jsonl"}
    assert "news.jsonl line 5" in said.err
    first, second, third = _search(tmp_path, "降准释放多少资金", "金饰价格", "卡丢了")
    assert first["id"] == "0"
    (hit, *_) = first["hits"]  # type: ignore[misc]
    assert hit.keys() >= KEYS
    assert (hit["document"], hit["published"], hit["source"]) == ("n1", "2026-09-15", "示范财经")
    assert second["hits"][0]["also"] == ["n3"]  # type: ignore[index]
    assert third["hits"][0]["document"] == (folder / "guide.md").as_posix()  # type: ignore[index]
    assert run(["knowledge", "remove", "n1"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {"removed": 1}
    (again,) = _search(tmp_path, "降准释放多少资金")
    assert "n1" not in [hit["document"] for hit in again["hits"]]  # type: ignore[attr-defined]


def test_k_and_collection_and_asker(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["knowledge", "ingest", str(folder), "--collection", "c", "--lexical-now"]) == 0
    (row,) = _search(tmp_path, "几点之后不得致电客户", k="2", collection="c")
    assert row["hits"][0]["document"] == "r1"  # type: ignore[index]
    assert len(row["hits"]) == 2  # type: ignore[arg-type]
    (row,) = _search(tmp_path, "金价", collection="elsewhere")
    assert row["hits"] == []
    monkeypatch.setenv("WEIWO_DEV", "1")
    (row,) = _search(tmp_path, "几点之后不得致电客户", _as="customer:C0000001")
    assert "r1" not in [hit["document"] for hit in row["hits"]]  # type: ignore[attr-defined]


def test_as_is_refused_outside_a_demo_home(folder: Path, tmp_path: Path) -> None:
    assert run(["knowledge", "ingest", str(folder), "--lexical-now"]) == 0
    query = tmp_path / "q.jsonl"
    query.write_text('{"id": "1", "query": "金价"}', encoding="utf-8")
    arguments = ["--jsonl", str(query), "--out", str(tmp_path / "o"), "--as", "rm:M001"]
    assert run(["knowledge", "search", *arguments]) == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ingest", "nowhere"], "nowhere must be a file or folder"),
        (["search", "--jsonl", "q", "--out", "o"], "weiwo knowledge ingest"),
        (["remove"], "ids or --collection"),
        (["remove", "x"], "must be in the knowledge base"),
    ],
)
def test_bad_input_is_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    monkeypatch.setenv("WEIWO_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    assert run(["knowledge", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_only_broken_files_are_bad_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WEIWO_HOME", str(tmp_path / "home"))
    (tmp_path / "a.pdf").write_bytes(b"no pdf")
    assert run(["knowledge", "ingest", str(tmp_path / "a.pdf")]) == 2
    assert "a.pdf" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asker", "code", "said"),
    [
        ("customer:C0000001", 0, ""),
        ("rm:M001", 0, ""),
        ("teller:M001", 2, "a role must be one of"),
        ("rm:M999", 2, "no such manager_id"),
        ("customer:C9999999", 2, "no such customer_id"),
        ("manager:B99", 2, "no such branch_id"),
    ],
)
def test_an_asker_must_exist_and_reads_what_the_role_may(
    demo_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    asker: str,
    code: int,
    said: str,
) -> None:
    monkeypatch.setenv("WEIWO_HOME", str(demo_home))
    monkeypatch.delenv("WEIWO_DEV", raising=False)
    source, out = tmp_path / "q.jsonl", tmp_path / "hits.jsonl"
    source.write_text('{"id": "1", "query": "几点以后不能给客户打电话"}', encoding="utf-8")
    arguments = ["knowledge", "search", "--jsonl", str(source), "--out", str(out), "--k", "3"]
    assert run([*arguments, "--as", asker]) == code
    assert said in capsys.readouterr().err
    assert out.exists() is (code == 0)
    if code == 0:
        found = [hit["document"] for hit in json.loads(out.read_text())["hits"]]
        assert len(found) == 3
        staff_rules = [document for document in found if document.startswith("rule-")]
        assert bool(staff_rules) is asker.startswith("rm")


def test_labels_and_strictness_of_one_ingest(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    options = ["--access", "staff", "--strict", "--lexical-now"]
    assert run(["knowledge", "ingest", str(folder), *options]) == 1
    assert "2 files or lines were passed over" in capsys.readouterr().err
    monkeypatch.setenv("WEIWO_DEV", "1")
    (row,) = _search(tmp_path, "银行卡挂失", _as="customer:C0000001")
    assert row["hits"] == []
    (row,) = _search(tmp_path, "银行卡挂失", _as="rm:M001")
    assert row["hits"]


def test_a_source_that_cannot_be_asked_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WEIWO_HOME", str(tmp_path / "home"))
    source = tmp_path / "wire.yaml"
    source.write_text("name: wire\nurl: http://127.0.0.1:9/news\nkind: feed\nretries: 0\n")
    assert run(["knowledge", "poll", str(source)]) == 1
    assert "source wire at http://127.0.0.1:9/news gave ConnectError" in capsys.readouterr().err
    source.write_text("name: wire\nurl: ftp://x\nkind: feed\n")
    assert run(["knowledge", "poll", str(source)]) == 2
    assert run(["knowledge", "poll", str(tmp_path / "none.yaml")]) == 2


def test_a_log_gets_a_line_now_and_then_with_what_is_left(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from weiwo.commands import knowledge

    moments = iter(range(0, 1000, 6))
    monkeypatch.setattr(knowledge.time, "monotonic", lambda: float(next(moments)))
    lines = knowledge._Lines()
    for done in range(1, 5):
        lines.tell("embed", done, 10)
    assert capsys.readouterr().err.splitlines() == [
        "weiwo: 计算向量 2/10，约剩 24 秒",
        "weiwo: 计算向量 4/10，约剩 27 秒",
    ]
