"""The brief: everything that an answer may say, before a word of it is written.

A writer gets a brief and nothing else. Each figure, date and name in the words must be one of its
facts or stand in one of its passages.
"""

from dataclasses import dataclass, field
from typing import Literal

from tools.facts import Fact

Origin = Literal["template", "llm", "required"]


@dataclass(frozen=True)
class Passage:
    """A quotable piece of a document. ``span`` is in the document's own text."""

    document: str
    title: str
    source: str
    published: str | None
    text: str
    span: tuple[int, int]


@dataclass(frozen=True)
class Brief:
    """What to word, for whom, from which facts.

    Args:
        purpose: the answer template's name, for example ``find_prospects``.
        audience: the asker's role.
        results: the tools' typed results, by the name that the template uses.
        facts: every figure, date and name of the results.
        passages: the evidence that was retrieved for what was decided.
        message: for a text to send, what the copywriter made it from; None for an answer.
        seed: chooses among phrases; the same brief gives the same words.
    """

    purpose: str
    audience: str
    question: str
    results: dict[str, object]
    facts: tuple[Fact, ...]
    passages: tuple[Passage, ...] = ()
    seed: int = 0


@dataclass(frozen=True)
class Block:
    """A piece of an answer that is checked and shown as one.

    ``kind``: lead (opening sentences), body (lists, tables, figures), message (a text to send:
    checked as a whole message), closing (next step), note (about the answer itself).
    """

    kind: Literal["lead", "body", "message", "closing", "note"]
    text: str
    origin: Origin = "template"
    channel: str | None = None
    title: str | None = None


@dataclass(frozen=True)
class Rejected:
    """A sentence that the checks sent back, and why."""

    text: str
    reasons: tuple[str, ...]
    origin: Origin


@dataclass(frozen=True)
class Draft:
    """A worded answer."""

    blocks: tuple[Block, ...]
    engine: Literal["template", "llm"] = "template"
    rejected: tuple[Rejected, ...] = field(default=())

    @property
    def text(self) -> str:
        """The whole answer as it is read."""
        return "\n\n".join(block.text for block in self.blocks if block.text)
