"""Credit cards and loans: the day on which they were opened."""

from typing import Any

from decision_models.catalogue.label_kinds import CardOpened, LoanTaken
from decision_models.labels.window import Window


def card_opened(con: Any, _label: CardOpened, window: Window) -> Any:
    """Who opens a credit card."""
    rows = con.table("cards")
    found = rows.filter((rows.kind == "credit") & window.holds_day(rows.opened_on))
    return found.select("customer_id").distinct()


def loan_taken(con: Any, label: LoanTaken, window: Window) -> Any:
    """Who takes a loan of one of the kinds."""
    rows = con.table("loans")
    found = rows.filter(rows.kind.isin(list(label.loans)) & window.holds_day(rows.opened_on))
    return found.select("customer_id").distinct()
