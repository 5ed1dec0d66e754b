import pytest

from knowledge import themes
from tests.tools.bank import ROOT, query
from tools.access import parse
from tools.customers import ALL_CHANNELS
from tools.event_leads import event_leads
from tools.facts import facts_of
from tools.ledger import ConsentChange
from tools.shelf import shelf
from tools.toolbox import Toolbox


def test_the_chain_holds_from_passage_to_customer(toolbox: Toolbox) -> None:
    found = event_leads(toolbox, ROOT, "降准", 30)
    assert (found.status, found.theme) == ("found", "降准")
    known = {(e.category, e.sign) for e in themes.effects("降准", found.direction or "event")}
    assert {(effect.category, effect.sign) for effect in found.effects} == known
    for item in found.news:
        document = toolbox.knowledge.document(item.document)
        assert document.text[slice(*item.span)] == item.passage
        assert "准备金" in document.text or "降准" in document.title + document.text
    assert all(effect.moves == "" and effect.theme == "降准" for effect in found.effects)
    felt = {effect.category for effect in found.effects}
    assert all(product.category in felt for product in found.products)
    assert {lead.link for lead in found.items} >= {"holds", "matures"}
    affected = {product.product_id for product in found.products}
    for lead in found.items:
        assert lead.contact.allowed
        assert lead.category in felt
        assert found.news[0].title not in lead.why  # the chain is told once, above the list
        if lead.link == "holds":
            assert lead.product_id in affected
            ids = ",".join(f"'{key}'" for key in affected)
            sql = (
                f"SELECT sum(amount) FROM positions JOIN products USING (product_id) WHERE "
                f"customer_id='{lead.customer_id}' AND product_id IN ({ids}) "
                f"AND category NOT IN ('deposit', 'bond')"
            )
            assert lead.amount == pytest.approx(query(toolbox, sql)[0][0])
        if lead.link == "matures":
            assert lead.matures_on is not None
            assert 0 <= (lead.matures_on - toolbox.as_of).days <= 45
        if lead.product_name:
            assert lead.product_name in lead.why
        if lead.offer_product_id:
            assert shelf(toolbox.store)[lead.offer_product_id].on_sale(toolbox.as_of)
    worth = [(lead.probability or 0.001) * (lead.amount or 0.0) for lead in found.items]
    assert worth == sorted(worth, reverse=True)
    assert not any("货币市场" in p.name or "现金管理" in p.name for p in found.products)
    assert "leads.0.why" in {fact.id for fact in facts_of(found)}


def test_a_stronger_currency_recommends_shares_at_home_only(toolbox: Toolbox) -> None:
    found = event_leads(toolbox, ROOT, "人民币升值", 50)
    assert (found.theme, found.direction) == ("汇率", "up")
    touched = [one.name for one in found.products if one.category == "fund"]
    offered = [lead.offer_product_name for lead in found.items if lead.category == "fund"]
    assert touched
    for name in (*touched, *filter(None, offered)):
        assert not any(word in name for word in ("黄金", "QDII", "债"))


def test_who_must_not_be_contacted_is_counted_and_not_named(writable: Toolbox) -> None:
    scope = parse("rm:M001")
    before = event_leads(writable, ROOT, "降准", 50)
    gone = before.items[0].customer_id
    change = ConsentChange("k", writable.now, "me", gone, "marketing", ALL_CHANNELS, False)
    writable.ledger.change_consent(change)
    after = event_leads(writable, ROOT, "降准", 50)
    assert gone not in {lead.customer_id for lead in after.items}
    assert after.concerned == before.concerned
    refused = {one.rule: one.count for one in before.excluded}.get("refused", 0)
    assert {one.rule: one.count for one in after.excluded}["refused"] == refused + 1
    assert scope.role == "rm"


def test_a_falling_price_concerns_those_who_hold_and_nobody_else(toolbox: Toolbox) -> None:
    found = event_leads(toolbox, ROOT, "金价大跌", 50)
    assert (found.theme, found.direction) == ("黄金", "down")
    assert found.items
    assert {lead.link for lead in found.items} == {"holds"}
    products = shelf(toolbox.store)
    assert {products[lead.product_id or ""].category for lead in found.items} <= {"gold", "fund"}
    assert all(lead.sign == -1 for lead in found.items)
    assert {lead.action for lead in found.items} == {"reassure"}
    assert not any(lead.offer_product_id for lead in found.items)  # bad news is no occasion to sell


def test_a_price_that_jumped_is_no_reason_to_call_who_holds_nothing_of_it(toolbox: Toolbox) -> None:
    found = event_leads(toolbox, ROOT, "新能源", 50, "宁德时代大涨，我该联系谁")
    assert (found.theme, found.direction) == ("新能源", "up")
    assert found.items
    assert {lead.link for lead in found.items} <= {"holds", "interest"}
    assert {lead.action for lead in found.items} <= {"steady", "offer"}
    carrying = {key for key, sheet in shelf(toolbox.store).items() if "新能源" in sheet.themes}
    assert {product.product_id for product in found.products} <= carrying
    assert found.news == ()  # no document names the company


@pytest.mark.parametrize("said", ["降准传闻不实", "央行没有降准", "官方辟谣：网传降准消息不实"])
def test_what_is_denied_concerns_nobody(toolbox: Toolbox, said: str) -> None:
    found = event_leads(toolbox, ROOT, "降准", 10, said)
    assert found.status == "denied"
    assert found.items == ()
    assert found.effects == ()


def test_a_supposition_cites_nothing_as_its_evidence(toolbox: Toolbox) -> None:
    found = event_leads(toolbox, ROOT, "美联储", 5, "如果美联储加息，该联系哪些客户")
    assert (found.standing, found.direction) == ("supposed", "up")
    assert found.news == ()
    assert "还没有发生" in found.notes[0]
    assert "降息" in found.notes[0]
    assert {e.category: e.sign for e in found.effects}["gold"] == -1


def test_an_expectation_is_said_to_be_one(toolbox: Toolbox) -> None:
    found = event_leads(toolbox, ROOT, "降息", 5, "市场预期降息，该联系哪些客户")
    assert found.standing == "expected"
    assert "预期" in found.notes[0]


def test_the_order_is_explained_where_it_is_not_that_of_the_probability(toolbox: Toolbox) -> None:
    found = event_leads(toolbox, ROOT, "降准", 20)
    likeliest = max(found.items, key=lambda lead: lead.probability or 0.0)
    if likeliest.rank > 1:
        assert likeliest.name in found.order_say
        assert found.items[0].name in found.order_say
    for lead in found.items:
        if lead.expected is not None:
            assert lead.expected == pytest.approx(lead.probability * lead.amount)  # type: ignore[operator]


def test_who_was_interested_is_reached_and_has_something_suitable(toolbox: Toolbox) -> None:
    found = event_leads(toolbox, ROOT, "存款利率下调", 50)
    interested = [lead for lead in found.items if lead.link in ("interest", "likely")]
    assert interested
    for lead in interested:
        assert lead.offer_product_id
        assert lead.link == "likely" or lead.views >= 3


def test_news_of_the_other_direction_is_no_evidence(toolbox: Toolbox) -> None:
    for topic in ("美联储加息", "金价大跌", "存款利率上调"):
        found = event_leads(toolbox, ROOT, topic, 3)
        for item in found.news:
            links = {link.theme: link.direction for link in themes.link(item.title + item.passage)}
            assert links[found.theme or ""] in {found.direction, "event"}
        if not found.news:
            assert found.notes


@pytest.mark.parametrize("topic", ["火星移民", "今天天气不错", "asdf"])
def test_what_cannot_be_linked_is_said(toolbox: Toolbox, topic: str) -> None:
    found = event_leads(toolbox, parse("rm:M001"), topic)
    assert found.status == "no_theme"
    assert found.items == ()
    assert topic in found.notes[0]


def test_a_home_without_documents_still_links_products_to_holders(
    toolbox: Toolbox, tmp_path: object
) -> None:
    from pathlib import Path

    home = Path(str(tmp_path)) / "home"
    home.mkdir()
    for part in ("mart", "models", "scores"):
        (home / part).symlink_to(toolbox.home / part)
    bare = Toolbox(home)
    found = event_leads(bare, ROOT, "降准", 5)
    assert found.items
    assert found.news == ()
    assert "没有找到" in found.notes[0]
    bare.close()
