"""The rules on texts to customers: which one covers what, on what law, what to say instead.

The rules live in ``agents.guardrails``, above this floor: ``Toolbox.rulebook`` is handed in by
``weiwo.assembly``. Without one nothing is said of rules.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, ClassVar, Protocol

from pydantic import Field

from home.errors import NotReady
from tools.access import STAFF
from tools.arguments import Arguments
from tools.drafts import require
from tools.facts import Figure

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox

MOST = 3


@dataclass(frozen=True)
class LawOf:
    """What a rule rests on. ``state``: its text was ``read``, ``reported`` by others, merely
    ``known``, or it is the institution's own ``policy``.
    """

    law: Annotated[str, Figure("text", "法规")]
    article: Annotated[str, Figure("text", "条款")]
    effective: Annotated[date, Figure("date", "施行日期")]
    state: str
    note: Annotated[str, Figure("text", "备注")]


@dataclass(frozen=True)
class RuleOf:
    """One rule of the pack. ``quote`` are the words asked about that it holds against a text, and
    ``quoted_verdict`` what a text with them gets; both empty where the rule was found by its
    subject.
    """

    rule_id: Annotated[str, Figure("id", "规则编号")]
    title: Annotated[str, Figure("text", "规则")]
    verdict: str
    message: Annotated[str, Figure("text", "问题")]
    suggestion: Annotated[str, Figure("text", "合规说法")]
    sources: tuple[LawOf, ...]
    quote: Annotated[str, Figure("text", "碰到规则的词")] = ""
    quoted_verdict: str = ""


class RuleBook(Protocol):
    """The rules that texts are judged by; ``agents.rulebook`` has them."""

    @property
    def pack(self) -> str:
        """Name and version."""
        ...

    def every(self) -> tuple[RuleOf, ...]:
        """All rules, in the pack's order."""
        ...

    def about(self, words: str) -> tuple[RuleOf, ...]:
        """The rules that these words run into, or that are about them; the nearest first."""
        ...


class RuleQuery(Arguments):
    """By number, or by the words of a text; all rules without either."""

    material: ClassVar[frozenset[str]] = frozenset({"words"})
    rule_ids: list[str] = Field(default_factory=list, description="规则编号", examples=[["G1"]])
    words: str = Field(default="", max_length=500, description="想写的词句", examples=["保本"])


@dataclass(frozen=True)
class Rules:
    """The rules that were found, nearest first; ``total`` is how many the pack holds."""

    facts_root: ClassVar[str] = "rules"
    facts_source: ClassVar[str] = "rule_pack"

    pack: Annotated[str, Figure("id", "规则包")]
    total: Annotated[int, Figure("count", "规则条数")]
    words: Annotated[str, Figure("text", "所问的词句")]
    found: tuple[RuleOf, ...]
    everything: bool


def compliance_rules(toolbox: "Toolbox", scope: "Scope", query: RuleQuery) -> Rules:
    """Rules of the pack that is in force.

    Raises:
        RefusedByPolicy: a customer asks.
        NotReady: this program was given no rules.
    """
    require(scope, STAFF, "look up the rules on texts")
    book = toolbox.rulebook
    if book is None:
        raise NotReady("rules on texts must be given to this program (Toolbox.rulebook), got none")
    every = book.every()
    if query.rule_ids:
        wanted = {number.upper() for number in query.rule_ids}
        found = tuple(one for one in every if one.rule_id.upper() in wanted)
    elif query.words:
        found = book.about(query.words)[:MOST]
    else:
        found = every
    asked_all = not query.rule_ids and not query.words
    return Rules(book.pack, len(every), query.words, found, asked_all)
