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
CANDIDATES = 15
RECENT_DAYS = 60
LABELLED = 0.1  # confidence of a passage whose document is labelled with the theme


@dataclass(frozen=True)
class Effect:
    """What the event does to one category: ``sign`` +1 good, -1 bad for those who hold it."""

    category: str
    sign: int
    why: Annotated[str, Figure("text", "影响", "themes")]


@dataclass(frozen=True)
class Event:
    """A topic, understood: theme and direction, the news about it, and what it moves.

    ``contradicted``: the news that was found tells of the other direction than the topic states;
    it is then no evidence, and ``news`` is empty.
    """

    theme: str | None
    direction: str | None
    news: tuple[NewsItem, ...]
    effects: tuple[Effect, ...]
    contradicted: bool = False

    def sign(self, category: str) -> int:
        """The effect on a category; 0 where none is known."""
        return next((e.sign for e in self.effects if e.category == category), 0)


def read_event(toolbox: "Toolbox", scope: "Scope", topic: str, said: str | None = None) -> Event:
    """Link a topic (a word, or a whole sentence) to its theme, the news and the effects.

    The direction is the topic's own where it states one (金价大涨), else what most of the recent
    passages say; a policy act (降准) is an event by itself.
    """
    from knowledge import themes

    links = sorted(themes.link(topic), key=lambda link: -link.confidence)
    theme = themes.canonical(topic) or (links[0].theme if links else None)
    if theme is None:
        return Event(None, None, (), ())
    query = NewsQuery(query=topic, topic=theme, days=RECENT_DAYS, top_k=CANDIDATES)
    told = [_Told.of(item, theme) for item in market_news(toolbox, scope, query).items]
    # What only carries the theme's label is evidence where nothing says more.
    told = [one for one in told if one.speaks] or [one for one in told if one.confidence > 0]
    stated = next((link.direction for link in links if link.theme == theme), "event")
    if stated == "event" and said:  # 美联储要是加息: the topic is 美联储, the direction is said
        stated = next((one.direction for one in themes.link(said) if one.theme == theme), stated)
    direction = stated if stated != "event" else _reported(told)
    agreeing = [
        one for one in told if one.direction in (direction, "event") or direction == "event"
    ]
    agreeing.sort(key=lambda one: one.order(direction), reverse=True)
    effects = themes.effects(theme, direction)
    return Event(
        theme,
        direction,
        tuple(one.item for one in agreeing[:PASSAGES]),
        tuple(Effect(e.category, e.sign, e.why) for e in effects),
        contradicted=bool(told) and not agreeing,
    )


@dataclass(frozen=True)
class _Told:
    """A passage, and what it says of the theme."""

    item: NewsItem
    direction: str
    confidence: float
    primary: bool

    @property
    def speaks(self) -> bool:
        """Whether the passage itself is about the theme."""
        return self.confidence > LABELLED

    @classmethod
    def of(cls, item: NewsItem, theme: str) -> "_Told":
        """Read a passage with its title; one that was labelled with the theme speaks of it."""
        from knowledge import themes

        links = themes.link(f"{item.title}。{item.passage}")
        mine = next((link for link in links if link.theme == theme), None)
        if mine is None:
            return cls(item, "event", LABELLED if theme in item.themes else 0.0, False)
        primary = mine.confidence >= max(link.confidence for link in links)
        return cls(item, mine.direction, mine.confidence, primary)

    def order(self, direction: str) -> tuple[bool, bool, float, str]:
        """What is better evidence: the same direction, about nothing else, sure, recent."""
        published = self.item.published.isoformat() if self.item.published else ""
        return self.direction == direction, self.primary, round(self.confidence, 1), published


def _reported(told: list[_Told]) -> str:
    """The direction that the passages give most weight to; an event where they give none."""
    weight: dict[str, float] = defaultdict(float)
    for one in told:
        if one.direction != "event":
            weight[one.direction] += one.confidence
    return max(weight, key=lambda name: weight[name]) if weight else "event"
