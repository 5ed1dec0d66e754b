"""Ask a text model to read again, and take of its reading what the question bears out."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from agents.guardrails import screen
from agents.llm import Call, Deadline, LlmError, TextModel
from agents.understanding.reading import Reading
from agents.understanding.result import Topic, Understanding
from agents.understanding.second_reading.disagreement import Disagreement
from agents.understanding.second_reading.evidence import Dropped, stated_slots
from agents.understanding.second_reading.memo import Memo
from agents.understanding.second_reading.reply import SecondReply
from agents.understanding.second_reading.veiling import Veiled, veil
from agents.understanding.second_reading.weighing import weighed
from agents.understanding.sufficiency import missing_slots
from agents.understanding.understanding import UNCLEAR, Interpreted, understood_as
from prompts.catalogue import load

NODE = "understand_question"
_OFF_TOPIC = frozenset({"opt_out", "human_handoff", "out_of_scope", "refuse"})
_WHO = {"customer": "客户", "staff": "银行员工", "unknown": "不详"}
_REMEMBERED = 1024


@dataclass(frozen=True)
class ReadAgain:
    """A second reading: what was understood, the call for the trace, where the two differ;
    ``said`` is the intent that the model gave, where it gave any.
    """

    understanding: Understanding
    call: Call | None = None
    disagreement: Disagreement | None = None
    said: str | None = None


class SecondReader:
    """Reads again what the fast path is unsure of; safe to use from several threads.

    Args:
        model: the text model.
        accuracy: the share of such questions whose intent it gets right: how much its word counts
            beside the fast path's probabilities. Unmeasured, little is assumed: twice what chance
            would get right (docs/decisions/0025-text-models.md).
        timeout: seconds that one reading may take, within the turn's deadline.
        size: how many replies are kept.
    """

    def __init__(
        self,
        model: TextModel,
        *,
        accuracy: float = 0.1,
        timeout: float = 8.0,
        size: int = _REMEMBERED,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._model = model
        self._accuracy = accuracy
        self._timeout = timeout
        self._memo = Memo(size)
        self._clock = clock

    def read(
        self, found: Interpreted, persona: str | None, deadline: Deadline | None = None
    ) -> ReadAgain:
        """The question read again where the fast path is unsure; else, or where the model has no
        usable reply in time, what the fast path understood.

        What ``screen`` does not let in is not sent to the model, whoever calls this.
        """
        fast = found.understanding
        if fast.route == "fast" or not _let_in(found.turns[-1], persona):
            return ReadAgain(fast)
        turns = tuple(turn for turn in found.turns[:-1] if _let_in(turn, persona))
        veiled = veil((*turns, found.turns[-1]))
        prompt = load("understand_question")
        key = Memo.key((self._model.name, prompt.hash, found.turns[-1].side, *veiled.texts))
        reply, call = self._memo.get(key), None
        if reply is not None:
            call = Call.cached(NODE, prompt, self._model.name)
        else:
            reply, call = self._ask(veiled, found.turns[-1].side, deadline)
            if reply is None:
                return ReadAgain(fast, call)
            self._memo.put(key, reply)
        understanding, dropped = self._taken(found, reply, veiled)
        differs = None
        if reply.intent != fast.intent or dropped:
            differs = Disagreement(
                text=found.turns[-1].entities.masked(),
                role=found.turns[-1].side,
                fast=fast.intent,
                fast_confidence=fast.confidence,
                model=str(reply.intent),
                taken=understanding.intent,
                confidence=understanding.confidence,
                dropped=dropped,
                by=self._model.name,
                prompt=prompt.hash,
            )
        return ReadAgain(understanding, call, differs, str(reply.intent))

    def _ask(
        self, veiled: Veiled, side: str, deadline: Deadline | None
    ) -> tuple[SecondReply | None, Call]:
        prompt = load("understand_question")
        messages = prompt.messages(
            who=_WHO[side], earlier=veiled.texts[:-1], question=veiled.texts[-1]
        )
        started = self._clock()
        until = (deadline or Deadline.after(self._timeout, self._clock)).within(self._timeout)
        try:
            reply, usage = self._model.reply(messages, SecondReply, deadline=until, prompt=prompt)
        except LlmError as error:
            return None, Call.failed(NODE, prompt, error, self._clock() - started)
        return reply, Call.ok(NODE, prompt, usage)

    def _taken(
        self, found: Interpreted, reply: SecondReply, veiled: Veiled
    ) -> tuple[Understanding, tuple[Dropped, ...]]:
        """What of the reply stands beside what the fast path found."""
        last = found.turns[-1]
        shares = weighed(last.probabilities, str(reply.intent), self._accuracy)
        taken = understood_as(found.turns, shares)
        said = [
            slot.model_copy(update={"value": veiled.unveiled(slot.value)}) for slot in reply.slots
        ]
        added: dict[str, str | int | float | bool] = {}
        dropped: tuple[Dropped, ...] = ()
        if taken.intent == reply.intent:  # slots of another intent than the one that is taken
            added, dropped = stated_slots(said, last, taken.slots)
        slots = {**taken.slots, **added}
        missing = missing_slots(taken.intent, slots, last.side, last.entities.text)
        unsure = bool(missing) or taken.confidence < UNCLEAR
        return (
            replace(
                taken,
                slots=slots,
                topics=taken.topics or _topics(reply, taken.intent, last.side),
                missing=missing,
                route="clarify" if unsure else "llm",
            ),
            dropped,
        )


def _topics(reply: SecondReply, intent: str, side: str) -> tuple[Topic, ...]:
    """The model's topics, where the fast path found none and a customer may have asked."""
    if side == "staff" or intent in _OFF_TOPIC:
        return ()
    pairs = dict.fromkeys((str(one.scene), str(one.ask)) for one in reply.topics)
    return tuple(Topic(scene, ask) for scene, ask in pairs)


def _let_in(turn: Reading, persona: str | None) -> bool:
    return screen(turn.text, persona).action == "allow"
