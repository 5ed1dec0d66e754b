"""A customer as the decision core's widest table has them, and as the rules see them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from home.clock import business_day
from tools.store import parameter
from tools.view import Narrow, View

if TYPE_CHECKING:
    from decision_models.policy import CustomerFacts
    from decision_models.scoring.lookup import Lookup
    from tools.ledger.ledger import Feedback
    from tools.toolbox import Toolbox

CONSENT_CHANNELS = ("sms", "push", "wecom", "outbound_call", "email")
ALL_CHANNELS = "*"
REFUSED = "refused"


@dataclass(frozen=True)
class Person:
    """One row of ``prospects`` with the birth date. Money in yuan, moments in UTC."""

    customer_id: str
    name: str
    gender: str | None
    age: int | None
    birth_date: date | None
    city: str | None
    occupation: str | None
    tier: str | None
    is_payroll: bool | None
    branch_id: str | None
    manager_id: str | None
    opened_on: date | None
    aum: float | None
    risk_level: str | None
    risk_assessed_on: date | None
    risk_expires_on: date | None
    next_maturity_on: date | None
    next_maturity_amount: float | None
    next_maturity_product_id: str | None
    last_contact_at: datetime | None
    contacts_7d: int | None
    contacts_30d: int | None
    calls_today: int | None
    calls_7d: int | None
    refused_at: datetime | None
    consent_sms: bool | None
    consent_push: bool | None
    consent_wecom: bool | None
    consent_outbound_call: bool | None
    consent_email: bool | None
    consent_profiling: bool | None
    preferred_channel: str | None

    def facts(self) -> "CustomerFacts":
        """The customer as suitability sees them."""
        from decision_models.policy import CustomerFacts

        return CustomerFacts(
            customer_id=self.customer_id,
            birth_date=self.birth_date,
            risk_level=self.risk_level,
            risk_expires_on=self.risk_expires_on,
            risk_assessed_on=self.risk_assessed_on,
        )

    def consents(self) -> dict[str, bool]:
        """Consent to marketing by channel, as the mart has it."""
        return {channel: bool(getattr(self, f"consent_{channel}")) for channel in CONSENT_CHANNELS}


def people(view: View, only: Narrow | None = None) -> Any:
    """The table of persons, narrowed to the asker's; ``only`` narrows ``prospects`` further."""
    rows = view.customers()
    rows = rows if only is None else only(rows)
    if "birth_date" in rows.columns:
        return rows
    born = view.store.table("customers").select("customer_id", "birth_date")
    return rows.left_join(born, "customer_id").drop("customer_id_right")


def person(view: View, customer_id: str) -> Person:
    """One customer.

    Raises:
        NotFound: not one of the asker's customers.
    """
    return view.one(Person, "person", customer_id, lambda only: people(view, only))


def persons(view: View, customer_ids: Sequence[str]) -> dict[str, Person]:
    """Those of these customers whom the asker may see, by id."""

    def build() -> Any:
        ids = parameter("ids", "array<string>")
        return people(view, lambda rows: rows.filter(ids.contains(rows.customer_id)))

    found = view.rows(Person, "persons", build, ids=list(customer_ids))
    return {row.customer_id: row for row in found}


def looked_up(view: View, lookup: "Lookup", customer_ids: Sequence[str]) -> list[Person]:
    """Those of these customers, in this order, whom a query of ``view`` has just found: from the
    row store, because a table of columns is read by blocks of thousands.
    """
    told = lookup.people(customer_ids)
    names = [field.name for field in fields(Person)]
    people = []
    for customer_id in customer_ids:
        one = told[customer_id]
        person: Any = Person(**{name: one.get(name) for name in names})  # type: ignore[arg-type]
        people.append(replace(person, name=view.shown(person.name)))
    return people


@dataclass(frozen=True)
class Since:
    """What the ledger knows of a customer that the mart does not know yet."""

    withdrawn: frozenset[str] = frozenset()
    profiling_withdrawn: bool = False
    refused_at: datetime | None = None
    touches: tuple[datetime, ...] = ()
    calls: tuple[datetime, ...] = field(default=())


def since(toolbox: "Toolbox", customer_ids: Iterable[str]) -> dict[str, Since]:
    """By customer: withdrawals and refusals of any time, contacts since the mart's moment.

    A later grant in the ledger takes back a withdrawal in the ledger; it never loosens the mart.
    """
    ids = list(customer_ids)
    last: dict[tuple[str, str, str], tuple[bool, datetime]] = {}
    for change in toolbox.ledger.consent_changes(ids):
        if change.channel == ALL_CHANNELS:
            # A word about every channel overrides earlier words about one.
            for known in [k for k in last if k[:2] == (change.customer_id, change.purpose)]:
                del last[known]
        last[change.customer_id, change.purpose, change.channel] = (change.granted, change.at)
    withdrawn: dict[str, dict[tuple[str, str], datetime]] = defaultdict(dict)
    for (one, purpose, channel), (granted, at) in last.items():
        if not granted:
            withdrawn[one][purpose, channel] = at
    reports: dict[str, list[Feedback]] = defaultdict(list)
    for report in toolbox.ledger.feedback(ids):
        reports[report.customer_id].append(report)
    released: dict[str, list[datetime]] = defaultdict(list)
    for entry in toolbox.ledger.outbox.touches(ids):
        if entry.released_at:
            released[entry.customer_id].append(entry.released_at)
    moment = toolbox.mart.moment
    return {one: _since(moment, withdrawn[one], reports[one], released[one]) for one in ids}


def _since(
    moment: datetime,
    withdrawn: Mapping[tuple[str, str], datetime],
    reports: "Sequence[Feedback]",
    released: Sequence[datetime],
) -> Since:
    refusals = [r.at for r in reports if r.outcome == REFUSED]
    if ("marketing", ALL_CHANNELS) in withdrawn:
        refusals.append(withdrawn["marketing", ALL_CHANNELS])
    fresh = [r for r in reports if r.channel and r.at >= moment]
    return Since(
        withdrawn=frozenset(channel for purpose, channel in withdrawn if purpose == "marketing"),
        profiling_withdrawn=any(purpose == "profiling" for purpose, _ in withdrawn),
        refused_at=max(refusals, default=None),
        touches=(*(r.at for r in fresh), *(at for at in released if at >= moment)),
        calls=tuple(r.at for r in fresh if r.channel == "outbound_call"),
    )


def same_day(moments: Iterable[datetime], now: datetime) -> int:
    """How many of these moments lie on the day of ``now`` in Shanghai."""
    return sum(business_day(moment) == business_day(now) for moment in moments)


def assessment_holds(toolbox: "Toolbox", one: Person) -> bool:
    """Whether the customer's risk assessment is valid on the as-of day."""
    until = holds_until(one)
    return one.risk_level is not None and until is not None and until >= toolbox.as_of


def holds_until(one: Person) -> date | None:
    """The last day on which the customer's risk assessment holds, None where it is not known."""
    from decision_models.policy import valid_until

    return valid_until(one.facts())
