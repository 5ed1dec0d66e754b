"""One question in, one delivered answer out: runs the graph for a thread and its owner."""

import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver

from agents.context import TurnContext
from agents.graph import build_graph
from agents.llm import Deadline, TextModel
from agents.recording import stopped_record
from agents.state import Answer, Decision, Memory, TurnState
from agents.stopping import Stop, has_acted
from agents.understanding import MAX_QUESTION_CHARACTERS
from agents.understanding.second_reading import SecondReader
from home.errors import BadInput
from tools.access import Scope, verify
from tools.toolbox import Toolbox
from tools.tracing import begun, ended

__all__ = ["Answer", "AnswerEvent", "Answering"]

PROGRESS = {
    "screen_request": "正在理解您的问题",
    "understand_question": "正在请决策模型判断",
    "make_decision": "正在查找依据",
    "gather_evidence": "正在组织回答",
    "compose_answer": "正在核对每一个数字和每一条规则",
    "check_answer": "即将完成",
}
"""What a reader is told while the step after this node runs."""


@dataclass(frozen=True)
class AnswerEvent:
    """One step of a streamed answer: where it stands, a checked block of text, or the whole.

    A ``sentence`` goes on with what was said last, without a break; a ``text`` begins a paragraph.
    ``stopped`` is the last of a turn that was stopped: what was said before it is no answer.
    """

    kind: Literal["progress", "sentence", "text", "answer", "stopped"]
    text: str = ""
    answer: Answer | None = None


class Answering:
    """Answers questions over one home; safe to use from several threads.

    Args:
        toolbox: the facts and decisions.
        threads: keeps the conversations.
        llm: words answers where there is one; None means templates.
        reader: reads again what the fast path is unsure of; None leaves it at that.
        patience: seconds that a turn may spend on text models, all calls together.
    """

    def __init__(
        self,
        toolbox: Toolbox,
        threads: BaseCheckpointSaver[str] | None = None,
        llm: TextModel | None = None,
        reader: SecondReader | None = None,
        patience: float = 40.0,
    ) -> None:
        self.toolbox = toolbox
        self.llm = llm
        self.reader = reader
        self.patience = patience
        self._graph = build_graph(threads)

    def ask(
        self, scope: Scope, question: str, thread: str | None = None, *, after: int | None = None
    ) -> Answer:
        """Answer ``question`` for ``scope``, in ``thread`` or a new one.

        Args:
            after: the turn (``Answer.trace["turn"]``) that the question comes after, 0 for the
                thread's beginning; by default its last. What came later, and is asked anew now,
                is no context.

        Raises:
            BadInput: the question is empty or too long, or the thread has no such turn.
            NotFound: the asker is not in the mart.
        """
        with self.toolbox.pinned():
            *_, last = self._run(scope, question, thread, after=after)
        assert last.answer is not None
        return last.answer

    def stream(
        self,
        scope: Scope,
        question: str,
        thread: str | None = None,
        *,
        after: int | None = None,
        stop: Stop | None = None,
    ) -> Iterator[AnswerEvent]:
        """The same, as it comes about: progress, a text model's opening sentence by checked
        sentence, then the checked blocks, then the whole answer.

        Once ``stop`` is pressed the turn ends at its next step, with ``stopped`` for its last
        event: the thread does not remember it, the audit chain does. A turn that has written
        something is answered to its end.
        """
        yield from self._run(
            scope, question, thread, after=after, stop=stop or Stop(), streams=True
        )

    def _run(
        self,
        scope: Scope,
        question: str,
        thread: str | None,
        *,
        after: int | None,
        stop: Stop | None = None,
        streams: bool = False,
    ) -> Iterator[AnswerEvent]:
        question = _validated(question)
        verify(scope, self.toolbox.store)
        stop = stop or Stop()
        engine: Literal["llm", "template"] = "llm" if self.llm else "template"
        span, within = begun("turn", {"weiwo.role": str(scope.role), "weiwo.engine": engine})
        context = TurnContext(
            scope=scope,
            toolbox=self.toolbox,
            thread=thread or uuid.uuid4().hex[:12],
            llm=self.llm,
            reader=self.reader,
            deadline=Deadline.after(self.patience, stop.clock),
            streams=streams,
            span=within,
        )
        come = _Come()
        config, before, turn = self._place(context, after)
        steps = self._graph.stream(
            _fresh(question, turn, before, engine),
            config,
            context=context,
            # To hear a text model's sentences takes a thread for each node, and one that waits.
            stream_mode=["updates", "custom"] if streams and self.llm else ["updates"],
            durability="exit",
        )
        # A generator, which its type does not say.
        with ended(span), closing(steps):  # type: ignore[type-var]
            for mode, update in steps:
                yield from come.heard(str(update)) if mode == "custom" else come.stepped(update)
                if stop.pressed and come.answer is None and not has_acted(come.decisions):
                    record = stopped_record(context, turn, question, come.said)
                    self.toolbox.ledger.append("stopped", record)
                    yield AnswerEvent("stopped")
                    return
        answer = come.whole(context.thread)
        yield from _rest(answer.answer, come.said)
        yield AnswerEvent("answer", answer=answer)

    def _place(self, context: TurnContext, after: int | None) -> tuple[RunnableConfig, Memory, int]:
        """Where in its thread a question comes: the checkpoint that it goes on from, what is
        remembered there, and the turn's number. Numbers are never used again, for the effects of a
        turn that was asked anew keep theirs.

        Raises:
            BadInput: the thread has no turn ``after``.
        """
        # A thread belongs to its owner: another asker's thread of that name is another thread.
        name = f"{context.scope}|{context.thread}"
        config = RunnableConfig(configurable={"thread_id": name})
        if self._graph.checkpointer is None:
            return config, Memory(), 1
        last = self._graph.get_state(config)
        turn = last.values.get("turn", 0)
        if after is None or (after == turn and not last.next):
            return config, last.values.get("memory", Memory()), turn + 1
        if after == 0:
            return config, Memory(), turn + 1
        for state in self._graph.get_state_history(config):
            if state.values.get("turn") == after and not state.next:
                return state.config, state.values["memory"], turn + 1
        raise BadInput(f"after must be an answered turn of the thread, got {after}")


@dataclass
class _Come:
    """How far a turn has come: what was said and decided, and how long each node took."""

    started: float = field(default_factory=time.perf_counter)
    timings: dict[str, float] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    answer: Answer | None = None
    said: str = ""

    def heard(self, sentence: str) -> Iterator[AnswerEvent]:
        """A checked sentence of a text model."""
        self.said += sentence
        yield AnswerEvent("sentence", sentence)

    def stepped(self, update: Any) -> Iterator[AnswerEvent]:
        """A node's changes, by its name."""
        for node, changes in update.items():
            spent = (time.perf_counter() - self.started) * 1000 - sum(self.timings.values())
            self.timings[node] = self.timings.get(node, 0.0) + spent
            self.answer = (changes or {}).get("answer") or self.answer
            self.decisions = (changes or {}).get("decisions") or self.decisions
            if node in PROGRESS:
                yield AnswerEvent("progress", PROGRESS[node])

    def whole(self, thread: str) -> Answer:
        """The answer, with its thread and times."""
        assert self.answer is not None, "the graph must end with an answer"
        total = (time.perf_counter() - self.started) * 1000
        rounded = {node: round(ms, 1) for node, ms in self.timings.items()}
        return replace(self.answer, thread=thread, timing_ms={**rounded, "total": round(total, 1)})


def _fresh(
    question: str, turn: int, memory: Memory, writer: Literal["llm", "template"]
) -> TurnState:
    """The turn's first state: the thread's memory stays, all else begins anew."""
    return TurnState(
        question=question,
        turn=turn,
        memory=memory,
        understanding=None,
        reread=(),
        decisions=(),
        passages=(),
        briefs=(),
        judged=(),
        feedback=(),
        attempts=0,
        released=(),
        writer=writer,
        answer=None,
    )


def _validated(question: str) -> str:
    stripped = question.strip()
    if not stripped:
        raise BadInput("the question must not be empty, got only blanks")
    if any("\ud800" <= character <= "\udfff" for character in stripped):
        raise BadInput("the question must be text in UTF-8, got bytes that are not")
    if len(stripped) > MAX_QUESTION_CHARACTERS:
        raise BadInput(
            f"the question must have at most {MAX_QUESTION_CHARACTERS} characters, "
            f"got {len(stripped)}"
        )
    return stripped


def _rest(answer: str, said: str) -> Iterator[AnswerEvent]:
    """What of a whole answer the reader has not had yet; all of it where it begins otherwise."""
    if said and answer.startswith(said):
        first, *blocks = answer[len(said) :].split("\n\n")
        if first:
            yield AnswerEvent("sentence", first)
    else:
        blocks = answer.split("\n\n")
    for block in blocks:
        yield AnswerEvent("text", block)
