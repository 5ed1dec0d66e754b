from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decision_models.artefact import DamagedModel
from home.errors import BadInput
from tests.tools.bank import ROOT, customers, query, rm_of
from tools.access import parse
from tools.customers import looked_up, persons
from tools.facts import facts_of
from tools.model_choice import named_in
from tools.prospects import ProspectQuery, find_prospects
from tools.toolbox import Toolbox


def test_the_list_is_ranked_by_the_trained_model(toolbox: Toolbox) -> None:
    found = find_prospects(toolbox, ROOT, ProspectQuery(top_k=50))
    assert found.model == "wealth_30d"
    assert (found.goal, found.category, found.horizon_days) == ("purchase", "wealth", 30)
    chances = [item.probability for item in found.items]
    assert chances == sorted(chances, reverse=True)
    assert [item.rank for item in found.items] == list(range(1, 51))
    known = {one.customer_id: one.score_wealth_30d for one in customers(toolbox)}
    for item in found.items:
        assert item.probability == pytest.approx(known[item.customer_id])
        assert found.base_rate is not None
        assert item.lift == pytest.approx(item.probability / found.base_rate)
        assert 1 <= len(item.reasons) <= 3
        assert item.suitable == (item.product_id is not None) == (not item.unsuitable_why)
        assert item.contact.why
    assert found.as_of == toolbox.as_of


def test_a_list_in_order_of_money_has_those_whom_the_model_ranks(toolbox: Toolbox) -> None:
    everyone = {one.customer_id: one for one in customers(toolbox)}
    found = find_prospects(toolbox, ROOT, ProspectQuery(top_k=20, order="aum"))
    assert found.order == "aum"
    amounts = [everyone[item.customer_id].aum for item in found.items]
    ranked = find_prospects(toolbox, ROOT, ProspectQuery(top_k=100)).matching
    assert found.matching == ranked
    assert amounts == sorted(amounts, reverse=True)
    allowed = sorted((one.aum for one in everyone.values() if one.consent_profiling), reverse=True)
    assert amounts[-1] <= allowed[len(amounts) - 1]
    due = find_prospects(
        toolbox, ROOT, ProspectQuery(top_k=5, goal="maturity", order="maturity_amount")
    )
    leaving = find_prospects(toolbox, ROOT, ProspectQuery(goal="attrition", order="aum", top_k=20))
    assert leaving.items
    assert all(item.lift >= 1 for item in leaving.items)
    owed = [item.next_maturity_amount or 0.0 for item in due.items]
    assert owed == sorted(owed, reverse=True)
    assert owed


def test_those_who_refused_profiling_are_not_ranked(toolbox: Toolbox) -> None:
    found = find_prospects(toolbox, ROOT, ProspectQuery(top_k=100))
    refused = {c.customer_id for c in customers(toolbox) if not c.consent_profiling}
    assert refused
    assert not refused & {item.customer_id for item in found.items}
    assert {f.reason: f.count for f in found.filtered}["profiling"] == len(refused)


@settings(max_examples=12, deadline=None)
@given(
    bounds=st.fixed_dictionaries(
        {},
        optional={
            "min_aum": st.sampled_from([0, 50_000, 200_000]),
            "max_aum": st.sampled_from([100_000, 1_000_000]),
            "min_age": st.sampled_from([20, 40]),
            "max_age": st.sampled_from([35, 59]),
            "tier": st.sampled_from(["金卡", "大众"]),
            "branch": st.sampled_from(["杭州", "B03", "帷幄示范银行总行"]),
            "payroll": st.booleans(),
            "maturing_within_days": st.sampled_from([14, 90]),
            "customer_risk": st.sampled_from(["C2", "C4"]),
            "product_risk": st.sampled_from(["R2", "R4"]),
        },
    )
)
def test_every_condition_holds_and_all_who_are_left_out_are_counted(
    toolbox: Toolbox, bounds: dict[str, object]
) -> None:
    wanted = ProspectQuery(top_k=100, **bounds)  # type: ignore[arg-type]
    found = find_prospects(toolbox, ROOT, wanted)
    everybody = {one.customer_id: one for one in customers(toolbox)}
    assert found.population == len(everybody)
    assert found.matching == found.population - sum(one.count for one in found.filtered)
    assert len(found.items) == min(100, found.matching)
    branches = {"杭州": {"B02"}, "B03": {"B03"}}.get(str(wanted.branch))
    for item in found.items:
        one = everybody[item.customer_id]
        assert wanted.min_aum is None or one.aum >= wanted.min_aum
        assert wanted.max_aum is None or one.aum <= wanted.max_aum
        assert wanted.min_age is None or one.age >= wanted.min_age
        assert wanted.max_age is None or one.age <= wanted.max_age
        assert wanted.tier is None or one.tier == wanted.tier
        assert branches is None or one.branch_id in branches
        assert wanted.payroll is None or one.is_payroll == wanted.payroll
        assert wanted.customer_risk is None or one.risk_level == wanted.customer_risk
        if wanted.maturing_within_days is not None:
            assert one.next_maturity_on is not None
            assert one.next_maturity_on <= toolbox.as_of + timedelta(wanted.maturing_within_days)
        if wanted.product_risk is not None:
            assert one.risk_level is not None
            assert one.risk_level[1] >= wanted.product_risk[1]
            assert one.risk_expires_on is not None
            assert one.risk_expires_on >= toolbox.as_of


@pytest.mark.parametrize(
    ("asked", "model"),
    [
        ({"category": "fund"}, "fund_30d"),
        ({"category": "deposit"}, "deposit_30d"),
        ({"goal": "attrition"}, "attrition_60d"),
        ({"goal": "tier_up"}, "tier_up_90d"),
        ({"goal": "maturity"}, "maturity_44d"),
        ({"category": "credit_card"}, "credit_card_30d"),
        ({"goal": "maturity", "category": "fund"}, "fund_30d"),
    ],
)
def test_which_model_answers(toolbox: Toolbox, asked: dict[str, str], model: str) -> None:
    assert find_prospects(toolbox, ROOT, ProspectQuery(**asked)).model == model  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "model"),
    [
        ("谁快要流失App了", "app_lost_30d"),
        ("哪些客户不用手机银行", "app_lost_30d"),
        ("谁会打开企微消息", "wecom_opened_30d"),
        ("谁会买理财", None),
    ],
)
def test_a_question_may_name_a_model_by_its_own_words(
    toolbox: Toolbox, question: str, model: str | None
) -> None:
    named = named_in(question)
    assert named == model
    found = find_prospects(toolbox, ROOT, ProspectQuery(model=named))
    assert found.model == (model or "wealth_30d")


def test_a_model_that_is_named_and_not_trained_is_not_replaced_by_another(
    toolbox: Toolbox,
) -> None:
    named = named_in("哪些客户可能投诉")
    assert named == "complaint_30d"
    found = find_prospects(toolbox, ROOT, ProspectQuery(model=named))
    assert found.model is None
    assert found.items == ()
    assert "投诉" in found.why


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [
        ({"category": "insurance"}, "wealth_30d"),
        ({"category": "gold"}, "fund_30d"),
        ({"category": "loan"}, None),
        ({"goal": "asset_up"}, "tier_up_90d"),
        ({"goal": "activity"}, "attrition_60d"),
    ],
)
def test_without_a_model_it_says_so_and_names_nobody(
    toolbox: Toolbox, asked: dict[str, str], nearest: str | None
) -> None:
    found = find_prospects(toolbox, ROOT, ProspectQuery(**asked))  # type: ignore[arg-type]
    assert found.model is None
    assert found.items == ()
    assert "没有" in found.why
    assert found.nearest_model == nearest


def test_another_horizon_is_answered_by_the_nearest_model_and_said(toolbox: Toolbox) -> None:
    found = find_prospects(toolbox, ROOT, ProspectQuery(horizon_days=90))
    assert found.horizon_days == 30
    assert any("90天" in note and "30天" in note for note in found.notes)


@pytest.mark.parametrize(
    ("goal", "speaks"),
    [
        ("attrition", "aum >= 10000 AND tenure >= 2"),
        ("tier_up", "aum BETWEEN 10000 AND 5999999.99 AND tenure >= 2"),
    ],
)
def test_a_model_speaks_of_its_own_population_alone(
    toolbox: Toolbox, goal: str, speaks: str
) -> None:
    found = find_prospects(toolbox, ROOT, ProspectQuery(goal=goal, top_k=100))  # type: ignore[arg-type]
    inside = {row[0] for row in query(toolbox, f"SELECT customer_id FROM features WHERE {speaks}")}
    agreed = {one.customer_id for one in customers(toolbox) if one.consent_profiling}
    assert found.matching == len(inside & agreed)
    assert {item.customer_id for item in found.items} <= inside


def test_the_product_is_one_that_may_be_sold_to_this_customer(toolbox: Toolbox) -> None:
    found = find_prospects(toolbox, ROOT, ProspectQuery(category="fund", top_k=60))
    risks = {
        key: max(issuer or "R1", seller or "R1")
        for key, issuer, seller in query(
            toolbox, "SELECT product_id, risk_level_issuer, risk_level_seller FROM products"
        )
    }
    offered = [item for item in found.items if item.product_id]
    assert offered
    for item in offered:
        assert item.risk_level is not None
        assert risks[item.product_id][1] <= item.risk_level[1]
    for item in found.items:
        if not item.suitable:
            assert (
                "测评" in item.unsuitable_why
                or "风险" in item.unsuitable_why
                or ("起购" in item.unsuitable_why)
            )


def test_a_branch_that_is_not_there_is_named_with_those_that_are(toolbox: Toolbox) -> None:
    with pytest.raises(BadInput, match="浦东支行"):
        find_prospects(toolbox, ROOT, ProspectQuery(branch="浦东支行"))


def test_nobody_fits_is_an_answer(toolbox: Toolbox) -> None:
    found = find_prospects(toolbox, ROOT, ProspectQuery(min_aum=1e12))
    assert found.items == ()
    assert found.matching == 0
    assert found.model == "wealth_30d"
    assert found.notes


def test_every_figure_of_the_list_is_a_fact(toolbox: Toolbox) -> None:
    someone = customers(toolbox)[0]
    found = find_prospects(toolbox, rm_of(someone), ProspectQuery(top_k=2))
    facts = {fact.id: fact for fact in facts_of(found)}
    first = found.items[0]
    assert facts["prospects.0.probability"].value == first.probability
    assert facts["prospects.0.probability"].unit == "fraction"
    assert facts["prospects.0.probability"].source == f"scores:{first.customer_id}"
    assert facts["prospects.1.name"].value == found.items[1].name
    assert facts["prospects.as_of"].value == "2026-09-30"
    assert facts["prospects.population"].value == found.population


def test_models_and_conditions_never_share_a_compiled_query(toolbox: Toolbox) -> None:
    asked = [
        ProspectQuery(goal=goal, category=category, payroll=payroll, top_k=100)
        for goal in (None, "attrition", "tier_up", "maturity")
        for category in (None, "fund")
        for payroll in (None, True, False)
    ]
    mixed = [find_prospects(toolbox, ROOT, query) for query in asked]
    for wanted, known in zip(asked, mixed, strict=True):
        fresh = Toolbox(toolbox.home)
        assert find_prospects(fresh, ROOT, wanted).filtered == known.filtered
        fresh.close()


def test_the_same_question_gets_the_same_answer(toolbox: Toolbox) -> None:
    scope = parse("rm:M001")
    one, two = (find_prospects(toolbox, scope, ProspectQuery()) for _ in range(2))
    assert one == two


@pytest.mark.parametrize("asker", ["manager:B00", "marketer:小周"])
def test_a_person_of_the_row_store_is_the_person_of_the_table(toolbox: Toolbox, asker: str) -> None:
    view = toolbox.view(parse(asker))
    ids = [one.customer_id for one in customers(toolbox)][::-7]
    found = looked_up(view, toolbox.lookup, ids)
    assert [one.customer_id for one in found] == ids
    assert {one.customer_id: one for one in found} == persons(view, ids)


def test_a_model_not_shown_to_rank_better_than_chance_says_so(
    toolbox: Toolbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ProspectQuery(category="wealth", top_k=3)
    card = toolbox.card("wealth_30d")
    for lowest, doubted in ((0.49, True), (0.51, False)):
        figures = card.evaluation.model_copy(update={"auc_low": lowest})
        judged = card.model_copy(update={"evaluation": figures})
        monkeypatch.setattr(Toolbox, "card", lambda _self, _name, card=judged: card)
        found = find_prospects(toolbox, parse("manager:B00"), asked)
        assert bool(found.doubt) is doubted
        assert (card.title in found.doubt) is doubted
        by_money = find_prospects(
            toolbox, parse("manager:B00"), asked.model_copy(update={"order": "aum"})
        )
        assert not by_money.doubt  # its order is not the model's


def test_a_model_whose_card_cannot_be_read_is_named(
    toolbox: Toolbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = tuple(card for card in toolbox.cards() if card.name != "wealth_30d")
    monkeypatch.setattr(Toolbox, "cards", lambda _self: others)
    with pytest.raises(DamagedModel, match="weiwo models train wealth_30d"):
        find_prospects(toolbox, parse("manager:B00"), ProspectQuery(category="wealth"))
