"""A turn that is stopped ends cleanly; a question that is asked anew leaves nothing behind."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.answering import AnswerEvent, Answering
from agents.llm import Endpoint, TextModels
from agents.stopping import Stop
from home.errors import BadInput
from tests.agents.endpoint import Exchange, serving
from tests.agents.talking import answering
from tools.access import parse
from tools.toolbox import Toolbox

RM = parse("rm:M001")
WHO = "我名下哪些客户最有可能买理财？前3位"


@pytest.fixture
def bank(writable: Toolbox, tmp_path: Path) -> Iterator[Answering]:
    with answering(writable, tmp_path / "threads") as opened:
        yield opened


def stopped_at(bank: Answering, question: str, kind: str, thread: str = "t") -> list[AnswerEvent]:
    """The events of a turn that is stopped at the first of that kind."""
    stop, seen = Stop(), []
    for event in bank.stream(RM, question, thread, stop=stop):
        seen.append(event)
        if event.kind == kind:
            stop.press()
    return seen


def first_of(answer: object) -> str:
    return str(answer.decision["items"][0]["customer_id"])  # type: ignore[attr-defined]


def test_a_stopped_turn_is_on_record_and_no_context(bank: Answering) -> None:
    listed = bank.ask(RM, WHO, "t")
    events = stopped_at(bank, "降准之后我应该联系哪些客户？", "progress")
    assert events[-1].kind == "stopped"
    assert not any(event.answer for event in events)
    kinds = [record.kind for record in bank.toolbox.ledger.records()]
    assert kinds == ["answer", "stopped"]
    shown = bank.ask(RM, "看看第一位长什么样", "t")
    assert shown.decision["customer_profile"]["customer_id"] == first_of(listed)  # type: ignore[index]
    assert shown.trace["turn"] == 3, "a stopped turn's number is not used again"
    assert bank.toolbox.ledger.verify().ok


def test_a_record_of_what_was_stopped_names_nobody(bank: Answering) -> None:
    stopped_at(bank, "王国强先生最近怎么样，电话13800138000", "progress")
    (record,) = bank.toolbox.ledger.records("stopped")
    assert isinstance(record.payload, dict)
    said = str(record.payload["question"])
    assert "王国强" not in said
    assert "13800138000" not in said
    assert record.payload["asker"] == "rm:M001"


def test_what_was_stopped_before_it_began_does_nothing(bank: Answering) -> None:
    stop = Stop()
    stop.press()
    listed = bank.ask(RM, WHO, "t")
    report = f"{first_of(listed)}说不需要，别再联系"
    events = list(bank.stream(RM, report, "t", stop=stop))
    assert events[-1].kind == "stopped"
    assert not bank.toolbox.ledger.feedback()


def test_a_turn_that_has_written_is_answered_to_its_end(bank: Answering) -> None:
    listed = bank.ask(RM, WHO, "t")
    stop = Stop()
    report = f"{first_of(listed)}说不需要，别再联系"
    last = None
    for event in bank.stream(RM, report, "t", stop=stop):
        last = event.answer
        if bank.toolbox.ledger.feedback():
            stop.press()
    assert last is not None
    assert last.intent == "record_feedback"
    assert len(bank.toolbox.ledger.feedback()) == 1


def test_a_question_asked_anew_comes_where_the_old_one_came(bank: Answering) -> None:
    listed = bank.ask(RM, WHO, "t")
    other = bank.ask(RM, "哪些客户未来两个月可能流失？前3位", "t")
    assert first_of(other) != first_of(listed)
    again = bank.ask(RM, "看看第一位长什么样", "t", after=1)
    assert again.decision["customer_profile"]["customer_id"] == first_of(listed)  # type: ignore[index]
    goes_on = bank.ask(RM, "为什么是他", "t")
    assert goes_on.decision["tools"][0]["arguments"]["customer_id"] == first_of(listed)  # type: ignore[index]
    assert [one.trace["turn"] for one in (listed, other, again, goes_on)] == [1, 2, 3, 4]


def test_asked_anew_at_the_beginning_the_thread_knows_nothing(bank: Answering) -> None:
    bank.ask(RM, WHO, "t")
    again = bank.ask(RM, "看看第一位长什么样", "t", after=0)
    assert again.decision["outcome"] == "clarify"


def test_an_effect_asked_anew_is_another_effect(bank: Answering) -> None:
    listed = bank.ask(RM, WHO, "t")
    who = first_of(listed)
    bank.ask(RM, f"{who}没接电话", "t")
    bank.ask(RM, f"{who}接了，说再考虑", "t", after=1)
    assert [one.outcome for one in bank.toolbox.ledger.feedback()] == ["no_answer", "follow_up"]


def test_a_turn_that_the_thread_has_not_is_said(bank: Answering) -> None:
    bank.ask(RM, WHO, "t")
    with pytest.raises(BadInput, match="answered turn"):
        bank.ask(RM, "看看第一位长什么样", "t", after=7)


def test_a_model_that_says_nothing_is_not_waited_for(writable: Toolbox, tmp_path: Path) -> None:
    reached = threading.Event()

    def silent(exchange: Exchange, _: object) -> None:
        exchange.begin()
        reached.set()
        exchange.closing.wait(30)

    with serving(silent) as url:
        models = TextModels([Endpoint(url, "silent")])
        with answering(writable, tmp_path / "threads", models) as opened:
            stop, pressed = Stop(), []

            def press() -> None:
                reached.wait(30)
                pressed.append(time.monotonic())
                stop.press()

            threading.Thread(target=press).start()
            found = list(opened.stream(RM, WHO, "t", stop=stop))
            ended = time.monotonic()
        assert found[-1].kind == "stopped"
        assert ended - pressed[0] < 5, "seconds; the model would have had thirty"
        outcomes = {dict(one.labels).get("outcome"): one for one in models.samples()}
        assert "called_off" in outcomes
        assert all(
            not one.value for one in models.samples() if one.name == "weiwo_llm_breaker_open"
        )
