"""What has moved: added up as plain SQL adds it, of the asker's own customers alone."""

from datetime import date

import pytest

from home.errors import BadInput, RefusedByPolicy
from tests.tools.bank import ROOT, query
from tools.access import parse
from tools.catalogue import call
from tools.facts import facts_of
from tools.movements import MovementQuery, movements_report
from tools.toolbox import Toolbox

SINCE, UNTIL = date(2026, 7, 1), date(2026, 8, 31)
RM = parse("rm:M001")
_ON = "(t.\"at\" + INTERVAL 8 HOUR)::DATE BETWEEN '2026-07-01' AND '2026-08-31'"
_MINE = "JOIN assignments a ON a.customer_id = t.customer_id AND a.manager_id = 'M001'"
WHAT = {
    "out": "t.direction = 'out' AND t.counterparty_kind IN ('person', 'own_account', 'securities')",
    "in": "t.direction = 'in'",
}


def report(toolbox: Toolbox, who: object = RM, **more: object) -> object:
    asked = {"since": SINCE, "until": UNTIL, **more}
    return movements_report(toolbox, who, MovementQuery.model_validate(asked))  # type: ignore[arg-type]


@pytest.mark.parametrize("measure", sorted(WHAT))
def test_what_left_or_came_is_what_the_transactions_say(toolbox: Toolbox, measure: str) -> None:
    found = report(toolbox, measure=measure, top_k=100)
    ((amount, count, people),) = query(
        toolbox,
        "SELECT sum(t.amount), count(*), count(DISTINCT t.customer_id) "
        f"FROM transactions t {_MINE} "
        f"WHERE {WHAT[measure]} AND {_ON}",
    )
    assert found.amount == pytest.approx(amount)  # type: ignore[attr-defined]
    assert (found.count, found.customers) == (count, people)  # type: ignore[attr-defined]
    amounts = [one.amount for one in found.items]  # type: ignore[attr-defined]
    assert amounts == sorted(amounts, reverse=True)


def test_parts_of_what_was_bought_add_up_to_all_of_it(toolbox: Toolbox) -> None:
    found = report(toolbox, measure="bought", by="category")
    ((amount,),) = query(
        toolbox, f"SELECT sum(t.amount) FROM orders t {_MINE} WHERE t.side = 'buy' AND {_ON}"
    )
    assert found.amount == pytest.approx(amount)  # type: ignore[attr-defined]
    assert sum(one.amount for one in found.parts) == pytest.approx(amount)  # type: ignore[attr-defined]


def test_only_who_moved_so_much_is_listed_and_counted(toolbox: Toolbox) -> None:
    found = report(toolbox, least=20_000)
    everybody = report(toolbox, top_k=100)
    enough = [one for one in everybody.items if one.amount >= 20_000]  # type: ignore[attr-defined]
    assert found.customers == len(enough)  # type: ignore[attr-defined]
    assert (
        [one.customer_id for one in found.items]
        == [  # type: ignore[attr-defined]
            one.customer_id for one in enough[:10]
        ]
    )


def test_managers_beside_each_other_are_for_who_leads_them(toolbox: Toolbox) -> None:
    found = report(toolbox, ROOT, by="manager")
    assert len(found.parts) > 1  # type: ignore[attr-defined]
    with pytest.raises(RefusedByPolicy):
        report(toolbox, by="manager")


@pytest.mark.parametrize(
    ("since", "until", "earlier"),
    [
        (date(2026, 9, 1), date(2026, 9, 20), (date(2026, 8, 1), date(2026, 8, 20))),
        (date(2026, 8, 1), date(2026, 8, 31), (date(2026, 7, 1), date(2026, 7, 31))),
        (date(2026, 9, 11), date(2026, 9, 20), (date(2026, 9, 1), date(2026, 9, 10))),
    ],
)
def test_days_are_held_against_as_many_before_and_months_against_months(
    toolbox: Toolbox, since: date, until: date, earlier: tuple[date, date]
) -> None:
    found = report(toolbox, since=since, until=until)
    assert (found.before_since, found.before_until) == earlier  # type: ignore[attr-defined]
    before = report(toolbox, since=earlier[0], until=earlier[1])
    assert found.before == pytest.approx(before.amount)  # type: ignore[attr-defined]


def test_before_the_records_begin_nothing_is_compared(toolbox: Toolbox) -> None:
    found = report(toolbox, since=date(2024, 1, 1))
    assert found.before is None  # type: ignore[attr-defined]
    assert found.change is None  # type: ignore[attr-defined]


def test_days_in_the_wrong_order_and_kinds_of_no_purchase_are_refused(toolbox: Toolbox) -> None:
    with pytest.raises(BadInput, match="since must not be after"):
        report(toolbox, since=UNTIL, until=SINCE)
    with pytest.raises(BadInput, match="by must be"):
        report(toolbox, measure="out", by="category")


def test_what_is_told_are_facts(toolbox: Toolbox) -> None:
    made = call(toolbox, RM, "movements_report", {"measure": "out"}, key="m")
    values = {fact.value for fact in facts_of(made)}
    assert {made.amount, made.customers} <= values  # type: ignore[attr-defined]
