"""The outbox for people: states and reasons, words and approval; their own messages alone."""

import pytest

from home.errors import NotFound, RefusedByPolicy
from prompts.messages import catalogue, knows
from tests.tools.bank import rm_of
from tests.tools.outreach.gateway import FakeGateway
from tests.tools.writing_desk import CHECKER, DOUBTFUL, reachable, written
from tools.access import Role, Scope
from tools.catalogue import call
from tools.outreach.queueing import Dispatch
from tools.outreach.watching import message, outbox, rule_said
from tools.outreach.worker import Worker
from tools.reviews import Item
from tools.toolbox import Toolbox


def test_what_became_of_a_message_is_told_with_its_approval(desk: Toolbox) -> None:
    (one,) = reachable(desk)
    manager = rm_of(one)
    text = written(desk, manager, DOUBTFUL, customer_id=one.customer_id)
    asked = call(desk, manager, "submit_text", {"text_id": text.text_id}, "s")
    assert isinstance(asked, Item)
    given = {"review_id": asked.review_id, "reason": "已核对评选文件", "evidence": "评2025-7号"}
    call(desk, CHECKER, "approve_text", given, "a")
    made = call(desk, manager, "queue_message", {"text_id": text.text_id, "campaign": "K1"}, "q")
    assert isinstance(made, Dispatch)
    (key,) = (item.key for item in made.items)
    assert outbox(desk, manager, "sent").lines == ()
    Worker(desk, {"sms": FakeGateway(["lost_untaken"])}, "w").run()
    found = message(desk, manager, key)
    assert found.line.name == one.name
    assert found.line.entry.state == "unknown"
    assert "网关没有回音" in found.line.why
    assert found.approval is not None
    assert found.approval.decided_by == str(CHECKER)
    assert [step.kind for step in found.steps] == [
        "outbox_queued",
        "outbox_sending",
        "outbox_unknown",
    ]
    assert not found.again
    settled = {"key": key, "reason": "网关日志没有", "outcome": "not_sent"}
    call(desk, manager, "settle_message", settled, "x")
    assert message(desk, manager, key).again
    assert outbox(desk, manager).counts == {"failed": 1}
    other = Scope(Role.MARKETER, "other")
    assert outbox(desk, other).lines == ()
    with pytest.raises(NotFound):
        message(desk, other, key)
    assert message(desk, CHECKER, key).text.body == text.body


def test_who_does_not_send_or_watch_sees_no_outbox(desk: Toolbox) -> None:
    for role in (Role.CUSTOMER, Role.ANALYST):
        scope = Scope(role, "x")
        with pytest.raises(RefusedByPolicy):
            outbox(desk, scope)
        with pytest.raises(RefusedByPolicy):
            message(desk, scope, "0" * 64)


def test_every_rule_that_holds_a_message_has_words() -> None:
    rules = {
        key.removeprefix(f"{group}.")
        for group in ("outreach", "policy", "contact")
        for key in catalogue()
        if key.startswith(f"{group}.")
    }
    said_otherwise = {"queued", "looked_at", "ok", "other", "suitable", "suitable_unrated"}
    notes = {"lifts", "lowers", "hours_answered", "hours_opened", "policy_note"}
    notes |= {"worn_out_by_nature"}  # the same rule in other words
    notes |= {"lately"}  # of contacts, no rule
    # Of a buyer who is judged, and of the answer to staff: nothing that a message waits for.
    notes |= {"assessment_lapsed", "ask_consent", "ask_limits"}
    worker = {"expired", "not_taken", "gateway_refused", "no_answer", "worker_lost", "settled"}
    for rule in (rules - said_otherwise - notes) | worker | {"by_hand"}:
        assert knows(f"outbox_rules.{rule}"), rule
    assert rule_said("") == ""
