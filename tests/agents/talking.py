"""Conversations over the demo home for tests: an asker's thread, and a scripted text model."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from agents.answering import Answer, Answering
from agents.composition.llm_writer import WrittenReply, WrittenSentence
from agents.llm import Deadline, LlmError, Reply, TextModel, Usage
from agents.threads import open_threads
from prompts.catalogue import Prompt
from tools.access import Scope, parse
from tools.toolbox import Toolbox


@dataclass
class Scripted:
    """A text model (``agents.llm.TextModel``) that says what the test wrote for it, in turn.

    Each entry is what to say, an error to raise, or a function of the messages; the last entry is
    said again and again.
    """

    replies: Sequence[str | LlmError | Callable[[str], str]]
    asked: list[str] = field(default_factory=list)
    name: str = "scripted"

    def reply(
        self,
        messages: Sequence[tuple[str, str]],
        shape: type[Reply],
        *,
        deadline: Deadline | None = None,
        prompt: Prompt | None = None,
        heard: Callable[[str], bool] | None = None,
    ) -> tuple[Reply, Usage]:
        asked = messages[-1][1]
        said = self.replies[min(len(self.asked), len(self.replies) - 1)]
        self.asked.append(asked)
        if isinstance(said, LlmError):
            raise said
        text = said if isinstance(said, str) else said(asked)
        assert shape is WrittenReply
        sentences = [WrittenSentence(text=one + "。", facts=[]) for one in text.split("。") if one]
        return shape.model_validate({"sentences": sentences}), Usage(1, 1, 0.0)


@contextmanager
def answering(toolbox: Toolbox, home: Path, llm: TextModel | None = None) -> Iterator[Answering]:
    """The graph over ``toolbox``, with threads kept in ``home``."""
    with open_threads(home) as threads:
        yield Answering(toolbox, threads, llm)


@dataclass
class Talk:
    """One asker in one thread."""

    answering: Answering
    scope: Scope
    thread: str = "t"

    @classmethod
    def of(cls, answering: Answering, who: str, thread: str = "t") -> "Talk":
        """A conversation of ``ROLE:ID``."""
        return cls(answering, parse(who), thread)

    def ask(self, question: str) -> Answer:
        """Ask, and get the whole answer."""
        return self.answering.ask(self.scope, question, self.thread)
