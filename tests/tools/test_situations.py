from decision_models.next_best import load_situation
from tests.tools.bank import ROOT, query
from tools.customers import persons
from tools.situations import situations
from tools.toolbox import Toolbox


def test_many_situations_are_what_the_marts_own_tables_say_of_each(toolbox: Toolbox) -> None:
    ids = [row[0] for row in query(toolbox, "SELECT customer_id FROM customers LIMIT 80")]
    found = situations(toolbox, list(persons(toolbox.view(ROOT), ids).values()))
    assert found.keys() == set(ids)
    for customer_id, situation in found.items():
        assert situation == load_situation(toolbox.store.backend, customer_id, toolbox.as_of)
