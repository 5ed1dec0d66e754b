"""What happened, and whom it concerns."""

import re
from typing import Any

from agents.decisions.turn import Turn
from agents.state import Decision, ToolCall
from prompts.messages import say

BRIEF = re.compile(r"早报|晨报|晚报|早间简报|晚间简报|每日简报|今日简报|盘前简报|收盘简报|简报")
_EVENING = re.compile(r"晚报|晚间|收盘")
VIEW = re.compile(r"解读|点评|怎么看(?!待我)|分析一下|行业分析|解析")
_THIS = re.compile(r"这条|这个消息|这则|上面|刚才|那条|它")


def daily_brief(turn: Turn) -> Decision:
    """The morning or evening brief."""
    edition = "evening" if _EVENING.search(turn.question) else "morning"
    return turn.decision("daily_brief", turn.call("daily_brief", edition=edition))


def market_view(turn: Turn, product_id: str | None = None) -> Decision | None:
    """The view of a product, or of the theme that the question is about; None of neither."""
    theme = None if product_id else str(turn.slot("topic") or turn.question)[:500]
    view = turn.call("market_view", product=product_id, theme=theme)
    if view.result.sheet is None and view.result.theme is None:  # type: ignore[attr-defined]
        return None
    topic = view.result.theme  # type: ignore[attr-defined]
    return turn.decision("market_view", view, topic=topic)


_HANDBOOKS = ("service", "rules", "procedures")
"""Collections of how things work; what an institution dropped in under other names counts, too."""
SURE = 0.6
"""Relevance from which a passage answers what was not understood as a question of ours."""


def searched(turn: Turn, top_k: int | None = None) -> ToolCall:
    """The passages that say how something works, none where nothing was found."""
    return turn.call(
        "market_news",
        query=turn.question[:2000],
        collections=list(_HANDBOOKS),
        unsorted=True,
        top_k=top_k,
    )


def known(turn: Turn, least: float = 0.0) -> Decision | None:
    """How it works, from the knowledge base; None where nothing of ``least`` relevance answers."""
    found = searched(turn)
    items: Any = getattr(found.result, "items", ())
    return turn.decision("service_info", found) if items and items[0].relevance >= least else None


def procedure(turn: Turn) -> Decision | None:
    """What the handbooks say, for staff; None where nothing does."""
    return None if turn.is_customer else known(turn)


def market_news(turn: Turn) -> Decision:
    """News and policy, found and quoted; a view where one is asked for."""
    if VIEW.search(turn.question) and (view := market_view(turn)) is not None:
        return view
    topic = turn.slot("topic")
    found = turn.call("market_news", query=turn.question, topic=topic)
    return turn.decision("market_news", found, topic=topic)


def event_leads(turn: Turn) -> Decision:
    """From a piece of news to products on the shelf to customers, each link shown."""
    topic = turn.slot("topic")
    if topic is None and _THIS.search(turn.question):
        topic = turn.memory.topic
    leads = turn.call(
        "event_leads",
        topic=topic or turn.question[:500],
        said=turn.question[:2000],
        **turn.stated("top_k"),
    )
    topic = leads.result.theme or topic  # type: ignore[attr-defined]
    return turn.decision("event_leads", leads, *_words_for(turn, leads), topic=topic)


def _words_for(turn: Turn, leads: ToolCall) -> list[ToolCall]:
    """How the best managers speak to who holds what falls, where such a script is about it."""
    found: Any = leads.result
    if turn.is_customer or not any(lead.action == "reassure" for lead in found.items):
        return []
    asked = say("masters.reassure", theme=found.theme)
    words = turn.call("market_news", query=asked, collections=["scripts"], top_k=1)
    items: Any = getattr(words.result, "items", ())
    return [words] if items and found.theme in items[0].themes else []
