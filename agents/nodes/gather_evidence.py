"""Find the evidence for what was decided: passages about that product and that theme."""

from langgraph.runtime import Runtime

from agents.composition.brief import Passage
from agents.context import TurnContext
from agents.state import Decision, TurnState
from tools.briefs.daily import DailyBrief
from tools.briefs.market_view import MarketView
from tools.catalogue import call
from tools.event_leads import EventLeads
from tools.market_news import NewsItem, NewsList
from tools.shelf import shelf

_MOST = 3


def gather_evidence(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Retrieve, within the asker's labels; a decision that already carries passages keeps them."""
    passages: dict[str, Passage] = {}
    for decision in state["decisions"]:
        for item in (*_carried(decision), *_found(decision, runtime.context)):
            passages.setdefault(item.document, _passage(item))
    return {"passages": tuple(passages.values())}


def _carried(decision: Decision) -> list[NewsItem]:
    items: list[NewsItem] = []
    for made in decision.calls:
        if isinstance(made.result, NewsList):
            items += made.result.items[:_MOST]
        elif isinstance(made.result, EventLeads):
            items += made.result.news[:_MOST]
        elif isinstance(made.result, DailyBrief | MarketView):
            items += made.result.news
    return items


def _found(decision: Decision, context: TurnContext) -> list[NewsItem]:
    """A product's own sheet and what is written of it; the news of a theme. Nothing for a text
    that is not written.
    """
    items: list[NewsItem] = []
    if decision.refused:
        return items
    for product_id in decision.products[:2]:
        name = shelf(context.toolbox.store)[product_id].name
        found = _search(context, query=name, collections=["products"], top_k=_MOST)
        items += [item for item in found if item.product_id == product_id][:1]
    if decision.topic and decision.products:
        items += _search(context, query=decision.topic, topic=decision.topic, top_k=1)
    return items


def _search(context: TurnContext, **arguments: object) -> tuple[NewsItem, ...]:
    found = call(context.toolbox, context.scope, "market_news", arguments)
    assert isinstance(found, NewsList)
    return found.items


def _passage(item: NewsItem) -> Passage:
    return Passage(
        document=item.document,
        title=item.title,
        source=item.source,
        published=item.published.isoformat() if item.published else None,
        text=item.passage,
        span=(item.span[0], item.span[1]),
    )
