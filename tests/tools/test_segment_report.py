from datetime import date

import pytest

from home.errors import RefusedByPolicy
from tests.tools.bank import ROOT, customers, query
from tools.access import parse
from tools.catalogue import ArgumentError, call
from tools.facts import facts_of
from tools.segment_query import SegmentQuery
from tools.segment_report import segment_report
from tools.segment_result import Group, SegmentReport
from tools.toolbox import Toolbox


def report(toolbox: Toolbox, who: str = "manager:B00", **asked: object) -> SegmentReport:
    return segment_report(toolbox, parse(who), SegmentQuery.model_validate(asked))


def groups(found: SegmentReport) -> dict[str, Group]:
    (section,) = found.sections
    return {one.key: one for one in section.groups}


def test_groups_are_counted_with_their_assets(toolbox: Toolbox) -> None:
    everybody = customers(toolbox)
    found = report(toolbox, by=["branch"])
    total = sum(one.aum for one in everybody)
    assert found.population == len(everybody)
    for key, group in groups(found).items():
        own = [one for one in everybody if one.branch_id == key]
        assert group.customers == len(own)
        assert group.aum == pytest.approx(sum(one.aum for one in own))
        assert group.aum_share == pytest.approx(group.aum / total)
    assert sum(one.customers for one in groups(found).values()) == len(everybody)


@pytest.mark.parametrize("axis", ["tier", "age", "risk", "payroll", "gender", "city"])
def test_every_axis_counts_everybody_once(toolbox: Toolbox, axis: str) -> None:
    found = report(toolbox, by=[axis])
    (section,) = found.sections
    counted = sum(one.customers for one in section.groups)
    assert section.left or counted == found.population
    assert all(one.name for one in section.groups)


def test_who_holds_several_kinds_is_in_several_groups(toolbox: Toolbox) -> None:
    found = report(toolbox, by=["held"])
    ((known,),) = query(toolbox, "SELECT count(*) FROM prospects WHERE balance_fund > 0")
    assert groups(found)["fund"].customers == known
    assert any("超过合计" in note for note in found.notes)


def test_conditions_narrow_and_are_said(toolbox: Toolbox) -> None:
    found = report(toolbox, max_age=29, payroll=True)
    known = [one for one in customers(toolbox) if one.is_payroll and one.age <= 29]
    assert found.overall.customers == len(known)
    assert found.whom == "30岁以下的代发客户"
    assert found.overall.share == pytest.approx(len(known) / found.population)


def test_a_tier_counts_with_those_above_it_where_asked(toolbox: Toolbox) -> None:
    alone = report(toolbox, tier="白金")
    above = report(toolbox, tier="白金", or_higher=True)
    tiers = {one.tier for one in customers(toolbox)} - {"大众", "金卡"}
    known = [one for one in customers(toolbox) if one.tier in tiers]
    assert above.overall.customers == len(known) >= alone.overall.customers


def test_the_mean_probability_is_of_whom_the_model_may_speak(toolbox: Toolbox) -> None:
    found = report(toolbox, by=["tier"], measure="likelihood", category="wealth")
    scores = [
        one.score_wealth_30d
        for one in customers(toolbox)
        if one.score_wealth_30d is not None and one.consent_profiling
    ]
    assert found.overall.likely is not None
    assert found.overall.likely.scored == len(scores)
    assert found.overall.likely.probability == pytest.approx(sum(scores) / len(scores))
    assert found.overall.likely.expected == round(sum(scores))
    counted = sum(one.likely.top for one in groups(found).values() if one.likely)
    assert counted == found.overall.likely.top <= found.population * found.top_share + 1


def test_a_goal_without_a_model_says_so(toolbox: Toolbox) -> None:
    found = report(toolbox, by=["branch"], measure="likelihood", category="gold")
    assert found.why
    assert found.overall.likely is None


def test_a_change_is_between_two_ends_of_months(toolbox: Toolbox) -> None:
    found = report(toolbox, by=["branch"], measure="change")
    known = dict(
        query(toolbox, "SELECT as_of, sum(balance) FROM balances GROUP BY as_of ORDER BY as_of")
    )
    *_, before, now = sorted(known)
    assert found.before_on == before
    assert found.overall.change is not None
    assert found.overall.change.amount == pytest.approx(known[now] - known[before])
    parts = [one.change.amount for one in groups(found).values() if one.change]
    assert sum(parts) == pytest.approx(found.overall.change.amount)
    year = report(toolbox, measure="change", against="year_start", category="fund")
    assert year.before_on == date(2025, 12, 31)


def test_contacts_are_of_the_days_and_of_the_managers(toolbox: Toolbox) -> None:
    since = date(2026, 7, 1)
    found = report(toolbox, by=["manager"], measure="contacts", since=since)
    sql = (
        "SELECT assignments.manager_id, count(*), sum((coalesce(outcome, '') = 'converted')::INT) "
        "FROM contacts JOIN assignments USING (customer_id) WHERE treated "
        "AND (\"at\" + INTERVAL 8 HOUR)::DATE >= '2026-07-01' GROUP BY 1"
    )
    known = {key: (size, converted) for key, size, converted in query(toolbox, sql)}
    for key, group in groups(found).items():
        assert group.reached is not None
        assert (group.reached.contacts, group.reached.conversions) == known.get(key, (0, 0))


def test_a_manager_counts_their_own_customers_and_a_marketer_everybody(toolbox: Toolbox) -> None:
    own = [one for one in customers(toolbox) if one.manager_id == "M001"]
    assert report(toolbox, "rm:M001").overall.customers == len(own)
    branch = [one for one in customers(toolbox) if one.branch_id == "B01"]
    assert report(toolbox, "manager:B01").overall.customers == len(branch)
    assert report(toolbox, "marketer:x").overall.customers == len(customers(toolbox))


@pytest.mark.parametrize("who", ["rm:M001", "marketer:x"])
def test_figures_of_managers_are_for_those_who_lead_them(toolbox: Toolbox, who: str) -> None:
    with pytest.raises(RefusedByPolicy):
        report(toolbox, who, by=["manager"], measure="contacts")


@pytest.mark.parametrize("who", ["customer:C0000001", "analyst:x", "compliance:x"])
def test_other_roles_are_not_offered_it(toolbox: Toolbox, who: str) -> None:
    with pytest.raises(RefusedByPolicy):
        call(toolbox, parse(who), "segment_report", {})


def test_arguments_are_checked(toolbox: Toolbox) -> None:
    with pytest.raises(ArgumentError):
        call(toolbox, ROOT, "segment_report", {"by": ["shoe size"]})


def test_dormant_customers_need_a_model_that_knows_them(toolbox: Toolbox) -> None:
    assert "沉睡" in report(toolbox, dormant=True).why


def test_every_figure_is_a_fact_and_nobody_is_named(toolbox: Toolbox) -> None:
    found = report(toolbox, by=["branch", "age"], measure="likelihood", goal="attrition")
    said = {str(one.value) for one in facts_of(found)}
    assert str(found.overall.customers) in said
    assert not said & {one.name for one in customers(toolbox)}
    assert not said & {one.customer_id for one in customers(toolbox)}
