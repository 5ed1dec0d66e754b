from datetime import timedelta

from tests.tools.bank import ROOT, customers, query
from tools.access import parse
from tools.agenda import DayQuery, my_day
from tools.feedback import FeedbackReport, record_feedback
from tools.toolbox import Toolbox


def test_a_day_has_what_falls_due_first_and_refusals_last(toolbox: Toolbox) -> None:
    found = my_day(toolbox, ROOT, DayQuery(top_k=20))
    kinds = [section.kind for section in found.sections]
    order = ["maturity", "follow_up", "attrition", "purchase", "refusal"]
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
