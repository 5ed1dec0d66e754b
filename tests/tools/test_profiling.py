"""Who refused profiling is ranked, scored and foretold by nothing, on every way (个保法 24)."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from tests.agents.talking import Talk, answering
from tests.tools.bank import ROOT, Customer, customers, rm_of
from tools.access import parse
from tools.catalogue import call
from tools.ledger import ConsentChange
from tools.toolbox import Toolbox


def walk(value: object) -> Iterator[object]:
    yield value
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from walk(getattr(value, field.name))
    elif isinstance(value, tuple | list):
        for part in value:
            yield from walk(part)


def named(value: object) -> set[str]:
    found = (getattr(part, "customer_id", None) for part in walk(value))
    return {one for one in found if isinstance(one, str)}


@pytest.fixture
def refusers(writable: Toolbox) -> list[Customer]:
    """Who refused in the mart, and some who said so since."""
    book = customers(writable)
    said = [one for one in book if not one.consent_profiling][:20]
    for one in [one for one in book if one.consent_profiling][:20]:
        change = ConsentChange(
            f"p/{one.customer_id}", writable.now, "t", one.customer_id, "profiling", "*", False
        )
        writable.ledger.change_consent(change)
        said.append(one)
    return said


def test_no_list_that_a_model_makes_names_them(writable: Toolbox, refusers: list[Customer]) -> None:
    ids = {one.customer_id for one in refusers}
    for goal in ("purchase", "attrition", "tier_up"):
        found = call(writable, ROOT, "find_prospects", {"goal": goal, "top_k": 100})
        assert not named(found) & ids
    for topic in ("降准", "金价上涨"):
        found = call(writable, ROOT, "event_leads", {"topic": topic, "top_k": 50})
        assert not named(found) & ids
    for scope in {rm_of(one) for one in refusers[:8]}:
        day = call(writable, scope, "my_day", {})
        for item in walk(day):
            if getattr(item, "customer_id", None) in ids:
                assert getattr(item, "probability", None) is None


def test_their_offers_are_everybodys(writable: Toolbox, refusers: list[Customer]) -> None:
    chances: dict[str, set[float]] = {}
    for one in refusers[::3]:
        for scope in (rm_of(one), parse(f"customer:{one.customer_id}")):
            offers = call(writable, scope, "next_best_offer", {"customer_id": one.customer_id})
            assert not offers.personalised  # type: ignore[attr-defined]
            assert not offers.reasons  # type: ignore[attr-defined]
            assert any("画像" in note for note in offers.notes)  # type: ignore[attr-defined]
            for offer in offers.offers:  # type: ignore[attr-defined]
                chances.setdefault(offer.category, set()).add(offer.probability)
    assert chances
    assert {len(found) for found in chances.values()} == {1}


def test_nothing_is_scored_foretold_or_advised_of_them(
    writable: Toolbox, refusers: list[Customer]
) -> None:
    for one in refusers[::5]:
        about = {"customer_id": one.customer_id}
        profile = call(writable, rm_of(one), "customer_profile", about)
        assert not profile.scores  # type: ignore[attr-defined]
        permission = call(writable, rm_of(one), "contact_permission", about)
        assert permission.contact.uplift is None  # type: ignore[attr-defined]
        explained = call(writable, rm_of(one), "explain_decision", about)
        assert not explained.personalised  # type: ignore[attr-defined]
        for metric in ("aum", "card_spend"):
            for scope in (rm_of(one), parse(f"customer:{one.customer_id}")):
                ahead = call(writable, scope, "forecast", {**about, "metric": metric})
                assert not ahead.points  # type: ignore[attr-defined]
                assert any("画像" in said for said in ahead.missing)  # type: ignore[attr-defined]
        due = call(writable, rm_of(one), "forecast", {**about, "metric": "maturity"})
        assert not due.missing  # type: ignore[attr-defined]


def test_a_customer_turns_profiling_off_by_saying_so(writable: Toolbox, tmp_path: Path) -> None:
    one = next(one for one in customers(writable) if one.consent_profiling)
    before = call(writable, rm_of(one), "contact_permission", {"customer_id": one.customer_id})
    with answering(writable, tmp_path / "threads") as opened:
        for question in ("请关闭个性化推荐", "撤回画像授权", "不要根据我的信息推荐产品"):
            answer = Talk.of(opened, f"customer:{one.customer_id}", question).ask(question)
            assert "已关闭画像" in answer.answer
    offers = call(writable, rm_of(one), "next_best_offer", {"customer_id": one.customer_id})
    assert not offers.personalised  # type: ignore[attr-defined]
    after = call(writable, rm_of(one), "contact_permission", {"customer_id": one.customer_id})
    assert after.contact.allowed == before.contact.allowed  # type: ignore[attr-defined]


def test_a_decision_about_a_customer_has_its_reason_in_words(writable: Toolbox) -> None:
    """Whatever was decided (个保法 24): each item of a list, each offer and each that was left
    out, each contact that is not allowed.
    """
    found = call(writable, ROOT, "find_prospects", {"top_k": 20})
    for item in found.items:  # type: ignore[attr-defined]
        assert item.reasons or item.why_none
        assert item.contact.why
    one = customers(writable)[4]
    offers = call(writable, rm_of(one), "next_best_offer", {"customer_id": one.customer_id})
    for offer in offers.offers:  # type: ignore[attr-defined]
        assert offer.why
    for left in offers.left_out:  # type: ignore[attr-defined]
        assert left.why
