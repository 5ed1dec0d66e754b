"""Which thread a chat client's conversation belongs to, when the client does not say.

Such a client sends the whole conversation with every question and no name for it. The messages
before the last question are its name: after each answer the thread is kept under what the client
will send before its next question. Two conversations that are alike so far wait there together,
and each goes on with one of the threads, which are alike as well.
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


@dataclass
class _Place:
    waiting: deque[str] = field(default_factory=lambda: deque(maxlen=_ALIKE))
    last: str = ""


class Conversations:
    """Remembers in this process. After a restart, or in another worker, a conversation goes on
    in a thread named by a hash of its first question, without the memory of earlier turns;
    ``metadata.thread`` or ``X-Thread-Id`` makes a client independent of that.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._places: OrderedDict[str, _Place] = OrderedDict()
        self._lock = threading.Lock()

    def thread_for(self, owner: str, before: Sequence[Turn]) -> str:
        """The thread of the conversation whose messages so far are ``before``, for its owner."""
        if not before:
            return uuid.uuid4().hex
        with self._lock:
            place = self._places.get(_name(owner, before))
            if place is None:
                return _name(owner, before[:1])[:32]
            if place.waiting:
                place.last = place.waiting.pop()  # the latest is most likely this one
            return place.last

    def answered(
        self, owner: str, before: Sequence[Turn], question: str, answer: str, thread: str
    ) -> None:
        """Keep the thread under the conversation as it stands after this answer."""
        name = _name(owner, [*before, ("user", question), ("assistant", answer)])
        with self._lock:
            place = self._places.setdefault(name, _Place())
            place.waiting.append(thread)
            place.last = thread
            self._places.move_to_end(name)
            while len(self._places) > self._most:
                self._places.popitem(last=False)


def _name(owner: str, turns: Sequence[Turn]) -> str:
    # Clients trim what they show; blanks at the ends are no difference.
    said = [(role, text.strip()) for role, text in turns if role in {"user", "assistant"}]
    return hashlib.sha256(json.dumps([owner, said], ensure_ascii=False).encode()).hexdigest()
