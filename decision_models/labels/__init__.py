"""Labels: what happened after the as-of moment, within the horizon. Read by training alone.

One module per noun of the bank; each function takes a connection, the label, and the window, and
gives an Ibis table of customers. Nothing at or before the as-of moment counts as having happened,
and nothing after the horizon's last day.
"""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, TypeAlias

from decision_models.catalogue import ModelSpec
from decision_models.catalogue.label_kinds import ContactAnswered, Reinvestment
from decision_models.labels import app, assets, contacts, debts, money, orders, service
from decision_models.labels.window import Window, month_end, months_of

__all__ = ["asked", "month_end", "months_of", "positives", "window_end"]

_Reader: TypeAlias = Callable[[Any, Any, Window], Any]

_HAPPENED: Mapping[str, _Reader] = MappingProxyType(
    {
        "purchase": orders.bought,
        "first_purchase": orders.bought_first,
        "cross_purchase": orders.bought_across,
        "repurchase": orders.bought_again,
        "redemption": orders.redeemed,
        "reinvestment": orders.reinvested,
        "card_opened": debts.card_opened,
        "loan_taken": debts.loan_taken,
        "aum_fall": assets.fallen,
        "aum_rise": assets.risen,
        "tier_up": assets.tier_up,
        "tier_down": assets.tier_down,
        "app_active": app.active,
        "app_silent": app.silent,
        "contact_outcome": contacts.ended_so,
        "service_request": service.asked,
        "money_moved": money.moved,
        "money_stopped": money.stopped,
    }
)
"""By the label's ``kind``."""


def positives(con: Any, spec: ModelSpec, as_of: date) -> Any:
    """The customers to whom it happened: an Ibis table with ``customer_id``, each once."""
    return _HAPPENED[spec.label.kind](con, spec.label, Window(as_of, spec.horizon_days))


def asked(con: Any, spec: ModelSpec, as_of: date) -> Any | None:
    """The customers of whom one can know whether it happened, as ``positives`` gives them; None
    where that is everybody.

    A contact is answered or not by those alone who were contacted, and money that matures is
    placed again by those alone who had some.
    """
    window = Window(as_of, spec.horizon_days)
    if isinstance(spec.label, ContactAnswered):
        return contacts.contacted(con, spec.label, window)
    if isinstance(spec.label, Reinvestment):
        return orders.maturing(con, spec.label, window)
    return None


def window_end(spec: ModelSpec, as_of: date) -> date:
    """The last day that the label of ``as_of`` looks at."""
    window = Window(as_of, spec.horizon_days)
    by_month = "balances" in spec.label.tables
    return month_end(window.last_month) if by_month else window.end
