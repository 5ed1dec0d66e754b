import pytest

from decision_models.mart.demo_bank import shelf as demo_shelf
from home.errors import BadInput, NotFound
from tests.tools.bank import customers, rm_of
from tools.access import parse
from tools.facts import facts_of
from tools.products import ProductQuery, product_info
from tools.suitability_checks import SuitabilityQuery, check_suitability
from tools.toolbox import Toolbox

RM = parse("rm:M001")


def test_facts_are_those_of_the_table(toolbox: Toolbox) -> None:
    for row in demo_shelf():
        (sheet,) = product_info(toolbox, RM, ProductQuery(products=[row.product_id])).sheets
        assert sheet.name == row.name
        assert sheet.benchmark_low == row.benchmark_low
        assert sheet.term_days == row.term_days
        assert sheet.fees == row.fees
        levels = [one for one in (row.risk_level_issuer, row.risk_level_seller) if one]
        assert sheet.risk_level == max(levels, default=None)


def test_two_products_are_compared_in_what_differs(toolbox: Toolbox) -> None:
    found = product_info(
        toolbox, RM, ProductQuery(products=["月月安享30天", "周周安享7天", "无此"])
    )
    assert [sheet.product_id for sheet in found.sheets] == ["P003", "P002"]
    aspects = {one.aspect: one.values for one in found.differences}
    assert aspects["期限"] == ("30天", "7天")
    assert "起购金额" not in aspects
    assert [one.text for one in found.unresolved] == ["无此"]
    stricter = next(note.text for note in found.notes if note.product_id == "P002")
    assert stricter == "发行人评为R1，本行评为R2，按较严的R2销售"
    assert any("不是预期收益率" in note.text for note in found.notes)
    assert "products.0.benchmark_low" in {fact.id for fact in facts_of(found)}


def test_a_category_lists_what_is_on_sale_and_affordable(toolbox: Toolbox) -> None:
    query = ProductQuery(category="deposit", amount=50_000, top_k=20)
    found = product_info(toolbox, parse("customer:C0000001"), query)
    assert found.listed_of == len(found.sheets)
    assert all(s.min_amount <= 50_000 and s.on_sale(toolbox.as_of) for s in found.sheets)
    assert "P045" not in {sheet.product_id for sheet in found.sheets}
    with pytest.raises(BadInput, match="category"):
        product_info(toolbox, RM, ProductQuery())


def test_off_sale_is_said(toolbox: Toolbox) -> None:
    found = product_info(toolbox, RM, ProductQuery(products=["P009", "P019"]))
    said = {
        note.product_id: note.text
        for note in found.notes
        if "销售" in note.text or "停售" in note.text
    }
    assert "停售" in said["P009"]
    assert "才开始销售" in said["P019"]


@pytest.mark.parametrize(
    ("asked", "allowed", "rule"),
    [
        ({"customer_risk": "C2", "risk_level": "R2"}, True, "ok"),
        ({"customer_risk": "C2", "risk_level": "R3"}, False, "risk_above_level"),
        ({"customer_risk": "C5", "risk_level": "R5"}, True, "ok"),
        ({"customer_risk": "C5", "risk_level": "R4", "age": 65}, False, "senior_high_risk"),
        ({"customer_risk": "C5", "risk_level": "R4", "age": 64}, True, "ok"),
        ({"customer_risk": "C1", "product_id": "P002"}, False, "risk_above_level"),
        ({"customer_risk": "C1", "product_id": "P001"}, True, "ok"),
        ({"customer_risk": "C5", "product_id": "P034"}, False, "private_placement"),
        ({"customer_risk": "C3", "product_id": "P009"}, False, "not_on_sale"),
        ({"customer_risk": "C3", "product_id": "P045", "amount": 1e5}, False, "below_minimum"),
        ({"customer_risk": "C1", "product_id": "P045", "amount": 2e5}, True, "ok"),
    ],
)
def test_levels_in_general(
    toolbox: Toolbox, asked: dict[str, object], allowed: bool, rule: str
) -> None:
    found = check_suitability(toolbox, RM, SuitabilityQuery(**asked))  # type: ignore[arg-type]
    assert (found.allowed, found.rule) == (allowed, rule)
    assert found.why
    assert found.notes
    assert bool(found.alternatives) == (not allowed)
    for other in found.alternatives:
        query = SuitabilityQuery(
            customer_risk=found.customer_risk,
            age=found.age,
            product_id=other.product_id,
            amount=asked.get("amount"),  # type: ignore[arg-type]
        )
        assert check_suitability(toolbox, RM, query).allowed


def test_every_rule_that_stands_in_the_way_is_given(toolbox: Toolbox) -> None:
    one = next(
        one
        for one in customers(toolbox)
        if one.risk_level == "C2" and one.risk_expires_on and one.risk_expires_on < toolbox.as_of
    )
    query = SuitabilityQuery(customer_id=one.customer_id, product_id="P030")
    found = check_suitability(toolbox, rm_of(one), query)
    assert [finding.rule for finding in found.findings][:2] == [
        "assessment_expired",
        "risk_above_level",
    ]
    assert found.why == found.findings[0].why
    assert found.why.startswith("客户的风险测评已于")
    mine = check_suitability(
        toolbox, parse(f"customer:{one.customer_id}"), SuitabilityQuery(product_id="P030")
    )
    assert mine.why.startswith("您的风险测评已于")
    assert all(other.risk_level in (None, "R1") for other in mine.alternatives)


def test_what_is_missing_or_hidden_is_named(toolbox: Toolbox) -> None:
    with pytest.raises(BadInput, match="customer_risk"):
        check_suitability(toolbox, RM, SuitabilityQuery(risk_level="R2"))
    with pytest.raises(BadInput, match="risk_level"):
        check_suitability(toolbox, RM, SuitabilityQuery(customer_risk="C2"))
    with pytest.raises(NotFound, match="P018"):
        check_suitability(toolbox, parse("customer:C0000001"), SuitabilityQuery(product_id="P018"))


def test_for_someone_else_only_their_age_decides_and_nothing_is_suggested(
    toolbox: Toolbox,
) -> None:
    asker = parse("customer:C0000001")
    old = SuitabilityQuery(someone_else=True, age=70, risk_level="R4")
    refused = check_suitability(toolbox, asker, old)
    assert (refused.rule, refused.alternatives) == ("senior_high_risk", ())
    young = SuitabilityQuery(someone_else=True, age=30, risk_level="R4")
    found = check_suitability(toolbox, asker, young)
    assert found.customer_id is None
    assert found.allowed
    assert any("C4" in note for note in found.notes)


def test_products_of_a_theme_alone_are_none_that_lend(toolbox: Toolbox) -> None:
    found = product_info(toolbox, RM, ProductQuery(theme="养老", top_k=20))
    assert found.sheets
    assert all("养老" in sheet.themes for sheet in found.sheets)
    assert not {sheet.category for sheet in found.sheets} & {"loan", "credit_card"}
