"""Released texts as files: the label in the words and in the metadata, and nothing unreleased."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.answering import Answering
from tests.agents.talking import Talk, answering
from tests.tools.bank import rm_of
from tests.tools.writing_desk import (
    CHECKER,
    CLEAN,
    DOUBTFUL,
    FORBIDDEN,
    MARKETER,
    reachable,
    written,
)
from tools.consents import OptOut, opt_out
from tools.outreach.exports import ExportQuery, export_texts
from tools.reviews import Approval, Submission, approve_text, submit_text
from tools.toolbox import Toolbox
from weiwo.cli import run


@pytest.fixture
def bank(desk: Toolbox, tmp_path: Path) -> Iterator[Answering]:
    with answering(desk, tmp_path / "threads") as opened:
        yield opened


def test_only_released_texts_are_handed_out(desk: Toolbox) -> None:
    clean = written(desk, MARKETER, channel="moments")
    held = written(desk, MARKETER, DOUBTFUL, channel="moments", key="2")
    lawless = written(desk, MARKETER, FORBIDDEN, channel="moments", key="3")
    done = export_texts(desk, MARKETER, ExportQuery())
    assert [one.text_id for one in done.items] == [clean.text_id]
    rules = {one.text_id: one.rule for one in done.held}
    assert rules == {held.text_id: "not_reviewed", lawless.text_id: "text_rule"}
    item = submit_text(desk, MARKETER, Submission(text_id=held.text_id), key="k")
    approval = Approval(review_id=item.review_id, reason="有证书", evidence="证书17")
    approve_text(desk, CHECKER, approval)
    done = export_texts(desk, CHECKER, ExportQuery(channel="moments"))
    by_id = {one.text_id: one for one in done.items}
    assert set(by_id) == {clean.text_id, held.text_id}
    assert by_id[held.text_id].approved_by == str(CHECKER)
    record = list(desk.ledger.records("texts_exported"))[-1]
    assert record.seq == done.record
    assert record.payload["texts"] == {one.text_id: one.sha256 for one in done.items}  # type: ignore[index,call-overload]


def test_a_text_to_one_customer_is_handed_out_while_it_may_be_sent(desk: Toolbox) -> None:
    both = reachable(desk, "outbound_call", count=40)
    for_sms = {one.customer_id for one in reachable(desk, count=40)}
    one = next(one for one in both if one.consent_profiling and one.customer_id in for_sms)
    for channel in ("sms", "outbound_call"):
        written(desk, rm_of(one), customer_id=one.customer_id, channel=channel, key=channel)
    assert len(export_texts(desk, rm_of(one), ExportQuery()).items) == 2
    opt_out(desk, rm_of(one), OptOut(customer_id=one.customer_id), key="k")
    done = export_texts(desk, rm_of(one), ExportQuery())
    assert [held.rule for held in done.held] == ["refused", "refused"]
    assert not done.items


def test_every_copy_carries_the_label(
    desk: Toolbox,
    bank: Answering,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("WEIWO_HOME", str(desk.home))
    for question in ("写两条理财短信", "写一条基金的朋友圈"):
        Talk.of(bank, str(MARKETER), question).ask(question)
    written(desk, MARKETER, CLEAN)  # a person's: no label
    out = {suffix: tmp_path / f"texts.{suffix}" for suffix in ("json", "csv")}
    for path in out.values():
        assert run(["outreach", "export", "--as", str(MARKETER), "--out", str(path)]) == 0
    assert "已导出4条" in capsys.readouterr().out
    rows = json.loads(out["json"].read_text(encoding="utf-8"))
    with out["csv"].open(encoding="utf-8-sig", newline="") as file:
        cells = list(csv.DictReader(file))
    assert len(rows) == len(cells) == 4
    for row, cell in zip(rows, cells, strict=True):
        assert cell["body"] == row["body"]
        if row["body"] == CLEAN:
            assert (row["AIGC"], cell["AIGC"]) == ({}, "")
            continue
        assert "AI生成" in row["body"]
        assert json.loads(cell["AIGC"]) == row["AIGC"]
        assert row["AIGC"]["Label"] == "1"
        assert row["AIGC"]["ProduceID"] == row["text_id"]
        assert row["AIGC"]["ContentProducer"]
        assert row["AIGC"]["Model"]
    assert run(["outreach", "export", "--as", str(MARKETER), "--out", "texts.doc"]) == 2
    assert run(["outreach", "export", "--as", "customer:C0000001", "--out", "t.csv"]) == 3
