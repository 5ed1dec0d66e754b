"""What came of yesterday: counted within the asker's rows, reports of today included."""

from tests.tools.bank import customers, rm_of
from tools.access import parse
from tools.catalogue import call
from tools.lately import lately
from tools.toolbox import Toolbox


def test_a_report_of_today_counts_for_its_manager_alone(writable: Toolbox) -> None:
    one = customers(writable)[0]
    mine = rm_of(one)
    before = lately(writable, mine)
    given = {"customer_id": one.customer_id, "outcome": "converted", "amount": 50_000.0}
    call(writable, mine, "record_feedback", given, "k1")
    after = lately(writable, mine)
    assert after.contacts == before.contacts + 1
    assert after.amount == before.amount + 50_000
    assert after.items[0].customer_id == one.customer_id
    other = parse("rm:M001" if str(mine) != "rm:M001" else "rm:M002")
    assert one.customer_id not in {item.customer_id for item in lately(writable, other).items}


def test_an_analyst_sees_nobody(toolbox: Toolbox) -> None:
    found = lately(toolbox, parse("analyst:x"))
    assert (found.contacts, found.items) == (0, ())


def test_counts_and_items_agree(toolbox: Toolbox) -> None:
    found = lately(toolbox, parse("manager:B00"))
    assert found.contacts == sum(count for _, count in found.outcomes)
    assert all(item.at.date() >= found.since for item in found.items)
