"""What flows through the graph: one turn's working state, and the thread's memory."""

from dataclasses import dataclass, field, fields
from typing import Annotated, Literal, TypedDict

from langgraph.channels import UntrackedValue

from agents.case import Case
from agents.composition.brief import Brief, Draft, Passage, Rejected
from agents.composition.judging import Judged
from agents.guardrails.screening.result import ScreenResult
from agents.llm import Call
from agents.understanding import Understanding

Outcome = Literal["answer", "clarify", "refuse", "handoff", "not_found", "nothing"]


@dataclass(frozen=True)
class ToolCall:
    """One decision or fact that was asked for: which tool, with what, and its typed result."""

    tool: str
    arguments: dict[str, object]
    result: object


@dataclass(frozen=True)
class Decision:
    """What was decided before anything is worded.

    ``template`` names the answer template; ``say`` is the text of an outcome other than an
    answer; ``products`` and ``topic`` say what evidence to gather; ``refused`` says that a rule
    forbids the text that was asked for, so that none is written; ``case`` is the buyer of nobody's
    book who was judged; ``occasion`` and ``audience`` are what a greeting is for;
    ``text`` is what is to be checked; ``aspect`` is what of a customer or a holding is asked about.
    """

    outcome: Outcome
    intent: str
    template: str
    calls: tuple[ToolCall, ...] = ()
    say: str = ""
    products: tuple[str, ...] = ()
    topic: str | None = None
    channel: str | None = None
    tone: str | None = None
    variants: int = 1
    refused: bool = False
    case: Case | None = None
    occasion: str | None = None
    audience: str | None = None
    text: str = ""
    aspect: str = ""


@dataclass(frozen=True)
class Memory:
    """What later turns of the thread may refer to: 第一位, 他, 上面那只, 换个语气.

    ``wish`` is what the customer wants to place: amount and time; ``listed_by`` is the goal and
    category by which the list was ranked, ``list_tool`` and ``list_arguments`` what it came from;
    ``concern`` is why a customer was handed to a person; ``barred`` is what was last found not to
    be for them, as arguments of ``check_suitability``; ``shelf`` are the products that were last
    listed, and ``kind`` the kind that was spoken of; ``asked`` is what the last answer reported on
    (its ``tool`` and ``arguments``), which a brief question may change (按支行分, 上个月呢);
    ``subject`` is what was asked of how the house itself
    works (models, reviews, rules): ``about``, and what the tool was asked with; ``model`` is the
    model of the catalogue that was last spoken of; ``checked`` is the text whose release was last
    asked about, ``declined`` why the last request was refused; ``said`` is the opening of the last
    answer, which may be asked for once more in fewer words.
    """

    listed: tuple[str, ...] = ()
    customer_id: str | None = None
    product_id: str | None = None
    topic: str | None = None
    intent: str | None = None
    slots: dict[str, object] = field(default_factory=dict)
    channel: str | None = None
    wish: dict[str, object] = field(default_factory=dict)
    written: int = 0
    questions: tuple[str, ...] = ()
    listed_by: dict[str, object] = field(default_factory=dict)
    list_tool: str = ""
    list_arguments: dict[str, object] = field(default_factory=dict)
    concern: str | None = None
    case: Case | None = None
    barred: dict[str, object] = field(default_factory=dict)
    shelf: tuple[str, ...] = ()
    kind: str | None = None
    asked: dict[str, object] = field(default_factory=dict)
    subject: dict[str, object] = field(default_factory=dict)
    model: str | None = None
    checked: str = ""
    declined: str = ""
    said: str = ""


@dataclass(frozen=True)
class Answer:
    """The delivered answer: ``ask --json`` of ``contracts.md``.

    ``speech`` is what a voice says of it, ``cards`` what a screen shows beside that.
    """

    answer: str
    intent: str
    decision: dict[str, object]
    facts: tuple[dict[str, object], ...]
    citations: tuple[dict[str, object], ...]
    guard: dict[str, object]
    label: str
    engine: str
    trace: dict[str, object]
    timing_ms: dict[str, float] = field(default_factory=dict)
    thread: str = ""
    speech: str = ""
    cards: tuple[dict[str, object], ...] = ()

    def as_json(self) -> dict[str, object]:
        """``ask --json`` of ``contracts.md``."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


class TurnState(TypedDict, total=False):
    """The graph's state. A thread keeps ``memory`` and ``turn``; all else is of the current turn,
    and is let go of with it: nothing goes on with half a turn (ADR 0005).
    """

    turn: int
    memory: Memory
    question: Annotated[str, UntrackedValue]
    screening: Annotated[ScreenResult, UntrackedValue]
    understanding: Annotated[Understanding | None, UntrackedValue]
    reread: Annotated[tuple[Call, ...], UntrackedValue]
    decisions: Annotated[tuple[Decision, ...], UntrackedValue]
    passages: Annotated[tuple[Passage, ...], UntrackedValue]
    briefs: Annotated[tuple[Brief, ...], UntrackedValue]
    draft: Annotated[Draft, UntrackedValue]
    judged: Annotated[tuple[Judged, ...], UntrackedValue]
    feedback: Annotated[tuple[Rejected, ...], UntrackedValue]
    attempts: Annotated[int, UntrackedValue]
    released: Annotated[tuple[str, ...], UntrackedValue]
    writer: Annotated[Literal["llm", "template"], UntrackedValue]
    answer: Annotated[Answer | None, UntrackedValue]
