"""Texts on their way out: what a check looks at beside the words, and what it answers.

The rules live in ``agents.guardrails``, above this floor: ``Toolbox.judge`` is handed in by
``weiwo.assembly``. Without one nothing goes out (outbound text fails closed).
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Protocol

from pydantic import Field

from home.clock import business_day
from home.errors import BadInput, NotFound, NotReady, RefusedByPolicy
from tools.access import Role, Scope
from tools.arguments import Arguments, Channel
from tools.customers import Person, person
from tools.entities import shown
from tools.ledger import texts
from tools.ledger.texts import Evidence, Finding, Text, content_number
from tools.senders import bank_name
from tools.shelf import ProductSheet, shelf

if TYPE_CHECKING:
    from tools.toolbox import Toolbox

MAKERS = frozenset({Role.RM, Role.MANAGER, Role.MARKETER})
"""Who writes texts to customers and sends them."""
CHECKER = Role.COMPLIANCE
"""Who approves them, and sends none."""
BLOCKING = frozenset({"manual_review", "evidence_required", "violation"})
LONGEST = 5000
MOSTLY = 0.6
"""From this share of common stretches on a text is a copy: the required sentence and the sender,
which texts of one's own have in common with generated ones, stay well below."""
COMPARED = 200
"""How many of a maker's latest texts a new one is compared with."""


@dataclass(frozen=True)
class Addressee:
    """Whom a text reaches, as far as rules look; ``consent`` to this channel, where known."""

    name: str
    gender: str | None
    age: int | None
    risk_level: str | None
    risk_expires_on: date | None
    consent: bool | None


@dataclass(frozen=True)
class TextContext:
    """What is known around a text that is to go out."""

    channel: str
    on: date
    bank: str
    generated: bool
    worded_freely: bool
    sheet: ProductSheet | None
    addressee: Addressee | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Judgement:
    """The verdict on a whole message, as ``weiwo check`` gives it."""

    verdict: str
    pack: str
    findings: tuple[Finding, ...]

    @property
    def blocks(self) -> bool:
        """Whether the text may not go out by itself."""
        return self.verdict in BLOCKING

    @property
    def marks(self) -> tuple[str, ...]:
        """What holds the text back, finding by finding: what an approval lifts, and no more."""
        held = {one.mark for one in self.findings if one.verdict in BLOCKING}
        return tuple(sorted(held))

    @property
    def why(self) -> str:
        """The findings as one Chinese line, with law and article."""
        said = [f"{one.rule} {one.law}{one.article}：{one.message}" for one in self.findings]
        return "；".join(dict.fromkeys(said))


class TextJudge(Protocol):
    """The rules on texts; ``agents.outgoing`` has them."""

    @property
    def pack(self) -> str:
        """The version of the rules that are in force."""
        ...

    def __call__(self, title: str | None, body: str, context: TextContext) -> Judgement:
        """The verdict on a text as a whole message."""
        ...


class TextDraft(Arguments):
    """A text in one's own words, to one customer or to whoever may receive it."""

    material: ClassVar[frozenset[str]] = frozenset({"body", "title"})
    channel: Channel = Field(description="渠道", examples=["sms"])
    body: str = Field(min_length=1, max_length=LONGEST, description="全文，含署名和拒收方式")
    title: str | None = Field(default=None, max_length=200, description="标题，推送和邮件用")
    product_id: str | None = Field(default=None, description="说到的产品", examples=["P003"])
    customer_id: str | None = Field(
        default=None, description="只写给这位客户；不填表示通用", examples=["C0000123"]
    )
    generated: bool = Field(default=False, description="是否由AI写成或改写；是则须带标识")


def draft(toolbox: "Toolbox", scope: Scope, given: TextDraft, *, key: str) -> Text:
    """Keep a text that a member of staff wrote, with the check's verdict on it.

    Raises:
        RefusedByPolicy: the role writes no texts to customers.
        NotFound: not one of the asker's customers, or no such product.
    """
    require(scope, MAKERS, "write texts to customers")
    made = _taken(toolbox, scope, given, key)
    made = judged(toolbox, _as_copy(toolbox, made), reader(toolbox, made))
    with toolbox.ledger.writing() as writing:
        texts.add(writing, made)
    return made


def _taken(toolbox: "Toolbox", scope: Scope, given: TextDraft, key: str) -> Text:
    """What was given as a text of the ledger, about a product and a customer whom the asker has."""
    if given.product_id is not None:
        shown(toolbox.store, scope, given.product_id)
    if given.customer_id is not None:
        person(toolbox.view(scope), given.customer_id)  # theirs
    return Text(
        text_id=content_number(str(scope), key, given.body),
        at=toolbox.now,
        by=str(scope),
        channel=given.channel,
        title=given.title,
        body=given.body,
        product_id=given.product_id,
        customer_id=given.customer_id,
        # Nobody can tell what led a person's pen: to one customer counts as about that customer.
        personalised=given.customer_id is not None,
        engine="llm" if given.generated else "human",
        verdict="",
        pack="",
    )


def check_text(toolbox: "Toolbox", scope: Scope, given: TextDraft) -> Judgement:
    """What `draft` would say of a text that is still being written; nothing is kept.

    Raises:
        RefusedByPolicy: the role writes no texts and checks none.
        NotFound: not one of the asker's customers, or no such product.
    """
    require(scope, MAKERS | {CHECKER}, "have texts checked")
    made = _as_copy(toolbox, _taken(toolbox, scope, given, "check"))
    return judge(toolbox, made, reader(toolbox, made))


def _as_copy(toolbox: "Toolbox", made: Text) -> Text:
    """A text whose words are mostly those of a generated text of the same maker is a copy of it:
    whoever pastes them keeps the label, and the facts they rest on (标识办法: copies included).
    """
    words = _pieces(made.body)
    recent = toolbox.ledger.texts.list(made.by)[-COMPARED:]
    for earlier in reversed([one for one in recent if one.generated]):
        if words and len(words & _pieces(earlier.body)) / len(words) >= MOSTLY:
            return replace(
                made,
                engine=earlier.engine,
                provider=earlier.provider,
                model=earlier.model,
                evidence=earlier.evidence,
                derived_from=earlier.text_id,
            )
    return made


def _pieces(body: str) -> frozenset[str]:
    """A text's stretches of four characters, without marks and blanks."""
    letters = "".join(character for character in body if character.isalnum())
    return frozenset(letters[at : at + 4] for at in range(len(letters) - 3))


def judged(toolbox: "Toolbox", text: Text, one: Person | None) -> Text:
    """The text with today's verdict on it."""
    found = judge(toolbox, text, one)
    return replace(text, verdict=found.verdict, pack=found.pack, findings=found.findings)


def judge(
    toolbox: "Toolbox", text: Text, one: Person | None, consent: bool | None = None
) -> Judgement:
    """Today's verdict on a text to a customer, or to nobody in particular."""
    return rules(toolbox)(text.title, text.body, context_of(toolbox, text, one, consent))


def rules(toolbox: "Toolbox") -> TextJudge:
    """The rules on texts.

    Raises:
        NotReady: this process was given none; then no text goes out.
    """
    if toolbox.judge is None:
        raise NotReady("texts must be checked before they go out; this toolbox was given no judge")
    return toolbox.judge


def context_of(
    toolbox: "Toolbox", text: Text, one: Person | None, consent: bool | None = None
) -> TextContext:
    """What is known today around a text: product, customer, the evidence kept with it."""
    addressee = None
    if one is not None:
        from decision_models.policy import valid_until

        until = valid_until(one.facts())
        addressee = Addressee(one.name, one.gender, one.age, one.risk_level, until, consent)
    return TextContext(
        channel=text.channel,
        on=business_day(toolbox.now),
        bank=bank_name(toolbox),
        generated=text.generated,
        worded_freely=text.engine != "template" or text.derived_from is not None,
        sheet=shelf(toolbox.store).get(text.product_id or ""),
        addressee=addressee,
        evidence=text.evidence,
    )


OFFICE = Scope(Role.COMPLIANCE, "weiwo")
"""Whose eyes the rules have: every row, whoever wrote, decides or sends."""


def reader(toolbox: "Toolbox", text: Text) -> Person | None:
    """Whom a text was written for, as the rules need to know them, whoever asks."""
    return None if text.customer_id is None else person(toolbox.view(OFFICE), text.customer_id)


def own_text(toolbox: "Toolbox", scope: Scope, text_id: str) -> Text:
    """A text that this asker made, or that came of an edit of theirs.

    Raises:
        NotFound: there is none, or it is another's.
    """
    found = toolbox.ledger.texts.find(text_id)
    if found is not None:
        with toolbox.ledger.reading() as connection:
            if str(scope) in texts.makers(connection, found):
                return found
    raise NotFound(f"text_id must be one of {scope}'s texts, got {text_id!r}")


def require(scope: Scope, roles: frozenset[Role], what: str) -> None:
    """Deny by default.

    Raises:
        RefusedByPolicy: the role is not one of ``roles``.
    """
    if scope.role not in roles:
        allowed = ", ".join(sorted(roles))
        raise RefusedByPolicy(f"only {allowed} may {what}; {scope} may not")


def required_text(toolbox: "Toolbox", text_id: str) -> Text:
    """The text that a record names.

    Raises:
        BadInput: it is gone from the ledger; `weiwo audit verify` says so too.
    """
    found = toolbox.ledger.texts.find(text_id)
    if found is None:
        raise BadInput(f"the ledger must hold text {text_id}, got none")
    return found
