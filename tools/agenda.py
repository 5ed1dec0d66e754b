"""Whom to contact today and why: what falls due, who is likely to act, what was promised."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import Field

from home.clock import business_day
from prompts.messages import say
from tools.arguments import Arguments, Category
from tools.birthdays import DAYS as BIRTHDAY_DAYS
from tools.birthdays import birthdays
from tools.contact_policy import Contact, contacts_of
from tools.customers import Person, persons
from tools.facts import INLINE, Figure
from tools.handoffs import waiting
from tools.maturities import maturities
from tools.model_choice import trained
from tools.profiling import agrees, refused_ids
from tools.recent_contacts import Draft, follow_ups, refusals, reports_of
from tools.shelf import shelf
from tools.store import Parameter, parameter

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox
    from tools.view import View

Kind: TypeAlias = Literal[
    "handoff", "maturity", "follow_up", "birthday", "purchase", "attrition", "refusal"
]

DUE_DAYS = 14
LATELY_DAYS = 14  # who was contacted so recently is left in peace by the lists of scores
_GIVING_WAY: frozenset[Kind] = frozenset({"attrition", "purchase", "birthday"})
_WITHIN: Mapping[Kind, int] = {"maturity": DUE_DAYS, "birthday": BIRTHDAY_DAYS}
_LIKELY: Mapping[Kind, str] = {"attrition": "aum_fall", "purchase": "purchase"}
_ORDER: tuple[Kind, ...] = (
    "handoff",
    "maturity",
    "follow_up",
    "birthday",
    "attrition",
    "purchase",
    "refusal",
)


class DayQuery(Arguments):
    """How long the lists may be, and of which kind where one alone is wanted."""

    top_k: int = Field(default=5, ge=1, le=20, description="每类最多几位", examples=[5])
    only: Kind | None = Field(
        default=None,
        description="只看一类：等人工的、到期、待跟进、生日、可能流失、有意向、不要打扰",
        examples=["birthday"],
    )
    days: int | None = Field(
        default=None, ge=1, le=366, description="今后多少天内到期，默认14天", examples=[7]
    )
    category: Category | None = Field(
        default=None, description="到期的只看这一类产品", examples=["wealth"]
    )
    most: int | None = Field(
        default=None, ge=1, le=50, description="各类合起来最多几位，按先后", examples=[3]
    )
    uncontacted_days: int | None = Field(
        default=None, ge=1, le=366, description="只看至少多少天没有联系过的", examples=[7]
    )
    by_amount: bool = Field(default=False, description="到期的按金额从大到小，默认按日期先后")


@dataclass(frozen=True)
class AgendaItem:
    """One thing to do, or not to do, with one customer; ``text`` says it with its figures."""

    facts_source: ClassVar[str] = "agenda"

    kind: Kind
    customer_id: Annotated[str, Figure("id", "客户编号")]
    name: Annotated[str, Figure("name", "客户姓名")]
    text: Annotated[str, Figure("text", "事项")]
    due_on: Annotated[date | None, Figure("date", "日期")]
    amount: Annotated[float | None, Figure("yuan", "金额")]
    product_id: str | None
    product_name: Annotated[str | None, Figure("name", "产品名称")]
    model: str | None
    probability: Annotated[float | None, Figure("fraction", "概率")]
    contact: Contact


@dataclass(frozen=True)
class Section:
    """One kind of item: those that are shown, how many there are in all, and of how many days to
    come, where it is of days to come. Of what falls due also whose it is, and how much in all.
    """

    kind: Kind
    title: str
    items: Annotated[tuple[AgendaItem, ...], INLINE]
    count: Annotated[int, Figure("count", "合计")]
    within: Annotated[int | None, Figure("days", "今后天数")] = None
    customers: Annotated[int | None, Figure("people", "客户数")] = None
    amount: Annotated[float | None, Figure("yuan", "金额合计")] = None


@dataclass(frozen=True)
class Agenda:
    """A day's work, most urgent kind first; refusals to respect come last."""

    facts_root: ClassVar[str] = "agenda"
    facts_source: ClassVar[str] = "agenda"

    on: Annotated[date, Figure("date", "日期")]
    sections: Annotated[tuple[Section, ...], INLINE]
    notes: tuple[str, ...]
    picked: bool = False
    """Whether these are the first few of all kinds, and not all of the day."""


def my_day(toolbox: "Toolbox", scope: "Scope", query: DayQuery) -> Agenda:
    """The asker's customers who need something today, by kind.

    Scores are those of the last scoring run; how they changed since an earlier one is not known
    here.
    """
    view = toolbox.view(scope)
    reports = reports_of(toolbox, view)
    waits = waiting(toolbox, view)
    asked = [Draft(one.customer_id, one.text, due_on=business_day(one.at)) for one in waits]
    makers: dict[Kind, Callable[[], list[Draft]]] = {
        "handoff": lambda: asked,
        "maturity": lambda: _due(toolbox, view, query),
        "follow_up": lambda: follow_ups(toolbox, view, reports),
        "birthday": lambda: birthdays(toolbox, view),
        "refusal": lambda: refusals(toolbox, view, reports),
    }
    kinds = _ORDER if query.only is None else (query.only,)
    drafts: dict[Kind, list[Draft]] = {}
    counts: dict[Kind, int] = {}
    lately = _contacted(toolbox, view, query.uncontacted_days)
    for kind in kinds:
        if label := _LIKELY.get(kind):
            drafts[kind], counts[kind] = _likely(toolbox, view, kind, label, 2 * query.top_k)
        else:
            drafts[kind] = makers[kind]()
            counts[kind] = len(drafts[kind])
        if lately:
            kept = [one for one in drafts[kind] if one.customer_id not in lately]
            counts[kind] -= len(drafts[kind]) - len(kept)
            drafts[kind] = kept
    # Twice as many as are shown: a refusal that only the ledger knows takes some away.
    shown = {kind: drafts[kind][: 2 * query.top_k] for kind in kinds}
    ids = list(dict.fromkeys(d.customer_id for kind in kinds for d in shown[kind]))
    people = persons(view, ids)
    contacts = contacts_of(toolbox, list(people.values()))
    names = {key: sheet.name for key, sheet in shelf(toolbox.store).items()}
    sections = []
    for kind in kinds:
        items = [
            _item(kind, draft, people[draft.customer_id], contacts, names) for draft in shown[kind]
        ]
        # Asked for by a score alone: not those who said no, nor those whom a contact puts off.
        fit = [i for i in items if kind not in _GIVING_WAY or _wanted(i.contact)]
        # Who waits for help is helped first, and nobody sells to who is in need.
        put_off = {one.customer_id for one in waits if one.urgent or kind in _LIKELY}
        fit = [i for i in fit if kind == "handoff" or i.customer_id not in put_off]
        if fit:
            count = counts[kind] - (len(items) - len(fit))
            shown_first = tuple(fit[: query.top_k])
            section = Section(
                kind, say(f"agenda.title_{kind}"), shown_first, count, _WITHIN.get(kind)
            )
            sections.append(
                _summed(section, drafts[kind], query) if kind == "maturity" else section
            )
    sections = sections if query.most is None else _first(sections, query.most)
    nothing = "agenda.nothing" if query.only is None else f"agenda.nothing_{query.only}"
    notes: tuple[str, ...] = () if sections else (say(nothing),)
    if query.uncontacted_days is not None:
        notes += (say("agenda.uncontacted", days=query.uncontacted_days),)
    return Agenda(toolbox.as_of, tuple(sections), notes, picked=query.most is not None)


@dataclass(frozen=True)
class _Contacted:
    customer_id: str


def _contacted(toolbox: "Toolbox", view: "View", days: int | None) -> frozenset[str]:
    """The customers who were contacted within so many days; none where nobody is left out."""
    if days is None:
        return frozenset()

    def build() -> Any:
        rows = view.customers()
        return rows.filter(rows.last_contact_at.cast("date") >= parameter("since", "date"))

    since = toolbox.as_of - timedelta(days=days)
    found = view.rows(_Contacted, "contacted", build, since=since)
    return frozenset(one.customer_id for one in found)


def _first(sections: list[Section], most: int) -> list[Section]:
    """The first ``most`` customers of all sections, each in the first section that names them."""
    seen: set[str] = set()
    kept = []
    for section in sections:
        items = []
        for item in section.items:
            if item.kind != "refusal" and item.customer_id not in seen and len(seen) < most:
                seen.add(item.customer_id)
                items.append(item)
        if items:
            kept.append(Section(section.kind, section.title, tuple(items), len(items)))
    return kept


def _summed(section: Section, due: list[Draft], query: DayQuery) -> Section:
    """What falls due, with its days, customers and money."""
    return replace(
        section,
        within=query.days or DUE_DAYS,
        customers=len({one.customer_id for one in due}),
        amount=sum(one.amount or 0.0 for one in due),
    )


def _wanted(contact: Contact) -> bool:
    return contact.rule not in ("refused", "worn_out") and contact.effect != "lowers"


def _item(
    kind: Kind, draft: Draft, one: Person, contacts: dict[str, Contact], names: dict[str, str]
) -> AgendaItem:
    return AgendaItem(
        kind=kind,
        customer_id=one.customer_id,
        name=one.name,
        text=draft.text,
        due_on=draft.due_on,
        amount=draft.amount,
        product_id=draft.product_id,
        product_name=names.get(draft.product_id or ""),
        model=draft.model,
        probability=draft.probability,
        contact=contacts[one.customer_id],
    )


def _due(toolbox: "Toolbox", view: "View", query: DayQuery) -> list[Draft]:
    found = maturities(toolbox, view, query.days or DUE_DAYS)
    if query.category is not None:
        found = [due for due in found if due.category == query.category]
    if query.by_amount:
        found.sort(key=lambda due: -due.amount)
    return [
        Draft(
            due.customer_id,
            say("agenda.maturity", on=due.matures_on, product=due.product_name, amount=due.amount),
            due_on=due.matures_on,
            amount=due.amount,
            product_id=due.product_id,
        )
        for due in found
    ]


@dataclass(frozen=True)
class _Scored:
    customer_id: str
    score: float
    of: int


def _likely(
    toolbox: "Toolbox", view: "View", kind: Kind, label: str, top_k: int
) -> tuple[list[Draft], int]:
    """The highest scores of the bank's top tenth, of those not contacted lately.

    Of several models of a kind the first answers (wealth before fund, as the house asks first).
    """
    specs = [spec for spec in trained(toolbox) if spec.label.kind == label]
    if not specs:
        return [], 0
    spec = next((s for s in specs if s.category == "wealth"), specs[0])
    import ibis

    def people() -> Any:
        top = view.store.table("scores")
        top = top.filter((top.model == spec.name) & (top.percentile >= 0.9))
        rows = view.customers()
        quiet = rows.last_contact_at.isnull() | (
            rows.last_contact_at.cast("date") < parameter("lately", "date")
        )
        rows = rows.filter(quiet & rows.refused_at.isnull() & agrees(view.store, rows))
        rows = rows.select("customer_id").inner_join(
            top.select("customer_id", "score"), "customer_id"
        )
        everybody = rows.customer_id.count().over(ibis.window())
        rows = rows.mutate(of=everybody).order_by(ibis.desc("score"), "customer_id")
        return rows.limit(top_k)

    given: dict[str, Parameter] = {
        "lately": toolbox.as_of - timedelta(days=LATELY_DAYS),
        "profiling_refused": refused_ids(toolbox),
    }
    found = view.rows(
        _Scored,
        ("likely", spec.name, top_k),
        people,
        **given,
    )
    drafts = [
        Draft(
            row.customer_id,
            say(f"agenda.{kind}", event=spec.event, days=spec.horizon_days, rate=row.score),
            model=spec.name,
            probability=row.score,
        )
        for row in found
    ]
    return drafts, found[0].of if found else 0
