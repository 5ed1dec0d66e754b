"""A list of customers for use outside: nothing leaves without its record in the audit chain."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.access import Role
from tools.drafts import require
from tools.ledger.canonical import Json
from tools.prospects import ProspectList, ProspectQuery, find_prospects

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox

EXPORTERS = frozenset({Role.RM, Role.MANAGER, Role.MARKETER})


@dataclass(frozen=True)
class ListExport:
    """The list as it leaves, and the number of the audit record that says who took whom."""

    found: ProspectList
    record: int


def export_prospects(toolbox: "Toolbox", scope: "Scope", query: ProspectQuery) -> ListExport:
    """The list that `find_prospects` gives, with its record.

    Raises:
        RefusedByPolicy: the role takes no lists of customers.
        BadInput: as `find_prospects`.
    """
    require(scope, EXPORTERS, "export lists of customers")
    found = find_prospects(toolbox, scope, query)
    ids: list[Json] = [one.customer_id for one in found.items]
    said: dict[str, Json] = {"by": str(scope), "model": found.model, "customers": ids}
    return ListExport(found, toolbox.ledger.append("list_exported", said).seq)
