"""Which thread a chat client's conversation belongs to, when the client does not say.

Such a client sends the whole conversation with every question and no name for it. The messages
before the last question are its name: after each answer the thread and its turn are kept under what
the client will send before its next question. Two conversations that are alike so far wait there
together, and each goes on with one of the threads, which are alike as well. A client that sends a
question again, changed, sends what came before it: the thread goes on from there.
"""

import hashlib
import json
import threading
import uuid
from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field

Turn = tuple[str, str]
"""Role and text of one message."""

MOST = 20_000  # conversations remembered by one process
_ALIKE = 50  # threads kept under one name


@dataclass(frozen=True)
class Place:
    """Where a question comes: its thread, and the turn that it comes after (None: the last)."""

    thread: str
    after: int | None = None


@dataclass
class _Named:
    waiting: deque[Place] = field(default_factory=lambda: deque(maxlen=_ALIKE))
    last: Place = Place("")


class Conversations:
    """Remembers in this process. After a restart, or in another worker, a conversation goes on
    in a thread named by a hash of its first question, without the memory of earlier turns;
    ``metadata.thread`` or ``X-Thread-Id`` makes a client independent of that.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._places: OrderedDict[str, _Named] = OrderedDict()
        self._lock = threading.Lock()

    def place_of(self, owner: str, before: Sequence[Turn]) -> Place:
        """Where the conversation whose messages so far are ``before`` goes on, for its owner."""
        if not before:
            return Place(uuid.uuid4().hex)
        with self._lock:
            named = self._places.get(_name(owner, before))
            if named is None:
                return Place(_name(owner, before[:1])[:32])
            if named.waiting:
                named.last = named.waiting.pop()  # the latest is most likely this one
            return named.last

    def answered(
        self, owner: str, before: Sequence[Turn], question: str, answer: str, place: Place
    ) -> None:
        """Keep the thread and this answer's turn under the conversation as it stands now."""
        name = _name(owner, [*before, ("user", question), ("assistant", answer)])
        with self._lock:
            named = self._places.setdefault(name, _Named())
            named.waiting.append(place)
            named.last = place
            self._places.move_to_end(name)
            while len(self._places) > self._most:
                self._places.popitem(last=False)


def _name(owner: str, turns: Sequence[Turn]) -> str:
    # Clients trim what they show; blanks at the ends are no difference.
    said = [(role, text.strip()) for role, text in turns if role in {"user", "assistant"}]
    return hashlib.sha256(json.dumps([owner, said], ensure_ascii=False).encode()).hexdigest()
