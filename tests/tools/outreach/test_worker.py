"""The worker: once, whatever answers are lost and whenever it dies."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from tests.conftest import Watch
from tests.tools.bank import Customer, rm_of
from tests.tools.outreach.gateway import FakeGateway, Killed, Mood
from tests.tools.writing_desk import CLEAN, MARKETER, reachable, written
from tools.access import parse
from tools.catalogue import call
from tools.consents import OptOut, opt_out
from tools.ledger import Ledger
from tools.ledger.outbox import Entry
from tools.ledger.writing import Writing
from tools.outreach.queueing import Dispatch, SendRequest, queue_message
from tools.outreach.worker import Limits, Tally, Worker
from tools.toolbox import Toolbox

LIMITS = Limits()


def queued(desk: Toolbox, people: "list[Customer]", campaign: str = "K") -> Dispatch:
    text = written(desk, MARKETER)
    to = [one.customer_id for one in people]
    return queue_message(
        desk, MARKETER, SendRequest(text_id=text.text_id, recipients=to, campaign=campaign)
    )


def worker(desk: Toolbox, gateway: FakeGateway, wall: Watch, name: str = "w1") -> Worker:
    return Worker(desk, {"sms": gateway}, name, wall)


def one_entry(desk: Toolbox) -> Entry:
    (entry,) = desk.ledger.outbox.list()
    return entry


@pytest.fixture
def wall() -> Watch:
    return Watch(datetime.fromisoformat("2027-01-04T09:00:00+00:00"))


def test_a_message_is_sent_once_with_its_record_before_it(desk: Toolbox, wall: Watch) -> None:
    people = reachable(desk, count=2)
    done = queued(desk, people)
    assert [item.state for item in done.items] == ["pending", "pending"]
    gateway = FakeGateway()
    assert worker(desk, gateway, wall).run() == Tally(sent=2)
    assert worker(desk, gateway, wall, "w2").run() == Tally()
    assert set(gateway.taken.values()) == {1}
    kinds = [record.kind for record in desk.ledger.records()][1:]
    assert kinds == ["outbox_queued"] * 2 + ["outbox_sending", "outbox_sent"] * 2
    for message in gateway.bodies.values():
        before = next(r for r in desk.ledger.records() if r.seq == message.record[0])
        assert (before.kind, before.hash) == ("outbox_sending", message.record[1])
        assert message.body == CLEAN
    assert desk.ledger.verify().ok


def test_asking_again_makes_no_second_message_but_another_occasion_does(
    desk: Toolbox, wall: Watch
) -> None:
    people = reachable(desk)
    gateway = FakeGateway()
    for _ in range(2):
        queued(desk, people)
        worker(desk, gateway, wall).run()
    assert sum(gateway.taken.values()) == 1
    queued(desk, people, "K2")
    worker(desk, gateway, wall).run()
    assert sum(gateway.taken.values()) == 2


@pytest.mark.parametrize("mood", ["lost", "broken", "lost_untaken"])
def test_a_lost_answer_is_settled_with_the_gateway(desk: Toolbox, wall: Watch, mood: Mood) -> None:
    queued(desk, reachable(desk))
    gateway = FakeGateway([mood])
    first = worker(desk, gateway, wall)
    assert first.run() == Tally(unknown=1)
    assert one_entry(desk).state == "unknown"
    if mood == "lost_untaken":
        assert first.run() == Tally()  # "absent" is not believed yet: it may still arrive
        wall.pass_by(LIMITS.lease + LIMITS.settle)
        assert first.run() == Tally(retried=1)
        wall.pass_by(LIMITS.rest * 2)
    assert first.run() == Tally(sent=1)
    assert one_entry(desk).state == "sent"
    assert sum(gateway.taken.values()) == 1


def test_a_gateway_that_cannot_be_asked_leaves_it_to_a_person(desk: Toolbox, wall: Watch) -> None:
    queued(desk, reachable(desk))
    gateway = FakeGateway(["lost"], speaks=False)
    worker(desk, gateway, wall).run()
    wall.pass_by(timedelta(days=2))
    assert worker(desk, gateway, wall).run() == Tally()
    key = one_entry(desk).key
    given = {"key": key[:8], "outcome": "not_sent", "reason": "网关日志里没有"}
    call(desk, parse("operator:o"), "settle_message", given, key="k")
    assert one_entry(desk).state == "failed"
    assert worker(desk, gateway, wall).run() == Tally()
    assert sum(gateway.taken.values()) == 1


def test_a_busy_gateway_is_tried_again_with_rests_then_given_up(desk: Toolbox, wall: Watch) -> None:
    queued(desk, reachable(desk))
    gateway = FakeGateway(["busy"] * LIMITS.attempts)
    for attempt in range(1, LIMITS.attempts):
        assert worker(desk, gateway, wall).run() == Tally(retried=1)
        assert worker(desk, gateway, wall).run() == Tally()
        wall.pass_by(LIMITS.rest * 2 ** (attempt - 1))
    assert worker(desk, gateway, wall).run() == Tally(failed=1)
    assert one_entry(desk).rule == "not_taken"
    assert not gateway.taken


def test_a_refused_message_has_failed(desk: Toolbox, wall: Watch) -> None:
    queued(desk, reachable(desk))
    assert worker(desk, FakeGateway(["no"]), wall).run() == Tally(failed=1)


def test_a_refusal_after_queueing_stops_the_message(desk: Toolbox, wall: Watch) -> None:
    (one,) = reachable(desk)
    queued(desk, [one])
    opt_out(desk, rm_of(one), OptOut(customer_id=one.customer_id), key="k")
    gateway = FakeGateway()
    assert worker(desk, gateway, wall).run() == Tally(cancelled=1)
    assert (one_entry(desk).state, one_entry(desk).rule) == ("cancelled", "refused")
    assert not gateway.taken


def test_quiet_hours_hold_a_message_until_they_end_and_a_week_ends_it(
    desk: Toolbox, watch: Watch, wall: Watch
) -> None:
    people = reachable(desk)
    queued(desk, people)
    watch.pass_by(timedelta(hours=4))  # 21:00
    gateway = FakeGateway()
    assert worker(desk, gateway, wall).run() == Tally(held=1)
    entry = one_entry(desk)
    assert (entry.state, entry.rule) == ("pending", "quiet_hours")
    assert worker(desk, gateway, wall).run() == Tally()
    queued(desk, people, "late")
    watch.moment = entry.not_before
    assert worker(desk, gateway, wall).run() == Tally(sent=2)
    queued(desk, people, "stale")
    watch.pass_by(timedelta(days=7))
    assert worker(desk, gateway, wall).run() == Tally(cancelled=1)
    assert sum(gateway.taken.values()) == 2


def test_the_month_s_cap_holds_across_messages_in_one_run(desk: Toolbox, wall: Watch) -> None:
    (one,) = reachable(desk)
    for number in range(12):
        queued(desk, [one], f"K{number}")
    gateway = FakeGateway()
    tally = worker(desk, gateway, wall).run()
    before = call(desk, rm_of(one), "contact_permission", {"customer_id": one.customer_id})
    assert tally.sent + tally.held == 12
    assert tally.held > 0
    assert before.contacts_30d == 8  # type: ignore[attr-defined]


def test_what_is_cancelled_is_never_sent(desk: Toolbox, wall: Watch) -> None:
    queued(desk, reachable(desk))
    given = {"key": one_entry(desk).key, "reason": "写错了"}
    call(desk, MARKETER, "cancel_message", given, key="k")
    gateway = FakeGateway()
    assert worker(desk, gateway, wall).run() == Tally()
    queued(desk, reachable(desk))
    assert worker(desk, gateway, wall).run() == Tally()
    assert not gateway.taken


def dying(ledger: Ledger, at: int, *, committed: bool, patch: pytest.MonkeyPatch) -> None:
    """Let the ``at``-th transaction be the last one: killed before, or after, its commit."""
    real = Ledger.writing
    count = 0

    @contextmanager
    def writing(self: Ledger) -> Iterator[Writing]:
        nonlocal count
        count += 1
        if count > at:
            raise Killed
        with real(self) as found:
            yield found
            if count == at and not committed:
                raise Killed
        if count == at:
            raise Killed

    patch.setattr(Ledger, "writing", writing)


@pytest.mark.parametrize("mood", ["fine", "lost", "lost_untaken", "busy", "killed", "killed_after"])
def test_a_kill_at_any_change_of_state_neither_loses_nor_doubles(
    desk: Toolbox, wall: Watch, monkeypatch: pytest.MonkeyPatch, mood: Mood
) -> None:
    people = iter(reachable(desk, count=12))
    for at, committed in itertools.product((1, 2, 3), (True, False)):
        done = queued(desk, [next(people), next(people)])
        gateway = FakeGateway([mood])
        with monkeypatch.context() as patch:
            dying(desk.ledger, at, committed=committed, patch=patch)
            with pytest.raises(Killed):
                for _ in range(3):
                    worker(desk, gateway, wall).run()
                    wall.pass_by(LIMITS.lease + LIMITS.settle + timedelta(minutes=1))
        gateway.moods.clear()
        for _ in range(6):
            worker(desk, gateway, wall, "w2").run()
            wall.pass_by(LIMITS.lease + LIMITS.settle + timedelta(minutes=1))
        keys = [item.key for item in done.items]
        found = [desk.ledger.outbox.find(key) for key in keys]
        assert [entry.state for entry in found if entry] == ["sent", "sent"]
        assert [gateway.taken[key] for key in keys] == [1, 1]
    assert desk.ledger.verify().ok


def test_a_late_answer_against_what_a_person_said_is_not_lost(desk: Toolbox, wall: Watch) -> None:
    queued(desk, reachable(desk))

    class Slow(FakeGateway):
        def send(self, message: object) -> str:
            wall.pass_by(LIMITS.lease)
            worker(desk, FakeGateway(speaks=False), wall, "w2").run()
            given = {"key": one_entry(desk).key, "outcome": "not_sent", "reason": "没有收到"}
            call(desk, MARKETER, "settle_message", given, key="k")
            return super().send(message)  # type: ignore[arg-type]

    worker(desk, Slow(), wall).run()
    assert one_entry(desk).state == "failed"
    assert len(list(desk.ledger.records("outbox_contradicted"))) == 1
