"""A buyer who is in nobody's book, as a thread has told of them."""

from dataclasses import dataclass, fields, replace
from datetime import date


@dataclass(frozen=True)
class Case:
    """A buyer by what is told of them, and what they want; None and False are what nobody has said.
    ``kin`` is who they are to the customer who asks for them.
    """

    age: int | None = None
    customer_risk: str | None = None
    assessed_first: date | None = None
    assessed_last: date | None = None
    unassessed: bool = False
    lapsed: bool = False
    product_id: str | None = None
    risk_level: str | None = None
    category: str | None = None
    kin: str | None = None

    def merged(self, later: "Case") -> "Case":
        """This case with what is said later of it; a new kind of goods puts the old ones aside."""
        own = {one.name: getattr(later, one.name) for one in fields(later)}
        changed = {name: value for name, value in own.items() if value}
        merged = replace(self, **changed)
        if later.assessed_last:
            merged = replace(merged, unassessed=False, lapsed=False)
        if later.unassessed:
            merged = replace(merged, assessed_first=None, assessed_last=None, customer_risk=None)
        if later.product_id:
            merged = replace(merged, risk_level=None)
        elif later.risk_level:
            merged = replace(merged, product_id=None)
        return merged
