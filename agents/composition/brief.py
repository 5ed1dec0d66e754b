"""The brief: everything that an answer may say, before a word of it is written.

A writer gets a brief and nothing else. Each figure, date and name in the words must be one of its
facts or stand in one of its passages.
"""

from dataclasses import dataclass, field
from typing import Literal

from agents.guardrails.context import CheckContext
from agents.llm import Call
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
        results: the tools' typed results, by tool.
        facts: every figure, date and name of the results.
        passages: the evidence that was retrieved for what was decided.
        context: what the rules look at beside a text to send: customer, product, consent.
        say: the sentence of an outcome that is no answer.
        refused: a rule forbids the text that was asked for.
        aspect: what of a customer or a holding is asked about.
        quoted: words of others that the answer repeats to judge them.
    """

    purpose: str
    audience: str
    question: str
    results: dict[str, object]
    facts: tuple[Fact, ...]
    passages: tuple[Passage, ...] = ()
    context: CheckContext = field(default_factory=CheckContext)
    say: str = ""
    quoted: tuple[str, ...] = ()
    refused: bool = False
    aspect: str = ""


@dataclass(frozen=True)
class Block:
    """A piece of an answer that is checked and shown as one.

    ``kind``: lead (opening sentences), body (lists, tables, figures), message (a text to send:
    checked as a whole message), closing (next step). ``brief`` is the number of the brief that it
    words; ``fixed`` is the part of a message that stays the template's (required sentence, sender,
    opt-out, label), behind what a text model may word; ``instead`` is what the template said
    where a text model's words took its place; ``outbound`` marks words that staff are to say to a
    customer, which every rule judges, as it does a message; ``held`` is the message that the check
    withheld, which a person may release; ``heard`` are the text model's sentences at its beginning
    that the reader has had already, before the template's words took over.
    """

    kind: Literal["lead", "body", "message", "closing"]
    text: str
    brief: int = 0
    fixed: str = ""
    withheld: bool = False
    origin: Origin = "template"
    instead: str = ""
    outbound: bool = False
    channel: str | None = None
    title: str | None = None
    held: str = ""
    heard: str = ""

    @property
    def shown(self) -> str:
        """The block as it is read: a message under its title, where the channel has one."""
        if self.title is None or self.withheld:
            return self.text
        marked = self.title if "：" in self.title[:3] else f"标题：{self.title}"
        return f"{marked}\n{self.text}"


@dataclass(frozen=True)
class Rejected:
    """A sentence that the checks sent back, and why."""

    text: str
    reasons: tuple[str, ...]
    origin: Origin


@dataclass(frozen=True)
class Draft:
    """A worded answer. ``calls`` says how each request to the text model went."""

    blocks: tuple[Block, ...]
    engine: Literal["template", "llm"] = "template"
    calls: tuple[Call, ...] = ()

    @property
    def text(self) -> str:
        """The whole answer as it is read."""
        return "\n\n".join(block.shown for block in self.blocks)
