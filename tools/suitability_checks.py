"""May this customer buy that product, or that risk: the rule, in words, and what else there is."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field

from home.errors import BadInput
from prompts.messages import say
from tools.access import Role
from tools.arguments import Arguments, Category
from tools.customers import Person, assessment_holds, person
from tools.entities import shown, visible_products
from tools.facts import Figure
from tools.shelf import ProductSheet
from tools.verdicts import who, why_sellable

if TYPE_CHECKING:
    from decision_models.policy import CustomerFacts, ProductFacts, Verdict
    from tools.access import Scope
    from tools.toolbox import Toolbox

ALTERNATIVES = 3
HIGHEST_LEVEL = "C5"


Kin: TypeAlias = Literal[
    "mother", "father", "grandmother", "grandfather", "spouse", "child", "elder", "other"
]


class Supposed(Arguments):
    """A buyer who is in nobody's book, by what is told of them."""

    customer_risk: str | None = Field(
        default=None, pattern="^C[1-5]$", description="泛指某个等级的客户", examples=["C2"]
    )
    age: int | None = Field(default=None, ge=0, le=130, description="泛指时的年龄", examples=[70])
    assessed_first: date | None = Field(
        default=None, description="泛指时测评最早是哪天做的", examples=["2025-10-01"]
    )
    assessed_last: date | None = Field(
        default=None, description="泛指时测评最晚是哪天做的", examples=["2025-10-31"]
    )
    unassessed: bool = Field(default=False, description="泛指时没有做过测评", examples=[True])
    lapsed: bool = Field(default=False, description="泛指时测评已经过期", examples=[True])
    someone_else: bool = Field(
        default=False, description="客户替家人朋友问，不是问自己", examples=[True]
    )
    kin: Kin | None = Field(default=None, description="客户替谁问", examples=["mother"])

    @property
    def whom(self) -> str | None:
        """How a customer's answer speaks of whom they ask for; None where they ask for nobody."""
        return say(f"kin.{self.kin or 'other'}") if self.someone_else else None


About: TypeAlias = Literal["waiver", "experience", "reassess", "when", "told"]
"""What is held against a limit (a signature, experience), asked of it (to be assessed again, when),
or told of the buyer after it."""


class SuitabilityQuery(Supposed):
    """A customer, or a customer's level in general; a product, or a product's risk in general."""

    customer_id: str | None = Field(
        default=None, description="客户编号；客户本人问时可不填", examples=["C0000123"]
    )
    about: About | None = Field(
        default=None,
        description="不能买时追问的事：签字承诺、经验财力、重新测评、什么时候能买",
        examples=["waiver"],
    )
    product_id: str | None = Field(default=None, description="产品编号", examples=["P003"])
    risk_level: str | None = Field(
        default=None, pattern="^R[1-5]$", description="泛指某个风险等级的产品", examples=["R4"]
    )
    category: Category | None = Field(default=None, description="产品类别", examples=["fund"])
    amount: float | None = Field(default=None, gt=0, description="金额（元）", examples=[200000])


@dataclass(frozen=True)
class Assessment:
    """What is told of an assessment: made between two days, so that it holds until one of two."""

    facts_source: ClassVar[str] = "policy"

    state: Literal["never", "expired", "valid", "unsure"]
    first: Annotated[date | None, Figure("date", "最早的测评日期")] = None
    last: Annotated[date | None, Figure("date", "最晚的测评日期")] = None
    until_first: Annotated[date | None, Figure("date", "最早的失效日期")] = None
    until_last: Annotated[date | None, Figure("date", "最晚的失效日期")] = None


@dataclass(frozen=True)
class Alternative:
    """Another product of the shelf that these rules allow."""

    facts_source: ClassVar[str] = "products"

    product_id: Annotated[str, Figure("id", "产品编号")]
    name: Annotated[str, Figure("name", "产品名称")]
    category: str
    risk_level: Annotated[str | None, Figure("level", "风险等级")]
    min_amount: Annotated[float, Figure("yuan", "起购金额")]
    term_days: Annotated[int | None, Figure("days", "期限")]


@dataclass(frozen=True)
class Finding:
    """One rule that stands in the way, with its reason in words."""

    rule: str
    why: Annotated[str, Figure("text", "依据")]


@dataclass(frozen=True)
class SuitabilityAnswer:
    """The verdict. ``rule`` is the first that decided; ``findings`` are all that stand against.

    Of ``someone_else`` only the age is known: what may be bought by nobody of that age is refused,
    and nothing is suggested.
    """

    facts_root: ClassVar[str] = "suitability"
    facts_source: ClassVar[str] = "policy"

    allowed: bool
    rule: str
    why: Annotated[str, Figure("text", "结论依据")]
    findings: tuple[Finding, ...]
    customer_id: Annotated[str | None, Figure("id", "客户编号")]
    name: Annotated[str | None, Figure("name", "客户姓名")]
    customer_risk: Annotated[str | None, Figure("level", "客户的风险承受能力")]
    risk_expires_on: Annotated[date | None, Figure("date", "测评失效日期")]
    age: Annotated[int | None, Figure("age", "年龄")]
    product_id: Annotated[str | None, Figure("id", "产品编号")]
    product_name: Annotated[str | None, Figure("name", "产品名称")]
    product_risk: Annotated[str | None, Figure("level", "产品风险等级")]
    alternatives: tuple[Alternative, ...]
    notes: tuple[str, ...]
    someone_else: bool = False
    whom: str | None = None
    about: About | None = None
    needed: Annotated[str | None, Figure("level", "要求的风险承受能力")] = None
    assessment: "Assessment | None" = None
    risk_valid: bool = True


def check_suitability(
    toolbox: "Toolbox", scope: "Scope", query: SuitabilityQuery
) -> SuitabilityAnswer:
    """Judge one pair by the pure rules of ``decision_models.policy``, on the as-of day.

    Raises:
        NotFound: not one of the asker's customers, or no such product.
        BadInput: no customer or level, or no product or risk, was given.
    """
    one = _asked_about(toolbox, scope, query)
    customer = one.facts() if one else in_general(toolbox, query)
    sheet = shown(toolbox.store, scope, query.product_id) if query.product_id else None
    goods = sheet.facts() if sheet else _of_risk(query)
    verdicts = judged(toolbox, customer, goods, query.amount)
    refused = [verdict for verdict in verdicts if not verdict.allowed]
    decided = refused[0] if refused else verdicts[0]
    on = toolbox.as_of
    notes = _in_general_notes(query, goods) if one is None else ()
    if query.about in ("reassess", "when"):
        notes = (*notes, say("suitability.reassess_how"))
    return SuitabilityAnswer(
        allowed=decided.allowed,
        rule=decided.rule,
        why=_why(decided, on, scope, query),
        findings=tuple(Finding(v.rule, _why(v, on, scope, query)) for v in refused),
        customer_id=one.customer_id if one else None,
        name=one.name if one else None,
        customer_risk=customer.risk_level if one else query.customer_risk,
        risk_expires_on=one.risk_expires_on if one else None,
        age=one.age if one else query.age,
        product_id=sheet.product_id if sheet else None,
        product_name=sheet.name if sheet else None,
        product_risk=goods.risk_level,
        alternatives=_alternatives(toolbox, scope, customer, goods, query)
        if refused and not query.someone_else
        else (),
        notes=notes,
        someone_else=query.someone_else,
        whom=query.whom,
        about=query.about,
        needed=f"C{goods.risk_level[1]}" if goods.risk_level else None,
        assessment=assessment_of(toolbox, query) if one is None else None,
        risk_valid=assessment_holds(toolbox, one) if one else True,
    )


def _why(verdict: "Verdict", on: date, scope: "Scope", query: SuitabilityQuery) -> str:
    if query.lapsed and verdict.rule == "assessment_expired":
        return say("policy.assessment_lapsed", who=query.whom or who(scope))
    return why_sellable(verdict, on, scope, query.whom)


def _asked_about(toolbox: "Toolbox", scope: "Scope", query: SuitabilityQuery) -> Person | None:
    customer_id = query.customer_id
    general = (
        query.someone_else
        or query.unassessed
        or query.lapsed
        or query.customer_risk is not None
        or query.age is not None
        or query.assessed_last is not None
    )
    if customer_id is None and not general and scope.role is Role.CUSTOMER:
        customer_id = scope.subject
    if customer_id is None and not general:
        raise BadInput(
            "check_suitability must be given customer_id, customer_risk or age, got none of them"
        )
    return person(toolbox.view(scope), customer_id) if customer_id else None


def in_general(toolbox: "Toolbox", told: Supposed) -> "CustomerFacts":
    """A customer of that level and age, whose assessment holds unless it is told when it was made,
    or that there is none.

    Where no level is given, the highest: what is refused then is refused to everybody of that age,
    and the notes say which level is needed for what is not. Of the days on which the assessment may
    have been made, the last: what is refused then is refused whichever it was.
    """
    from decision_models.policy import CustomerFacts

    born = None
    if told.age is not None:
        born = date(toolbox.as_of.year - told.age, 1, 1)
    level = None if told.unassessed else told.customer_risk or HIGHEST_LEVEL
    until = toolbox.as_of if told.assessed_last is None and not told.lapsed else None
    return CustomerFacts("", born, level, until, risk_assessed_on=told.assessed_last)


def assessment_of(toolbox: "Toolbox", told: Supposed) -> Assessment | None:
    """Whether the assessment that is told of holds on the as-of day; None where none is told of."""
    from decision_models.policy import CustomerFacts, valid_until

    if told.unassessed:
        return Assessment("never")
    if told.lapsed:
        return Assessment("expired")
    if told.assessed_last is None:
        return None
    first, last = told.assessed_first or told.assessed_last, told.assessed_last
    ends = [
        valid_until(CustomerFacts("", None, HIGHEST_LEVEL, None, risk_assessed_on=day))
        for day in (first, last)
    ]
    holds = [end is not None and end >= toolbox.as_of for end in ends]
    state: Literal["expired", "valid", "unsure"] = "valid" if holds[0] else "unsure"
    return Assessment(state if holds[1] else "expired", first, last, *ends)


def _in_general_notes(query: SuitabilityQuery, goods: "ProductFacts") -> tuple[str, ...]:
    told = query.customer_risk or query.unassessed
    level = [] if told or not goods.risk_level else [goods.risk_level]
    needed = [
        say("suitability.level_needed", product_risk=risk, level=f"C{risk[1]}") for risk in level
    ]
    return (
        *needed,
        say("suitability.someone_else" if query.someone_else else "suitability.general"),
    )


def _of_risk(query: SuitabilityQuery) -> "ProductFacts":
    from decision_models.policy import ProductFacts

    if query.risk_level is None:
        raise BadInput("check_suitability must be given product_id or risk_level, got neither")
    return ProductFacts("", "", query.category or "wealth", query.risk_level)


def judged(
    toolbox: "Toolbox", customer: "CustomerFacts", goods: "ProductFacts", amount: float | None
) -> "list[Verdict]":
    """Every verdict that refuses, or the one that allows."""
    from decision_models.policy import eligibility, suitability, suitability_findings

    on = toolbox.as_of
    refused = list(suitability_findings(customer, goods, on))
    if goods.product_id:
        able = eligibility(customer, goods, on, amount)
        refused += [] if able.allowed else [able]
    return refused or [suitability(customer, goods, on)]


def _alternatives(
    toolbox: "Toolbox",
    scope: "Scope",
    customer: "CustomerFacts",
    goods: "ProductFacts",
    query: SuitabilityQuery,
) -> tuple[Alternative, ...]:
    """Products on sale that these rules allow: of the same category first, nearest in risk."""

    def allowed(sheet: ProductSheet) -> bool:
        return judged(toolbox, customer, sheet.facts(), query.amount)[0].allowed

    def closeness(sheet: ProductSheet) -> tuple[bool, int, float, str]:
        risk = int((sheet.risk_level or "R1")[1])
        return sheet.category != goods.category, -risk, sheet.min_amount, sheet.product_id

    visible = visible_products(toolbox.store, scope).values()
    invested = {"wealth", "fund", "bond", "gold", "pension", "insurance", "deposit"}
    able = [s for s in visible if s.category in invested and not s.private and allowed(s)]
    chosen = sorted(able, key=closeness)[:ALTERNATIVES]
    return tuple(
        Alternative(s.product_id, s.name, s.category, s.risk_level, s.min_amount, s.term_days)
        for s in chosen
    )
