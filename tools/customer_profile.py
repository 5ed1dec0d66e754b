"""What a customer is like: seven themes, holdings, scores with reasons, consents, contacts."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from tools.arguments import Arguments
from tools.contact_policy import Contact, contact_facts, contact_of
from tools.customers import CONSENT_CHANNELS, assessment_holds, person, since
from tools.dealings import ContactRecord, Holding, contact_history, holdings
from tools.facts import Figure
from tools.model_choice import trained
from tools.portrait import ThemePortrait, portrait
from tools.profiling import refuses
from tools.reasons import FeatureRow, Reason, feature_rows, reasons_from
from tools.scores import scores_of

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox
    from tools.view import View


class ProfileQuery(Arguments):
    """Whose portrait."""

    customer_id: str = Field(description="客户编号", examples=["C0000123"])


MOST_SCORES = 6
"""Of some thirty models a reader wants those that say something of this customer."""


@dataclass(frozen=True)
class ModelScore:
    """One model's calibrated probability for the customer, with its reasons."""

    facts_source: ClassVar[str] = "scores"

    model: str
    title: Annotated[str, Figure("text", "模型")]
    event: str
    horizon_days: Annotated[int, Figure("days", "模型期限")]
    probability: Annotated[float, Figure("fraction", "概率")]
    lift: Annotated[float, Figure("times", "相对平均水平的倍数")]
    rank: Annotated[int, Figure("rank", "名次")]
    percentile: Annotated[float, Figure("fraction", "高于多少比例的客户")]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Consent:
    """Whether marketing through a channel is agreed to: the stricter of mart and ledger."""

    channel: str
    granted: bool


@dataclass(frozen=True)
class CustomerProfile:
    """The portrait. Money in yuan; ``scores`` is empty where profiling was refused."""

    facts_root: ClassVar[str] = "customer"
    facts_source: ClassVar[str] = "prospects"

    customer_id: Annotated[str, Figure("id", "客户编号")]
    name: Annotated[str, Figure("name", "客户姓名")]
    gender: Annotated[str | None, Figure("text", "性别")]
    age: Annotated[int | None, Figure("age", "年龄")]
    city: Annotated[str | None, Figure("name", "城市")]
    occupation: Annotated[str | None, Figure("text", "职业")]
    tier: Annotated[str | None, Figure("text", "客户等级")]
    is_payroll: bool | None
    opened_on: Annotated[date | None, Figure("date", "开户日期")]
    manager_id: Annotated[str | None, Figure("id", "客户经理")]
    branch_id: Annotated[str | None, Figure("id", "机构")]
    aum: Annotated[float | None, Figure("yuan", "资产")]
    risk_level: Annotated[str | None, Figure("level", "风险承受能力")]
    risk_assessed_on: Annotated[date | None, Figure("date", "测评日期")]
    risk_expires_on: Annotated[date | None, Figure("date", "测评失效日期")]
    risk_valid: bool
    themes: tuple[ThemePortrait, ...]
    holdings: tuple[Holding, ...]
    scores: tuple[ModelScore, ...]
    profiling_refused: bool
    next_maturity_on: Annotated[date | None, Figure("date", "最近到期日")]
    next_maturity_amount: Annotated[float | None, Figure("yuan", "最近到期金额")]
    next_maturity_product_id: str | None
    consents: tuple[Consent, ...]
    preferred_channel: str | None
    contact: Contact
    contacts: tuple[ContactRecord, ...]
    as_of: Annotated[date, Figure("date", "数据日期")]


def customer_profile(toolbox: "Toolbox", scope: "Scope", customer_id: str) -> CustomerProfile:
    """The portrait of one customer.

    Raises:
        NotFound: not one of the asker's customers.
    """
    view = toolbox.view(scope)
    one = person(view, customer_id)
    known = since(toolbox, [customer_id])[customer_id]
    no_profiling = refuses(toolbox, one, known)
    facts = contact_facts(toolbox, one, known)
    row = feature_rows(toolbox, [customer_id]).get(customer_id, {})
    return CustomerProfile(
        customer_id=one.customer_id,
        name=one.name,
        gender=one.gender,
        age=one.age,
        city=one.city,
        occupation=one.occupation,
        tier=one.tier,
        is_payroll=one.is_payroll,
        opened_on=one.opened_on,
        manager_id=one.manager_id,
        branch_id=one.branch_id,
        aum=one.aum,
        risk_level=one.risk_level,
        risk_assessed_on=one.risk_assessed_on,
        risk_expires_on=one.risk_expires_on,
        risk_valid=assessment_holds(toolbox, one),
        themes=portrait(toolbox, row, compare=not no_profiling),
        holdings=holdings(toolbox, view, customer_id),
        scores=() if no_profiling else _scores(toolbox, view, customer_id, row),
        profiling_refused=no_profiling,
        next_maturity_on=one.next_maturity_on,
        next_maturity_amount=one.next_maturity_amount,
        next_maturity_product_id=one.next_maturity_product_id,
        consents=tuple(
            Consent(channel, bool(facts.consents.get(channel))) for channel in CONSENT_CHANNELS
        ),
        preferred_channel=one.preferred_channel,
        contact=contact_of(toolbox, one, known),
        contacts=contact_history(toolbox, view, customer_id),
        as_of=toolbox.as_of,
    )


def _scores(
    toolbox: "Toolbox", view: "View", customer_id: str, features: FeatureRow
) -> tuple[ModelScore, ...]:
    """What is likelier of this customer than of others, the most telling first."""
    specs = {spec.name: spec for spec in trained(toolbox) if spec.objective != "contact"}
    likelier = [
        row
        for row in scores_of(view, customer_id, features)
        if row.model in specs and row.lift >= 1
    ]
    likelier.sort(key=lambda row: -row.lift)
    return tuple(
        ModelScore(
            model=row.model,
            title=specs[row.model].title,
            event=specs[row.model].event,
            horizon_days=specs[row.model].horizon_days,
            probability=row.score,
            lift=row.lift,
            rank=row.rank,
            percentile=row.percentile,
            reasons=reasons_from(toolbox, row.model, features),
        )
        for row in likelier[:MOST_SCORES]
    )
