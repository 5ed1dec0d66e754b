import pytest

from home.errors import BadInput, RefusedByPolicy
from tests.tools.bank import ROOT
from tools.access import parse
from tools.briefs.daily import BriefQuery, daily_brief
from tools.briefs.market_view import ViewQuery, market_view
from tools.briefs.recent_news import beginning, stories
from tools.catalogue import call
from tools.facts import facts_of
from tools.toolbox import Toolbox


@pytest.mark.parametrize("edition", ["morning", "evening"])
def test_the_brief_tells_what_happened_and_whom_to_call(toolbox: Toolbox, edition: str) -> None:
    brief = daily_brief(toolbox, ROOT, BriefQuery(edition=edition))
    assert brief.told
    themes = [one.theme for one in brief.told]
    assert len(set(themes)) == len(themes)
    for one in brief.told:
        assert one.item.published is not None
        assert brief.since <= one.item.published <= brief.on == toolbox.as_of
        document = toolbox.knowledge.document(one.item.document)
        assert document.text[slice(*one.item.span)] == one.item.passage
        assert one.effects
    documents = {one.item.document for one in brief.told}
    assert len({lead.customer_id for lead in brief.items}) == len(brief.items)
    for lead in brief.items:
        assert lead.contact.allowed
        assert lead.document in documents
        assert brief.told[brief.number_of(lead) - 1].item.document == lead.document
    assert "brief.0.why" in {fact.id for fact in facts_of(brief)}


def test_a_brief_is_of_the_askers_own_customers(toolbox: Toolbox) -> None:
    mine = daily_brief(toolbox, parse("rm:M001"), BriefQuery())
    view = toolbox.view(parse("rm:M001"))
    own = {row.customer_id for row in _people(view)}
    assert {lead.customer_id for lead in mine.items} <= own


def _people(view: object) -> list[object]:
    from tools.customers import Person, people

    return view.rows(Person, "everybody", lambda: people(view))  # type: ignore[attr-defined, no-any-return, arg-type]


def test_news_that_leads_nowhere_is_told_as_such(toolbox: Toolbox) -> None:
    brief = daily_brief(toolbox, ROOT, BriefQuery())
    told = {one.item.document for one in brief.told}
    assert brief.others
    assert not told & {item.document for item in brief.others}


def test_a_customer_gets_no_brief(toolbox: Toolbox) -> None:
    with pytest.raises(RefusedByPolicy):
        call(toolbox, parse("customer:C0000001"), "daily_brief", {})


def test_the_view_of_a_product_rests_on_its_themes_and_the_table(toolbox: Toolbox) -> None:
    view = market_view(toolbox, ROOT, ViewQuery(product="P030"))
    assert view.sheet is not None
    assert view.items
    for seen in view.items:
        assert seen.theme in view.sheet.themes
        document = toolbox.knowledge.document(seen.item.document)
        assert document.text[slice(*seen.item.span)] == seen.item.passage
    assert view.good + view.bad <= len(view.items)


def test_the_view_of_an_industry_names_what_carries_it(toolbox: Toolbox) -> None:
    view = market_view(toolbox, ROOT, ViewQuery(theme="帮我点评一下医药板块"))
    assert view.theme == "医药"
    assert all("医药" in sheet.themes for sheet in view.products)
    assert market_view(toolbox, ROOT, ViewQuery(theme="足球")).notes


def test_a_view_must_be_of_something(toolbox: Toolbox) -> None:
    with pytest.raises(BadInput, match="product or a theme"):
        market_view(toolbox, ROOT, ViewQuery())


def test_stories_respect_the_askers_labels_and_the_days(toolbox: Toolbox) -> None:
    found = stories(toolbox, parse("customer:C0000001"), toolbox.as_of, toolbox.as_of)
    assert found
    assert all(story.item.published == toolbox.as_of for story in found)
    assert all(story.item.collection == "news" for story in found)


def test_what_is_quoted_is_whole_sentences() -> None:
    text = "短。第二句也很短。" + "很长的一句" * 40 + "。"
    quoted = beginning(text)
    assert text.startswith(quoted)
    assert quoted.endswith("。")
