from dataclasses import replace

from tests.tools.bank import query
from tools.reasons import feature_rows, reasons_from, reasons_of
from tools.toolbox import Toolbox


def test_stored_reasons_and_those_on_demand_are_the_same(toolbox: Toolbox) -> None:
    for model in ("wealth_30d", "attrition_60d"):
        of = f"SELECT customer_id FROM scores WHERE model = '{model}' ORDER BY rank"
        ids = [row[0] for row in query(toolbox, f"{of} LIMIT 6")]
        ids += [row[0] for row in query(toolbox, f"{of} DESC LIMIT 6")]
        stored = toolbox.lookup.contributions(model, ids)
        assert 0 < len(stored) < len(ids)
        rows = feature_rows(toolbox, ids)
        for upward in (True, False):
            found = reasons_of(toolbox, model, ids, upward=upward)
            for one in ids:
                assert found[one] == reasons_from(toolbox, model, rows[one], upward=upward)
                assert found[one]


def test_stored_contributions_are_what_reasons_are_made_of(toolbox: Toolbox) -> None:
    best = "SELECT customer_id FROM scores WHERE model = 'wealth_30d' ORDER BY rank LIMIT 1"
    ((one,),) = query(toolbox, best)
    lookup = toolbox.lookup
    (stored,) = lookup.contributions("wealth_30d", [one]).values()

    class Turned(type(lookup)):  # type: ignore[misc]
        def contributions(self, model: str, customer_ids: list[str]) -> dict[str, object]:
            return {one: -stored}

    edition = replace(toolbox.edition, lookup=Turned(lookup._folder))
    opened = Toolbox(toolbox.home)
    opened._opened.pinned.edition = edition
    turned = reasons_of(opened, "wealth_30d", [one])[one]
    plain = reasons_of(toolbox, "wealth_30d", [one])[one]
    assert [reason.direction for reason in turned] != [reason.direction for reason in plain]
    opened.close()
