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

Link: TypeAlias = Literal["holds", "matures", "borrows", "likely"]

DUE_DAYS = 45
MOST = 500  # candidates that are looked at one by one; far more than anybody calls
TOP_LIFT = 2.0  # from twice the average on, a score alone is a reason to call
# A fixed rate is not touched by news until it ends: these reach their holders when they mature.
FIXED_UNTIL_MATURITY = frozenset({"deposit", "bond"})
NO_SCORE = 0.001  # a customer outside the model's population still has money that falls due


@dataclass(frozen=True)
class Exposure:
    """One customer's strongest link to the event. ``amount`` in yuan.

    ``category`` is that of the effect which reaches them, ``buys`` the one that ``model`` scores
    (empty where the score is of leaving).
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


def exposures(
    toolbox: "Toolbox",
    view: "View",
    effects: Sequence[Effect],
    products: Sequence[ProductSheet],
) -> list[Exposure]:
    """Customers whom the event concerns, by probability x exposed money, at most ``MOST``."""
    specs = _models(toolbox, effects)
    buying = {spec.name: spec.category for spec in specs if spec.category}
    felt = {effect.category for effect in effects}
    touched = [s.product_id for s in products if s.category not in FIXED_UNTIL_MATURITY]
    # Money that falls due is concerned where it earns less, or where something else gains.
    due = felt | {"deposit", "bond"} if buying or "deposit" in felt else set()
    reach = _Reach(
        due=[s.product_id for s in shelf(toolbox.store).values() if s.category in due],
        # Where money can be placed, that is what to call about; else borrowers are concerned.
        loans="loan" in felt and not buying and toolbox.store.has("loans"),
        likely=bool(buying),
    )
    rows = view.rows(
        _Row,
        ("exposures", reach.loans, reach.likely, *(spec.name for spec in specs)),
        lambda: _query(toolbox, view, specs, reach),
        touched=touched,
        due_products=reach.due,
        due_first=toolbox.as_of,
        due_last=toolbox.as_of + timedelta(days=DUE_DAYS),
        profiling_refused=refused_ids(toolbox),
    )
    return [_exposure(toolbox, row, buying, felt) for row in rows]


@dataclass(frozen=True)
class _Reach:
    """How an event reaches customers: money of these products that falls due, loans, scores."""

    due: list[str]
    loans: bool
    likely: bool


def _models(toolbox: "Toolbox", effects: Sequence[Effect]) -> "list[ModelSpec]":
    """The purchase models of what benefits; where nothing does, the one of money leaving."""
    good = {effect.category for effect in effects if effect.sign > 0}
    buying = [spec for spec in trained(toolbox) if spec.category in good]
    return buying or [spec for spec in trained(toolbox) if spec.label.kind == "aum_fall"][:1]


def _base_rates(toolbox: "Toolbox") -> dict[str, float]:
    return {card.name: max(card.base_rate, 1e-6) for card in toolbox.cards()}


def _query(toolbox: "Toolbox", view: "View", specs: "list[ModelSpec]", reach: _Reach) -> Any:
    import ibis

    people = view.customers()
    people = people.filter(agrees(view.store, people))
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
    rows = _scored(rows, specs, _base_rates(toolbox)).mutate(demand=rows.balance_demand)
    linked = rows.held.notnull() | rows.due.notnull() | rows.owed.notnull()
    rows = rows.filter(linked | rows.top if reach.likely else linked)
    money = ibis.greatest(*(rows[name].fill_null(0.0) for name in ("held", "due", "owed")))
    money = ibis.ifelse(money > 0, money, rows.demand.fill_null(0.0))
    rows = rows.mutate(priority=rows.score.fill_null(NO_SCORE) * money)
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
        link = "likely"
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
    )
