"""A list leaves with its record, within the asker's rows."""

import pytest

from home.errors import RefusedByPolicy
from tools.access import parse
from tools.list_export import export_prospects
from tools.prospects import ProspectQuery
from tools.toolbox import Toolbox

QUERY = ProspectQuery(category="wealth", top_k=3)


def test_the_record_says_who_took_whom(writable: Toolbox) -> None:
    made = export_prospects(writable, parse("rm:M001"), QUERY)
    (record,) = writable.ledger.records("list_exported")
    assert record.seq == made.record
    ids = [one.customer_id for one in made.found.items]
    assert record.payload == {"by": "rm:M001", "model": "wealth_30d", "customers": ids}
    assert writable.ledger.records_about(ids[0])[0].seq == record.seq


@pytest.mark.parametrize("who", ["customer:C0000001", "analyst:x", "compliance:x"])
def test_others_take_no_lists(who: str, writable: Toolbox) -> None:
    with pytest.raises(RefusedByPolicy):
        export_prospects(writable, parse(who), QUERY)
    assert list(writable.ledger.records("list_exported")) == []
