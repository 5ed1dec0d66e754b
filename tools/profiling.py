"""Who refused to be profiled: no score ranks them (个保法 24)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tools.customers import Person, Since
from tools.store import parameter

if TYPE_CHECKING:
    from tools.store import Store
    from tools.toolbox import Toolbox


@dataclass(frozen=True)
class _Id:
    customer_id: str


def refused_ids(toolbox: "Toolbox") -> list[str]:
    """Customers whose refusal is in the ledger and not yet in the mart."""
    last: dict[str, bool] = {}
    for change in toolbox.ledger.consent_changes():
        if change.purpose == "profiling":
            last[change.customer_id] = change.granted
    return sorted(customer_id for customer_id, granted in last.items() if not granted)


def agrees(store: "Store", rows: Any, *, refused: bool = True) -> Any:
    """The condition that a row of ``prospects`` may be ranked by a score.

    A refusal counts when it was said: a bank that never asked about profiling has no row of it,
    and lawful interest then stands. The query takes the parameter ``profiling_refused``, unless
    ``refused`` says that the ledger knows of nobody.
    """
    now = rows.customer_id.notnull()
    if refused:
        now = ~parameter("profiling_refused", "array<string>").contains(rows.customer_id)
    if not asked(store):
        return now
    said = rows.consent_profiling | ~rows.profiling_said
    return now & said if refused else said


def asked(store: "Store") -> bool:
    """Whether the bank has anybody's word about profiling."""
    if not store.has("consents"):
        return False

    def build() -> Any:
        rows = store.table("consents")
        return rows.filter(rows.purpose == "profiling").select("customer_id").limit(1)

    return store.remembered("profiling asked", lambda: bool(store.rows(_Id, "profiled", build)))


def refuses(toolbox: "Toolbox", one: Person, known: Since) -> bool:
    """Whether this customer refused to be profiled."""
    if known.profiling_withdrawn:
        return True
    if one.consent_profiling or not asked(toolbox.store):
        return False

    def build() -> Any:
        rows = toolbox.store.table("consents")
        mine = rows.customer_id == parameter("customer_id")
        return rows.filter(mine & (rows.purpose == "profiling")).select("customer_id")

    return bool(toolbox.store.rows(_Id, "profiling of", build, customer_id=one.customer_id))
