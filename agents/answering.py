"""One question in, one delivered answer out: runs the graph for a thread and its owner."""

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver

from agents.context import TurnContext
from agents.graph import build_graph
from agents.llm import Deadline, TextModel
from agents.state import Answer, Memory, TurnState
from agents.understanding import MAX_QUESTION_CHARACTERS
from agents.understanding.second_reading import SecondReader
from home.errors import BadInput
from tools.access import Scope, verify
from tools.toolbox import Toolbox

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
    """

    kind: Literal["progress", "sentence", "text", "answer"]
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

    def ask(self, scope: Scope, question: str, thread: str | None = None) -> Answer:
        """Answer ``question`` for ``scope``, in ``thread`` or a new one.

        Raises:
            BadInput: the question is empty or too long.
            NotFound: the asker is not in the mart.
        """
        *_, last = self._run(scope, question, thread, streams=False)
        assert last.answer is not None
        return last.answer

    def stream(
        self, scope: Scope, question: str, thread: str | None = None
    ) -> Iterator[AnswerEvent]:
        """The same, as it comes about: progress, a text model's opening sentence by checked
        sentence, then the checked blocks, then the whole answer.
        """
        yield from self._run(scope, question, thread, streams=True)

    def _run(
        self, scope: Scope, question: str, thread: str | None, *, streams: bool
    ) -> Iterator[AnswerEvent]:
        question = _validated(question)
        verify(scope, self.toolbox.store)
        thread = thread or uuid.uuid4().hex[:12]
        # A thread belongs to its owner: another asker's thread of that name is another thread.
        config = {"configurable": {"thread_id": f"{scope}|{thread}"}}
        started = time.perf_counter()
        context = TurnContext(
            scope=scope,
            toolbox=self.toolbox,
            thread=thread,
            llm=self.llm,
            reader=self.reader,
            deadline=Deadline.after(self.patience),
            streams=streams,
        )
        timings: dict[str, float] = {}
        answer: Answer | None = None
        since = started
        said = ""
        for mode, update in self._graph.stream(
            self._fresh(config, question),
            RunnableConfig(configurable=config["configurable"]),
            context=context,
            stream_mode=["updates", "custom"],
            durability="sync",
        ):
            if mode == "custom":
                said += str(update)
                yield AnswerEvent("sentence", str(update))
                continue
            assert isinstance(update, dict)
            for node, changes in update.items():
                now = time.perf_counter()
                timings[node] = timings.get(node, 0.0) + (now - since) * 1000
                since = now
                answer = (changes or {}).get("answer") or answer
                if node in PROGRESS:
                    yield AnswerEvent("progress", PROGRESS[node])
        assert answer is not None, "the graph must end with an answer"
        total = (time.perf_counter() - started) * 1000
        rounded = {node: round(ms, 1) for node, ms in timings.items()}
        answer = replace(answer, thread=thread, timing_ms={**rounded, "total": round(total, 1)})
        yield from _rest(answer.answer, said)
        yield AnswerEvent("answer", answer=answer)

    def _fresh(self, config: dict[str, dict[str, str]], question: str) -> TurnState:
        """The turn's first state: the thread's memory stays, all else begins anew."""
        turn = 0
        memory = Memory()
        if self._graph.checkpointer is not None:
            values = self._graph.get_state(config).values  # type: ignore[arg-type]
            turn = values.get("turn", 0)
            memory = values.get("memory", memory)
        return TurnState(
            question=question,
            turn=turn + 1,
            memory=memory,
            reread=(),
            decisions=(),
            passages=(),
            briefs=(),
            judged=(),
            feedback=(),
            attempts=0,
            released=(),
            writer="llm" if self.llm else "template",
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
