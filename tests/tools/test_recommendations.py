"""Which product, why, why not: what is said must be what the rules and scores say."""

from collections import defaultdict
from dataclasses import replace
from typing import Any

import pytest

from decision_models.next_best import offer_policy
from decision_models.policy import eligibility, suitability
from home.errors import BadInput, NotFound
from tests.tools.bank import Customer, customers, rm_of
from tools.access import parse
from tools.customers import persons, since
from tools.ledger import ConsentChange
from tools.offers import best_offers
from tools.recommendations import (
    ExplainQuery,
    OfferQuery,
    explain_decision,
    next_best_offer,
)
from tools.shelf import shelf
from tools.shelf_parts import part_of
from tools.situations import situations
from tools.toolbox import Toolbox

SAMPLE = slice(0, 600, 23)
RULES_OF_POLICY = {
    "risk_above_level",
    "assessment_expired",
    "no_assessment",
    "senior_high_risk",
    "private_placement",
    "product_unrated",
    "not_on_sale",
    "below_minimum",
}
POLICY_OF_BANK = {"overdue", "borrower_age", "high_risk_share", "lately_refused"}


def able(toolbox: Toolbox) -> Customer:
    """A customer with a valid assessment who agreed to profiling."""
    for one in customers(toolbox):
        valid = one.risk_expires_on is not None and one.risk_expires_on >= toolbox.as_of
        if valid and one.consent_profiling and one.risk_level == "C3" and one.aum > 50_000:
            return one
    raise AssertionError("the demo bank must have such a customer")


def test_situations_are_what_the_tables_say(toolbox: Toolbox) -> None:
    chosen = customers(toolbox)[SAMPLE]
    view = toolbox.view(parse("manager:B00"))
    many = situations(toolbox, list(persons(view, [c.customer_id for c in chosen]).values()))
    sheets = shelf(toolbox.store)
    for one in chosen:
        mine = many[one.customer_id]
        held = query(
            toolbox,
            "SELECT product_id, sum(amount) FROM positions WHERE customer_id = ? GROUP BY ALL",
            one.customer_id,
        )
        assert dict(mine.held) == pytest.approx(dict(held))
        risky = [a for p, a in held if (sheets[p].risk_level or "R1") >= "R4"]
        assert mine.high_risk_held == pytest.approx(sum(risky))
        overdue = query(
            toolbox, "SELECT max(overdue_days) FROM loans WHERE customer_id = ?", one.customer_id
        )
        assert mine.overdue_days == (overdue[0][0] or 0)
        refused = query(
            toolbox,
            "SELECT count(DISTINCT g.product_id) FROM contacts c "
            "JOIN campaigns g USING (campaign_id) WHERE c.customer_id = ? AND treated "
            "AND outcome = 'refused' AND product_id NOT NULL",
            one.customer_id,
        )
        assert len(mine.refused) == refused[0][0]


def query(toolbox: Toolbox, sql: str, customer_id: str) -> list[tuple[Any, ...]]:
    with toolbox.store.lock:
        found: list[tuple[Any, ...]] = toolbox.store.backend.raw_sql(
            sql, parameters=[customer_id]
        ).fetchall()
    return found


@pytest.mark.parametrize("number", range(0, 600, 60))
def test_offers_keep_every_rule_and_all_the_rest_is_accounted_for(
    toolbox: Toolbox, number: int
) -> None:
    one = customers(toolbox)[number]
    found = next_best_offer(toolbox, rm_of(one), OfferQuery(customer_id=one.customer_id))
    products = shelf(toolbox.store)
    person = persons(toolbox.view(rm_of(one)), [one.customer_id])[one.customer_id].facts()
    for offer in found.offers:
        facts = products[offer.product_id].facts()
        assert suitability(person, facts, toolbox.as_of).allowed
        assert eligibility(person, facts, toolbox.as_of).allowed
        assert offer.why
        assert 0 < offer.probability < 1
    shown = {offer.product_id for offer in found.offers}
    left = {out.product_id for out in found.left_out}
    assert shown | left == set(products)
    assert not shown & left
    for out in found.left_out:
        assert out.why
        facts = products[out.product_id].facts()
        refused = not suitability(person, facts, toolbox.as_of).allowed
        assert refused == (out.rule in RULES_OF_POLICY - {"not_on_sale", "below_minimum"})
    assert bool(found.offers) != bool(found.why_none)


def test_a_wish_is_kept(toolbox: Toolbox) -> None:
    one = able(toolbox)
    found = next_best_offer(
        toolbox,
        parse(f"customer:{one.customer_id}"),
        OfferQuery(amount=200_000, horizon_days=180, product_risk="R2", top_k=10),
    )
    products = shelf(toolbox.store)
    assert found.offers
    for offer in found.offers:
        sheet = products[offer.product_id]
        assert sheet.min_amount <= 200_000
        assert sheet.term_days is None or sheet.term_days <= 189
        assert (sheet.risk_level or "R1") <= "R2"
        assert sheet.category not in ("loan", "credit_card")
        assert not sheet.private
        assert offer.amount == 200_000
    assert not any(products[out.product_id].private for out in found.left_out)
    assert all("客户" not in offer.why for offer in found.offers)


def test_what_is_not_wanted_is_left_out_by_name_and_by_category(toolbox: Toolbox) -> None:
    one = able(toolbox)
    query = OfferQuery(customer_id=one.customer_id, exclude=["fund", "月月安享30天"], top_k=10)
    found = next_best_offer(toolbox, rm_of(one), query)
    assert all(o.category != "fund" and o.product_id != "P003" for o in found.offers)
    assert {out.product_id: out.rule for out in found.left_out}["P003"] == "excluded"


def test_who_refused_profiling_gets_what_anybody_would(writable: Toolbox) -> None:
    one = able(writable)
    scope, query = rm_of(one), OfferQuery(customer_id=one.customer_id, category="wealth")
    before = next_best_offer(writable, scope, query)
    assert before.personalised
    assert before.offers[0].basis == "model"
    writable.ledger.change_consent(
        ConsentChange("k", writable.now, "me", one.customer_id, "profiling", "*", False)
    )
    after = next_best_offer(writable, scope, query)
    assert not after.personalised
    assert {offer.basis for offer in after.offers} == {"rate"}
    assert after.notes
    assert after.offers


def test_a_customer_without_a_valid_assessment_is_told_so(toolbox: Toolbox) -> None:
    expired = next(
        one
        for one in customers(toolbox)
        if one.risk_expires_on is not None and one.risk_expires_on < toolbox.as_of
    )
    query = OfferQuery(category="wealth")
    found = next_best_offer(toolbox, parse(f"customer:{expired.customer_id}"), query)
    assert found.offers == ()
    assert found.why_none.startswith("您的风险测评已于")


@pytest.mark.parametrize("number", [5, 90, 345])
def test_why_not_gives_the_true_rule_or_rank_for_every_product(
    toolbox: Toolbox, number: int
) -> None:
    one = customers(toolbox)[number]
    scope = rm_of(one)
    person = persons(toolbox.view(scope), [one.customer_id])[one.customer_id].facts()
    sheets = shelf(toolbox.store).values()
    listed = {
        category: [
            offer.product_id
            for offer in next_best_offer(
                toolbox,
                scope,
                OfferQuery(customer_id=one.customer_id, category=category, top_k=10),  # type: ignore[arg-type]
            ).offers
        ]
        for category in {sheet.category for sheet in sheets}
    }
    ranks: dict[str, dict[int, int]] = defaultdict(dict)
    for sheet in sheets:
        said = explain_decision(
            toolbox,
            scope,
            ExplainQuery(customer_id=one.customer_id, product_id=sheet.product_id),
        )
        verdict = suitability(person, sheet.facts(), toolbox.as_of)
        if not verdict.allowed:
            assert (said.verdict, said.rule) == ("rule", verdict.rule)
        elif not sheet.on_sale(toolbox.as_of):
            assert (said.verdict, said.rule) == ("rule", "not_on_sale")
        elif said.verdict == "rule":
            assert said.rule in POLICY_OF_BANK | {"below_minimum", "already_held"}
        else:
            first = listed[sheet.category]
            assert said.product_rank is not None
            if sheet.product_id in first:  # one class of shares of each product
                ranks[sheet.category][first.index(sheet.product_id)] = said.product_rank
            assert (said.verdict == "chosen") == (said.product_rank == 1)
            if said.verdict == "not_first":
                assert said.better[0].product_id == first[0]
        assert said.about_product
        assert all(said.about_product + said.about_score)
    for placed in ranks.values():
        order = [rank for _, rank in sorted(placed.items())]
        assert order == sorted(order)
        assert order[:1] in ([], [1])


PARTS: tuple[dict[str, Any], ...] = (
    {"kind": "大额存单"},
    {"kind": "股票基金"},
    {"product_risk": "R5"},
    {"product_risk": "R3", "category": "wealth"},
    {"private": True},
    {"category": "pension"},
)


@pytest.mark.parametrize("part", PARTS, ids=str)
@pytest.mark.parametrize("number", [5, 90, 345])
def test_why_not_of_a_part_of_the_shelf_is_what_holds_of_its_products(
    toolbox: Toolbox, part: dict[str, Any], number: int
) -> None:
    """Nothing of it may be offered by a rule of its own products, or its best has a place."""
    one = customers(toolbox)[number]
    scope = rm_of(one)
    of = part_of(
        part.get("category"), part.get("kind"), part.get("product_risk"), bool(part.get("private"))
    )
    inside = [sheet for sheet in shelf(toolbox.store).values() if of.holds(sheet)]
    assert inside
    singly = [
        explain_decision(
            toolbox, scope, ExplainQuery(customer_id=one.customer_id, product_id=sheet.product_id)
        )
        for sheet in inside
    ]
    said = explain_decision(toolbox, scope, ExplainQuery(customer_id=one.customer_id, **part))
    rules = {single.rule for single in singly}
    if None in rules:
        assert said.verdict in ("chosen", "not_first")
        assert any(sheet.name in said.about_product[0] for sheet in inside)
    else:
        assert said.verdict == "rule"
        assert said.rule in rules - {"not_on_sale"} or rules == {"not_on_sale"}
        assert said.left_out is not None
        assert said.left_out.product_id in {sheet.product_id for sheet in inside}
        assert of.words in said.about_product[0]


def test_a_part_that_the_shelf_lacks_is_said_to_be_lacking(toolbox: Toolbox) -> None:
    one = able(toolbox)
    query = ExplainQuery(customer_id=one.customer_id, kind="结构性存款")
    said = explain_decision(toolbox, rm_of(one), query)
    assert said.about_product == ("货架上没有结构性存款",)
    with pytest.raises(BadInput, match="大额存单"):
        explain_decision(toolbox, rm_of(one), query.model_copy(update={"kind": "信托"}))


def test_a_rating_alone_is_no_matter_of_a_model(toolbox: Toolbox) -> None:
    one = able(toolbox)
    query = ExplainQuery(customer_id=one.customer_id, product_risk="R5")
    said = explain_decision(toolbox, rm_of(one), query)
    assert said.rule == "risk_above_level"
    assert said.about_score == ()
    assert said.probability is None


def test_why_this_customer_is_the_score_with_its_reasons(toolbox: Toolbox) -> None:
    one = able(toolbox)
    said = explain_decision(toolbox, rm_of(one), ExplainQuery(customer_id=one.customer_id))
    assert said.model == "wealth_30d"
    assert said.probability == pytest.approx(one.score_wealth_30d)
    assert said.verdict == "none"
    assert said.reasons
    gone = explain_decision(
        toolbox, rm_of(one), ExplainQuery(customer_id=one.customer_id, goal="attrition")
    )
    assert gone.model == "attrition_60d"


def test_no_score_is_explained_where_there_is_no_model(toolbox: Toolbox) -> None:
    one = able(toolbox)
    said = explain_decision(
        toolbox, rm_of(one), ExplainQuery(customer_id=one.customer_id, category="insurance")
    )
    assert said.model is None
    assert said.probability is None
    assert "没有" in said.about_score[0]
    assert "名单" not in said.about_score[0]  # which is what a list without a model says


def test_staff_must_say_which_customer(toolbox: Toolbox) -> None:
    with pytest.raises(BadInput, match="customer_id"):
        next_best_offer(toolbox, parse("rm:M001"), OfferQuery())
    with pytest.raises(NotFound, match="P999"):
        explain_decision(
            toolbox,
            rm_of(able(toolbox)),
            ExplainQuery(customer_id=able(toolbox).customer_id, product_id="P999"),
        )


def test_a_private_placement_does_not_exist_for_a_customer(toolbox: Toolbox) -> None:
    private = next(sheet for sheet in shelf(toolbox.store).values() if sheet.private)
    one = able(toolbox)
    with pytest.raises(NotFound):
        explain_decision(
            toolbox,
            parse(f"customer:{one.customer_id}"),
            ExplainQuery(product_id=private.product_id),
        )


def test_a_list_and_an_offer_keep_the_institutions_own_limits(toolbox: Toolbox) -> None:
    """A bank that lends to nobody above eighteen: no list may name a loan, and it says why."""
    policy = offer_policy().model_copy(update={"oldest_borrower": 18})
    strict = replace(toolbox, offer_policy=policy)
    one = able(strict)
    people = persons(strict.view(rm_of(one)), [one.customer_id])
    known = since(strict, [one.customer_id])
    for box, offered in ((toolbox, True), (strict, False)):
        found = best_offers(box, rm_of(one), list(people.values()), known, "loan")
        assert (found[one.customer_id].product_id is not None) is offered
    assert "年龄上限" in found[one.customer_id].why_none
    query = OfferQuery(customer_id=one.customer_id, category="loan")
    assert not next_best_offer(strict, rm_of(one), query).offers
