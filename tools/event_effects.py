"""What an event is, and which asset classes it moves: theme, direction, passages, effects."""

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from tools.facts import Figure
from tools.market_news import NewsItem, NewsQuery, market_news

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox

PASSAGES = 3
RECENT_DAYS = 60


@dataclass(frozen=True)
class Effect:
    """What the event does to one category: ``sign`` +1 good, -1 bad for those who hold it."""

    category: str
    sign: int
    why: Annotated[str, Figure("text", "影响", "themes")]


@dataclass(frozen=True)
class Event:
    """A topic, understood: theme and direction, the news about it, and what it moves."""

    theme: str | None
    direction: str | None
    news: tuple[NewsItem, ...]
    effects: tuple[Effect, ...]

    def sign(self, category: str) -> int:
        """The effect on a category; 0 where none is known."""
        return next((e.sign for e in self.effects if e.category == category), 0)


def read_event(toolbox: "Toolbox", scope: "Scope", topic: str) -> Event:
    """Link a topic (a word, or a whole sentence) to its theme, the news and the effects.

    The direction is the topic's own where it states one (金价大涨), else what most of the recent
    passages say; a policy act (降准) is an event by itself.
    """
    from knowledge import themes

    links = sorted(themes.link(topic), key=lambda link: -link.confidence)
    theme = themes.canonical(topic) or (links[0].theme if links else None)
    if theme is None:
        return Event(None, None, (), ())
    query = NewsQuery(query=topic, topic=theme, days=RECENT_DAYS, top_k=PASSAGES)
    news = market_news(toolbox, scope, query).items
    stated = [link.direction for link in links if link.theme == theme]
    direction = next((one for one in stated if one != "event"), None) or _reported(theme, news)
    effects = themes.effects(theme, direction)
    return Event(theme, direction, news, tuple(Effect(e.category, e.sign, e.why) for e in effects))


def _reported(theme: str, news: tuple[NewsItem, ...]) -> str:
    """The direction that the passages give most weight to; an event where they give none."""
    from knowledge import themes

    weight: dict[str, float] = defaultdict(float)
    for item in news:
        for link in themes.link(f"{item.title}。{item.passage}"):
            if link.theme == theme and link.direction != "event":
                weight[link.direction] += link.confidence
    return max(weight, key=lambda one: weight[one]) if weight else "event"
