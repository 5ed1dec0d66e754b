"""What happened, and whom it concerns."""

from agents.decisions.turn import Turn
from agents.state import Decision


def market_news(turn: Turn) -> Decision:
    """News and policy, found and quoted."""
    topic = turn.slot("topic")
    found = turn.call("market_news", query=turn.question, topic=topic)
    return turn.decision("market_news", found, topic=topic)


def event_leads(turn: Turn) -> Decision:
    """From a piece of news to products on the shelf to customers, each link shown."""
    topic = turn.slot("topic") or turn.memory.topic
    leads = turn.call(
        "event_leads",
        topic=topic or turn.question[:500],
        said=turn.question[:2000],
        **turn.stated("top_k"),
    )
    return turn.decision("event_leads", leads, topic=topic)
