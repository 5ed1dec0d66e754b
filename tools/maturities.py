"""What falls due, by date: positions with a day of maturity in the days ahead."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from tools.facts import Figure
from tools.shelf import shelf
from tools.store import parameter

if TYPE_CHECKING:
    from tools.toolbox import Toolbox
    from tools.view import View


@dataclass(frozen=True)
class Maturity:
    """One position that falls due. Money in yuan."""

    facts_source: ClassVar[str] = "positions"

    customer_id: Annotated[str, Figure("id", "客户编号")]
    name: Annotated[str, Figure("name", "客户姓名")]
    product_id: Annotated[str, Figure("id", "产品编号")]
    product_name: Annotated[str, Figure("name", "产品名称")]
    category: str
    amount: Annotated[float, Figure("yuan", "到期金额")]
    matures_on: Annotated[date, Figure("date", "到期日")]
    days_left: Annotated[int, Figure("days", "距到期天数")]


@dataclass(frozen=True)
class _Row:
    customer_id: str
    name: str
    product_id: str
    amount: float
    matures_on: date


def maturities(
    toolbox: "Toolbox", view: "View", days: int, customer_id: str | None = None
) -> list[Maturity]:
    """What matures from the as-of day through ``days`` later, soonest and largest first."""
    if not toolbox.store.has("positions"):
        return []

    def build() -> Any:
        people = view.customers().select("customer_id", "name")
        if customer_id is not None:
            people = people.filter(people.customer_id == parameter("customer_id"))
        rows = view.store.table("positions").inner_join(people, "customer_id")
        due = (rows.matures_on >= parameter("first", "date")) & (
            rows.matures_on <= parameter("last", "date")
        )
        found = rows.filter(due)
        return found.order_by(found.matures_on, found.amount.desc(), found.customer_id)

    first = toolbox.as_of
    given = {} if customer_id is None else {"customer_id": customer_id}
    found = view.rows(
        _Row,
        ("maturities", customer_id is not None),
        build,
        first=first,
        last=first + timedelta(days=days),
        **given,
    )
    products = shelf(toolbox.store)
    return [
        Maturity(
            customer_id=row.customer_id,
            name=row.name,
            product_id=row.product_id,
            product_name=products[row.product_id].name,
            category=products[row.product_id].category,
            amount=row.amount,
            matures_on=row.matures_on,
            days_left=(row.matures_on - first).days,
        )
        for row in found
        if row.product_id in products
    ]
