from datetime import date, timedelta

import pytest

from agents.guardrails.grounding.figures import read_figures
from prompts.messages import catalogue
from tests.tools.bank import ROOT, customers, query
from tools.access import parse
from tools.agenda import DayQuery, my_day
from tools.birthdays import _coming
from tools.feedback import FeedbackReport, record_feedback
from tools.toolbox import Toolbox


def test_a_day_has_what_falls_due_first_and_refusals_last(toolbox: Toolbox) -> None:
    found = my_day(toolbox, ROOT, DayQuery(top_k=20))
    kinds = [section.kind for section in found.sections]
    order = ["maturity", "follow_up", "birthday", "attrition", "purchase", "refusal"]
    assert kinds == [kind for kind in order if kind in kinds]
    assert {"maturity", "attrition", "purchase"} <= set(kinds)
    due = next(section for section in found.sections if section.kind == "maturity")
    sql = "SELECT count(*) FROM positions WHERE matures_on BETWEEN '{}' AND '{}'"
    last = toolbox.as_of + timedelta(days=14)
    assert due.count == query(toolbox, sql.format(toolbox.as_of, last))[0][0]
    days = [item.due_on for item in due.items]
    assert days == sorted(days, key=str)
    for section in found.sections:
        assert section.title
        assert len(section.items) <= min(20, section.count)
        for item in section.items:
            assert item.text
            if section.kind in ("attrition", "purchase"):
                assert item.contact.rule != "refused"
                assert item.probability is not None


def test_birthdays_are_those_of_the_seven_days_to_come(toolbox: Toolbox) -> None:
    found = my_day(toolbox, ROOT, DayQuery(top_k=20, only="birthday"))
    assert [section.kind for section in found.sections] == ["birthday"]
    items = found.sections[0].items
    wanted = {toolbox.as_of + timedelta(days=number) for number in range(7)}
    born = dict(query(toolbox, "SELECT customer_id, birth_date FROM customers"))
    for item in items:
        assert item.due_on in wanted
        birth = born[item.customer_id]
        assert (birth.month, birth.day) == (item.due_on.month, item.due_on.day)
        assert item.contact.rule != "refused"
        assert str(birth.year) not in item.text, "how old somebody gets is nobody's business here"
    days = [item.due_on for item in items]
    assert days == sorted(days)
    sizes = {(day.month, day.day) for day in wanted}
    everybody = sum((birth.month, birth.day) in sizes for birth in born.values())
    assert len(items) <= found.sections[0].count <= everybody


@pytest.mark.parametrize(
    ("today", "on"),
    [(date(2027, 2, 25), date(2027, 2, 28)), (date(2028, 2, 25), date(2028, 2, 29))],
)
def test_who_was_born_on_the_29th_of_february_has_a_birthday_every_year(
    today: date, on: date
) -> None:
    assert _coming(today)[229] == on


def test_one_kind_that_nobody_is_of_is_said_to_be_empty(toolbox: Toolbox) -> None:
    found = my_day(toolbox, ROOT, DayQuery(only="handoff"))
    assert found.sections == ()
    assert found.notes == ("没有客户在等您联系",)


def test_who_was_contacted_lately_is_left_in_peace_by_the_lists_of_scores(
    toolbox: Toolbox,
) -> None:
    found = my_day(toolbox, ROOT, DayQuery(top_k=20))
    sql = "SELECT DISTINCT customer_id FROM contacts WHERE treated AND \"at\" >= '{}'"
    lately = query(toolbox, sql.format(toolbox.as_of - timedelta(days=14)))
    contacted = {key for (key,) in lately}
    for section in found.sections:
        if section.kind in ("attrition", "purchase"):
            assert not contacted & {item.customer_id for item in section.items}


def test_reports_of_today_become_follow_ups_and_refusals(writable: Toolbox) -> None:
    mine = [one for one in customers(writable) if one.manager_id == "M001"][:2]
    scope = parse("rm:M001")
    for number, (one, outcome) in enumerate(zip(mine, ("follow_up", "refused"), strict=True)):
        report = FeedbackReport(
            customer_id=one.customer_id,
            outcome=outcome,  # type: ignore[arg-type]
            channel="wecom",
            product_id="P003",
        )
        record_feedback(writable, scope, report, key=f"k{number}")
    sections = {section.kind: section for section in my_day(writable, scope, DayQuery()).sections}
    promised = next(
        item for item in sections["follow_up"].items if item.customer_id == mine[0].customer_id
    )
    assert promised.product_id == "P003"
    assert mine[1].customer_id in {item.customer_id for item in sections["refusal"].items}
    other = my_day(writable, parse("rm:M002"), DayQuery(top_k=20))
    named = {item.customer_id for section in other.sections for item in section.items}
    assert not named & {one.customer_id for one in mine}


def test_what_heads_a_list_states_no_figure() -> None:
    """No fact of an answer holds it, so that the line would be withheld."""
    heads = {key: text for key, text in catalogue().items() if key.startswith("agenda.title_")}
    heads |= {key: text for key, text in catalogue().items() if key.startswith("agenda.nothing")}
    assert len(heads) >= 14
    assert not {key for key, text in heads.items() if read_figures(text)}


def test_what_falls_due_by_days_kind_and_money(toolbox: Toolbox) -> None:
    found = my_day(toolbox, ROOT, DayQuery(top_k=20, only="maturity", days=30, by_amount=True))
    (due,) = found.sections
    last = toolbox.as_of + timedelta(days=30)
    sql = f"BETWEEN '{toolbox.as_of}' AND '{last}'"
    count, people, amount = query(
        toolbox,
        "SELECT count(*), count(DISTINCT customer_id), sum(amount) FROM positions"
        f" WHERE matures_on {sql}",
    )[0]
    assert (due.count, due.customers, due.within) == (count, people, 30)
    assert due.amount == pytest.approx(amount)
    amounts = [item.amount for item in due.items]
    assert amounts == sorted(amounts, reverse=True)
    wealth = my_day(toolbox, ROOT, DayQuery(only="maturity", days=30, category="wealth"))
    kinds = query(
        toolbox,
        "SELECT count(*) FROM positions JOIN products USING (product_id)"
        f" WHERE category = 'wealth' AND matures_on {sql}",
    )
    assert wealth.sections[0].count == kinds[0][0]


def test_who_is_promised_a_call_is_due_on_the_day_that_was_promised(writable: Toolbox) -> None:
    rm = parse("rm:M001")
    mine = next(one for one in customers(writable) if one.manager_id == "M001")
    report = FeedbackReport(
        customer_id=mine.customer_id, outcome="follow_up", note="说考虑考虑，让我10天后再联系"
    )
    receipt = record_feedback(writable, rm, report, key="promise")
    due = receipt.follow_up_on
    assert due is not None
    assert (due - writable.as_of).days in (10, 11)
    found = my_day(writable, rm, DayQuery(top_k=20, only="follow_up"))
    item = next(i for i in found.sections[0].items if i.customer_id == mine.customer_id)
    assert item.due_on == due
