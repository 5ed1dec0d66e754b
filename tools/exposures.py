"""Whom an event reaches through money: held, falling due, or likely to move; narrowed to scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from tools.event_effects import Effect
from tools.model_choice import trained
from tools.profiling import agrees, refused_ids
from tools.shelf import ProductSheet, shelf
from tools.store import parameter

if TYPE_CHECKING:
    from decision_models.catalogue import ModelSpec
    from tools.toolbox import Toolbox
    from tools.view import View

Link: TypeAlias = Literal["holds", "matures", "borrows", "interest", "likely"]

DUE_DAYS = 45
INTEREST_DAYS = 30
INTEREST = 3  # views and searches from which on somebody is interested
MOST = 500  # candidates that are looked at one by one; far more than anybody calls
TOP_LIFT = 2.0  # from twice the average on, a score alone is a reason to call
# A fixed rate is not touched by news until it ends: these reach their holders when they mature.
FIXED_UNTIL_MATURITY = frozenset({"deposit", "bond"})
NO_SCORE = 0.001  # a customer outside the model's population still has money that falls due


@dataclass(frozen=True)
class Exposure:
    """One customer's strongest link to the event. ``amount`` in yuan.

    ``category`` is that of the effect which reaches them, ``buys`` the one that ``model`` scores
    (empty where the score is of leaving). ``views``: how often the customer lately looked at or
    searched for the theme or its products. ``of``: how many are concerned in all.
    """

    customer_id: str
    link: Link
    category: str
    buys: str
    product_id: str | None
    amount: float | None
    matures_on: date | None
    model: str | None
    probability: float | None
    views: int = 0
    of: int = 0


@dataclass(frozen=True)
class _Row:
    customer_id: str
    score: float | None
    model: str | None
    held: float | None
    held_product: str | None
    due: float | None
    due_product: str | None
    due_on: date | None
    owed: float | None
    demand: float | None
    views: int | None
    concerned: int


def exposures(
    toolbox: "Toolbox",
    view: "View",
    effects: Sequence[Effect],
    products: Sequence[ProductSheet],
    *,
    themes: Sequence[str] = (),
    widely: bool = True,
) -> list[Exposure]:
    """Customers whom the event concerns, by probability x exposed money, at most ``MOST``.

    Besides holders: who lately looked for ``themes`` or ``products``; and with ``widely`` who
    scores high for what benefits (a price that jumped is no reason to call those).
    """
    specs = _models(toolbox, effects)
    buying = {spec.name: spec.category for spec in specs if spec.category}
    felt = {effect.category for effect in effects}
    held = {effect.category for effect in effects if effect.for_holders}
    touched = [
        s.product_id
        for s in products
        if s.category in held and s.category not in FIXED_UNTIL_MATURITY
    ]
    # Money that falls due is concerned where it earns less, or where something else gains.
    due: set[str] = set()
    if widely and (buying or "deposit" in felt):
        due = felt | {"deposit", "bond"}
    reach = _Reach(
        due=[s.product_id for s in shelf(toolbox.store).values() if s.category in due],
        loans=_owing(toolbox, effects, bool(buying)),
        likely=bool(buying) and widely,
        interest=bool(buying) and toolbox.store.has("app_events"),
    )
    looked = {"interest_themes": list(themes), "looked_at": [s.product_id for s in products]}
    rows = view.rows(
        _Row,
        ("exposures", reach.loans, reach.likely, reach.interest, *(spec.name for spec in specs)),
        lambda: _query(toolbox, view, specs, reach),
        touched=touched,
        due_products=reach.due,
        due_first=toolbox.as_of,
        due_last=toolbox.as_of + timedelta(days=DUE_DAYS),
        profiling_refused=refused_ids(toolbox),
        **(looked if reach.interest else {}),
    )
    return [_exposure(toolbox, row, buying, felt) for row in rows]


@dataclass(frozen=True)
class _Reach:
    """How an event reaches customers: money of these products that falls due, loans, scores."""

    due: list[str]
    loans: bool
    likely: bool
    interest: bool


def _owing(toolbox: "Toolbox", effects: Sequence[Effect], buying: bool) -> bool:
    """Whether borrowers are concerned: by what acts on loans first, or on loans alone."""
    felt = any(effect.category == "loan" for effect in effects)
    first = effects[0].category == "loan"
    return felt and (first or not buying) and toolbox.store.has("loans")


def _since(toolbox: "Toolbox") -> date:
    return toolbox.as_of - timedelta(days=INTEREST_DAYS)


def _looked(toolbox: "Toolbox", view: "View") -> Any:
    """How often each customer lately viewed or searched for the themes or the products."""

    def lately() -> Any:
        rows = view.store.table("app_events")
        sort = rows.event.isin(["search", "view_product", "view_news"])
        recent = rows.filter((rows.at.cast("date") >= _since(toolbox)) & sort)
        return recent.select("customer_id", "theme", "product_id")

    # One in thirty of the demo bank's events: to read the others was most of this query's time.
    rows = view.store.kept("looks_lately", lately)
    about = parameter("interest_themes", "array<string>").contains(rows.theme) | parameter(
        "looked_at", "array<string>"
    ).contains(rows.product_id)
    found = rows.filter(about)
    return found.group_by("customer_id").aggregate(views=found.count())


def _models(toolbox: "Toolbox", effects: Sequence[Effect]) -> "list[ModelSpec]":
    """The purchase models of what benefits most directly; where nothing does, of money leaving."""
    first = [effect for effect in effects if effect.theme == effects[0].theme]
    good = {effect.category for effect in first if effect.sign > 0}
    buying = [spec for spec in trained(toolbox) if spec.category in good]
    return buying or [spec for spec in trained(toolbox) if spec.label.kind == "aum_fall"][:1]


def _base_rates(toolbox: "Toolbox") -> dict[str, float]:
    return {card.name: max(card.base_rate, 1e-6) for card in toolbox.cards()}


def _query(toolbox: "Toolbox", view: "View", specs: "list[ModelSpec]", reach: _Reach) -> Any:
    import ibis

    people = view.customers()
    # Each join names every column again: of two hundred that takes longer than to run the query.
    people = people.filter(agrees(view.store, people)).select(
        "customer_id", "balance_demand", *(f"score_{spec.name}" for spec in specs)
    )
    positions = view.store.table("positions")
    touched = positions.filter(parameter("touched", "array<string>").contains(positions.product_id))
    held = touched.group_by("customer_id").aggregate(
        held=touched.amount.sum(), held_product=touched.product_id.argmax(touched.amount)
    )
    falling = positions.filter(
        parameter("due_products", "array<string>").contains(positions.product_id)
        & (positions.matures_on >= parameter("due_first", "date"))
        & (positions.matures_on <= parameter("due_last", "date"))
    )
    due = falling.group_by("customer_id").aggregate(
        due=falling.amount.sum(),
        due_product=falling.product_id.argmax(falling.amount),
        due_on=falling.matures_on.argmax(falling.amount),
    )
    rows = people.left_join(held, "customer_id").drop("customer_id_right")
    rows = rows.left_join(due, "customer_id").drop("customer_id_right")
    if reach.loans:
        loans = view.store.table("loans")
        owed = loans.group_by("customer_id").aggregate(owed=loans.balance.sum())
        rows = rows.left_join(owed.filter(owed.owed > 0), "customer_id").drop("customer_id_right")
    else:
        rows = rows.mutate(owed=ibis.null("float64"))
    if reach.interest:
        rows = rows.left_join(_looked(toolbox, view), "customer_id").drop("customer_id_right")
    else:
        rows = rows.mutate(views=ibis.null("int64"))
    rows = _scored(rows, specs, _base_rates(toolbox)).mutate(demand=rows.balance_demand)
    linked = rows.held.notnull() | rows.due.notnull() | rows.owed.notnull()
    linked |= rows.views.fill_null(0) >= INTEREST
    rows = rows.filter(linked | rows.top if reach.likely else linked)
    money = ibis.greatest(*(rows[name].fill_null(0.0) for name in ("held", "due", "owed")))
    money = ibis.ifelse(money > 0, money, rows.demand.fill_null(0.0))
    # Counted beside the rows: of a large book more are concerned than are looked at.
    everybody = rows.customer_id.count().over(ibis.window())
    rows = rows.mutate(priority=rows.score.fill_null(NO_SCORE) * money, concerned=everybody)
    return rows.order_by(ibis.desc("priority"), "customer_id").limit(MOST)


def _scored(rows: Any, specs: "list[ModelSpec]", bases: dict[str, float]) -> Any:
    """``score`` and ``model`` of the model that lifts a customer most above the average, and
    whether that score is among the bank's highest (``top``).
    """
    import ibis

    if not specs:
        return rows.mutate(
            score=ibis.null("float64"), model=ibis.null("string"), top=ibis.literal(False)
        )
    lifts = {
        spec.name: (rows[f"score_{spec.name}"] / bases[spec.name]).fill_null(-1.0) for spec in specs
    }
    best = ibis.greatest(*lifts.values()) if len(lifts) > 1 else next(iter(lifts.values()))
    known = [(best == lift) & (lift >= 0) for lift in lifts.values()]
    model = ibis.cases(*zip(known, lifts, strict=True), else_=None)
    scores = [rows[f"score_{name}"] for name in lifts]
    score = ibis.cases(*zip(known, scores, strict=True), else_=None)
    return rows.mutate(score=score, model=model, top=best >= TOP_LIFT)


def _exposure(toolbox: "Toolbox", row: _Row, buying: dict[str, str], felt: set[str]) -> Exposure:
    buys = buying.get(row.model or "", "")
    amounts: dict[Link, float] = {
        "matures": row.due or 0.0,
        "holds": row.held or 0.0,
        "borrows": row.owed or 0.0,
    }
    link: Link = max(amounts, key=lambda one: amounts[one])
    if not amounts[link]:
        link = "interest" if (row.views or 0) >= INTEREST else "likely"
    product = {"matures": row.due_product, "holds": row.held_product}.get(link)
    sheet = shelf(toolbox.store).get(product or "")
    # The effect on what they hold, where there is one; else on what the money may go to.
    own = "loan" if link == "borrows" else sheet.category if sheet else buys
    return Exposure(
        customer_id=row.customer_id,
        link=link,
        category=own if own in felt else buys,
        buys=buys,
        product_id=product,
        amount=amounts.get(link, row.demand),
        matures_on=row.due_on if link == "matures" else None,
        model=row.model,
        probability=row.score,
        views=row.views or 0,
        of=row.concerned,
    )
