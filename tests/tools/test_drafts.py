"""Texts of one's own: kept with their verdict; copies of generated ones keep the label."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.answering import Answering
from home.errors import NotFound, NotReady, RefusedByPolicy
from tests.agents.talking import Talk, answering
from tests.tools.writing_desk import CHECKER, CLEAN, FORBIDDEN, MARKETER, reachable, written
from tools.access import parse
from tools.drafts import TextDraft, check_text, own_text
from tools.ledger.texts import Text
from tools.outreach.clearance import clear
from tools.toolbox import Toolbox

LABEL = "（AI生成）"


@pytest.fixture
def bank(desk: Toolbox, tmp_path: Path) -> Iterator[Answering]:
    with answering(desk, tmp_path / "threads") as opened:
        yield opened


def generated(bank: Answering) -> Text:
    (made,) = Talk.of(bank, str(MARKETER)).ask("写一条理财短信").trace["texts"]  # type: ignore[misc]
    text = bank.toolbox.ledger.texts.find(made["text_id"])
    assert text is not None
    return text


def test_a_pasted_text_without_its_label_is_found_out(desk: Toolbox, bank: Answering) -> None:
    source = generated(bank)
    bare = written(
        desk, MARKETER, source.body.replace(LABEL, ""), key="1", product_id=source.product_id
    )
    assert (bare.derived_from, bare.engine) == (source.text_id, "template")
    assert bare.verdict == "violation"
    assert [one.rule for one in bare.findings] == ["G14"]
    (one,) = reachable(desk)
    assert clear(desk, bare, one.customer_id, MARKETER).rule == "text_rule"
    turned = source.body.replace("国庆假期将至，", "早上好！").replace(LABEL, "")
    again = written(desk, MARKETER, turned, key="2", product_id=source.product_id)
    assert again.generated
    assert again.derived_from is not None
    kept = written(desk, MARKETER, source.body, key="3", product_id=source.product_id)
    assert kept.verdict == "pass"
    assert kept.generated


def test_a_persons_own_words_are_their_own(desk: Toolbox, bank: Answering) -> None:
    source = generated(bank)
    own = "周末我们网点有一场防诈骗讲座，欢迎带家里老人一起来听。" + source.body[-150:].replace(
        LABEL, ""
    )
    made = written(desk, MARKETER, "您好，" + CLEAN)
    assert (made.engine, made.derived_from) == ("human", None)
    assert not made.generated
    assert written(desk, parse("marketer:other"), own).engine == "human"  # not their text


def test_without_rules_no_text_goes_out(writable: Toolbox) -> None:
    with pytest.raises(NotReady, match="no judge"):
        written(writable, MARKETER)


def test_only_makers_write_and_only_their_own_texts_are_theirs(desk: Toolbox) -> None:
    for asker in ("compliance:zhao", "analyst:x", "operator:x", "customer:C0000001"):
        with pytest.raises(RefusedByPolicy):
            written(desk, parse(asker))
    text = written(desk, MARKETER)
    assert own_text(desk, MARKETER, text.text_id) == text
    for scope in (parse("marketer:other"), CHECKER):
        with pytest.raises(NotFound):
            own_text(desk, scope, text.text_id)


def test_a_check_says_what_the_draft_would_and_keeps_nothing(desk: Toolbox) -> None:
    given = TextDraft(channel="sms", body=FORBIDDEN)
    seen = check_text(desk, MARKETER, given)
    assert desk.ledger.texts.list() == []
    kept = written(desk, MARKETER, FORBIDDEN)
    assert (seen.verdict, seen.findings) == (kept.verdict, kept.findings)
    assert check_text(desk, CHECKER, given).findings == seen.findings
    with pytest.raises(RefusedByPolicy):
        check_text(desk, parse("customer:C0000001"), given)
    (one,) = reachable(desk)
    other = parse("rm:M001" if one.manager_id != "M001" else "rm:M002")
    with pytest.raises(NotFound):
        check_text(desk, other, TextDraft(channel="sms", body=CLEAN, customer_id=one.customer_id))
