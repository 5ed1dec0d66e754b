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

Link: TypeAlias = Literal["holds", "matures", "likely"]

DUE_DAYS = 45
MOST = 500  # candidates that are looked at one by one; far more than anybody calls
TOP_SHARE = 0.9  # percentile from which a score alone is a reason to call
# A fixed rate is not touched by news until it ends: these reach their holders when they mature.
FIXED_UNTIL_MATURITY = frozenset({"deposit", "bond"})
NO_SCORE = 0.001  # a customer outside the model's population still has money that falls due


@dataclass(frozen=True)
class Exposure:
    """One customer's strongest link to the event. ``amount`` in yuan."""

    customer_id: str
    link: Link
    category: str
    product_id: str | None
    amount: float | None
    matures_on: date | None
    model: str | None
    probability: float | None


@dataclass(frozen=True)
class _Row:
    customer_id: str
    score: float | None
    held: float | None
    held_product: str | None
    due: float | None
    due_product: str | None
    due_on: date | None
    demand: float | None


def exposures(
    toolbox: "Toolbox",
    view: "View",
    effects: Sequence[Effect],
    products: Sequence[ProductSheet],
) -> list[Exposure]:
    """Customers whom the event concerns, by probability x exposed money, at most ``MOST``."""
    benefiting = [effect.category for effect in effects if effect.sign > 0]
    spec = _model(toolbox, benefiting)
    touched = [s.product_id for s in products if s.category not in FIXED_UNTIL_MATURITY]
    moved = {effect.category for effect in effects} | {"deposit"}
    due = [s.product_id for s in shelf(toolbox.store).values() if s.category in moved]
    rows = view.rows(
        _Row,
        ("exposures", spec.name if spec else None),
        lambda: _query(toolbox, view, spec),
        touched=touched,
        due_products=due,
        due_first=toolbox.as_of,
        due_last=toolbox.as_of + timedelta(days=DUE_DAYS),
        threshold=_threshold(view, spec),
        profiling_refused=refused_ids(toolbox),
    )
    category = spec.category if spec and spec.category else benefiting[0] if benefiting else ""
    return [_exposure(row, spec, category) for row in rows]


def _model(toolbox: "Toolbox", benefiting: list[str]) -> "ModelSpec | None":
    """The purchase model of the first category that benefits, or where money will leave."""
    specs = trained(toolbox)
    for category in benefiting:
        for spec in specs:
            if spec.category == category:
                return spec
    return next((spec for spec in specs if spec.label.kind == "aum_fall"), None)


def _query(toolbox: "Toolbox", view: "View", spec: "ModelSpec | None") -> Any:
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
    score = rows[f"score_{spec.name}"] if spec else ibis.null("float64")
    rows = rows.mutate(score=score, demand=rows.balance_demand)
    concerned = (
        rows.held.notnull()
        | rows.due.notnull()
        | (rows.score >= parameter("threshold", "float64")).fill_null(False)
    )
    rows = rows.filter(concerned)
    money = ibis.greatest(rows.held.fill_null(0.0), rows.due.fill_null(0.0))
    money = ibis.ifelse(money > 0, money, rows.demand.fill_null(0.0))
    rows = rows.mutate(priority=rows.score.fill_null(NO_SCORE) * money)
    return rows.order_by(ibis.desc("priority"), "customer_id").limit(MOST)


@dataclass(frozen=True)
class _Threshold:
    score: float | None


def _threshold(view: "View", spec: "ModelSpec | None") -> float:
    """The score from which a customer is in the bank's top tenth."""
    if spec is None:
        return 2.0  # no probability reaches it

    def build() -> Any:
        rows = view.store.table("scores")
        rows = rows.filter((rows.model == spec.name) & (rows.percentile >= TOP_SHARE))
        return rows.aggregate(score=rows.score.min())

    def read() -> float:
        found = view.store.rows(_Threshold, ("threshold", spec.name), build)[0].score
        return 2.0 if found is None else found

    return view.store.remembered(("threshold", spec.name), read)


def _exposure(row: _Row, spec: "ModelSpec | None", category: str) -> Exposure:
    model = spec.name if spec and row.score is not None else None
    if (row.due or 0.0) > 0 and (row.due or 0.0) >= (row.held or 0.0):
        return Exposure(
            row.customer_id, "matures", category, row.due_product, row.due, row.due_on, model,
            row.score,
        )  # fmt: skip
    if (row.held or 0.0) > 0:
        return Exposure(
            row.customer_id, "holds", category, row.held_product, row.held, None, model, row.score
        )
    return Exposure(row.customer_id, "likely", category, None, row.demand, None, model, row.score)
