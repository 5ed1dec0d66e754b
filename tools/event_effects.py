"""What an event is, and which asset classes it moves: kind, themes, standing, passages, effects."""

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

from prompts.messages import knows, say
from tools.facts import Figure
from tools.market_news import NewsItem, NewsQuery, market_news

if TYPE_CHECKING:
    from knowledge.themes import Move, Reading
    from tools.access import Scope
    from tools.toolbox import Toolbox

PASSAGES = 3
CANDIDATES = 15
RECENT_DAYS = 60
LABELLED = 0.1  # confidence of a passage whose document is labelled with the theme
BESIDE = 0.6  # a second theme of an event counts from this confidence on
# What of a question asks for customers, and tells nothing of the event.
_ASKING = re.compile(
    r"[，,。]?(?:那|那么)?(?:我|我们|咱们)?(?:名下|手上|手里|这边|管户)?(?:的)?(?:应该|该|要|需要|可以|能)?(?:优先|马上|先)?"
    r"(?:联系|通知|打给|找|问候|安抚|触达)?(?:哪些|哪几位|哪几个|哪位|谁|什么客户|多少客户|什么人)[^，。]*[？?]?$"
    r"|[，,]?(?:会|将)?(?:影响|关系|牵涉|波及|冲击)(?:到|了)?(?:我|哪|谁|咱)[^，。]*[？?]?$"
    r"|[，,]?对(?:我|哪|谁|咱)[^，。]*[？?]?$|[，,]?(?:我)?(?:该)?(?:怎么办|怎么应对)[？?]?$"
)


@dataclass(frozen=True)
class Effect:
    """What the event does to one category: ``sign`` +1 good, -1 bad for those who hold it, 0 where
    no way is told. ``theme`` and ``direction`` are the move that it comes from, ``moves`` says it.
    ``unlike``: names of products that do not feel it so.
    """

    category: str
    sign: int
    why: Annotated[str, Figure("text", "影响", "themes")]
    theme: str
    direction: str
    through: tuple[str, ...]
    for_holders: bool
    unlike: str
    moves: str


@dataclass(frozen=True)
class Event:
    """A topic, understood: its kind, theme and direction, the news about it, and what it moves.

    ``standing``: fact, expected, supposed or denied. ``contradicted``: the news that was found
    tells of the other direction than the topic states; it is then no evidence, ``news`` is empty,
    and ``against`` is the strongest of it.
    """

    theme: str | None
    direction: str | None
    news: tuple[NewsItem, ...]
    effects: tuple[Effect, ...]
    contradicted: bool = False
    kind: str | None = None
    standing: str = "fact"
    via: str = "words"
    why: str = ""
    themes: tuple[str, ...] = ()
    against: NewsItem | None = None
    text: str = ""

    def sign(self, category: str) -> int:
        """The effect on a category; 0 where none is known."""
        return next((e.sign for e in self.effects if e.category == category), 0)


def read_event(toolbox: "Toolbox", scope: "Scope", topic: str, said: str | None = None) -> Event:
    """Link a topic (a word, or a whole sentence) to its themes, the news and the effects.

    The direction is what was said where it says one (金价大涨), else what most of the recent
    passages say; a policy act (降准) is an event by itself. What is denied moves nothing.
    """
    reading, text = _read(topic, said)
    moves = list(reading.moves)
    if not moves:
        standing = reading.standing
        return Event(None, None, (), (), kind=reading.event, standing=standing, text=text)
    first = moves[0]
    if first.standing == "denied":
        return Event(first.theme, None, (), (), kind=reading.event, standing="denied", text=text)
    told = _told(toolbox, scope, topic, reading)
    direction: str = first.direction
    if direction == "event":
        direction = _reported(told)
    agreeing = [one for one in told if one.supports(direction, first.standing)]
    agreeing.sort(key=lambda one: one.order(direction), reverse=True)
    opposed = [one for one in told if one.opposes(direction)]
    opposed.sort(key=lambda one: one.order(direction), reverse=True)
    beside = [m for m in moves[1:] if m.standing != "denied" and m.confidence >= BESIDE]
    return Event(
        first.theme,
        direction,
        tuple(one.item for one in agreeing[:PASSAGES]),
        _effects(
            [(first.theme, direction, first.why), *((m.theme, m.direction, m.why) for m in beside)]
        ),
        contradicted=bool(told) and not agreeing,
        kind=reading.event,
        standing=first.standing,
        via=first.via,
        why=first.why,
        themes=(first.theme, *(m.theme for m in beside)),
        against=opposed[0].item if opposed and not agreeing else None,
        text=text,
    )


def event_of(reading: "Reading", item: NewsItem) -> Event | None:
    """The event that a piece of news itself tells of; None where it is unlinked or denied."""
    if not reading.moves or reading.moves[0].standing == "denied":
        return None
    first = reading.moves[0]
    return Event(
        first.theme,
        first.direction,
        (item,),
        _effects([(first.theme, first.direction, first.why)]),
        kind=reading.event,
        standing=first.standing,
        via=first.via,
        why=first.why,
        themes=(first.theme,),
        text=item.title,
    )


def moves_of(theme: str | None, direction: str | None) -> str:
    """How the theme moves, in the words that fit it: 美联储 does not rise, it raises."""
    own = f"leads.{direction or 'event'}_{theme}"
    return say(own if knows(own) else f"leads.{direction or 'event'}")


def _read(topic: str, said: str | None) -> "tuple[Reading, str]":
    """What was said, without what only asks, else the topic; and the text that was read. A named
    topic leads.
    """
    from knowledge import themes

    text = _ASKING.sub("", said) if said else ""
    reading = themes.read(text, themes.vector_of(text)) if text.strip() else None
    named = themes.canonical(topic)
    if reading is not None and reading.linked and named not in {m.theme for m in reading.moves}:
        named = None  # what is said tells of another event than the thread's topic
    if reading is None or not reading.linked:
        if named is None and text.strip():  # what was said is the event, whatever the topic was
            topic = text
        text = topic
        reading = themes.read(topic, themes.vector_of(topic))
    if named is None or themes.has_mechanism(reading.event):
        return reading, text  # a default of a developer acts on bonds first, whatever the topic
    mine = [move for move in reading.moves if move.theme == named]
    others = [move for move in reading.moves if move.theme != named]
    if not mine:
        mine = [themes.Move(named, "event", 1.0, (0, len(topic)), "fact", "words")]
    return replace(reading, moves=(*mine, *others)), text


def _effects(moves: list[tuple[str, str, str]]) -> tuple[Effect, ...]:
    """The effects of all moves; of a category that several reach, the first one's."""
    from knowledge import themes

    found: dict[str, Effect] = {}
    for theme, direction, why in moves:
        for e in themes.effects(theme, direction):
            if found and not e.sign:
                continue  # beside an effect that has a way, one that has none says nothing
            said = f"{why}；{e.why}" if why else e.why
            found.setdefault(
                e.category,
                Effect(
                    e.category,
                    e.sign,
                    said,
                    theme,
                    direction,
                    e.through,
                    e.for_holders,
                    e.unlike,
                    moves_of(theme, direction),
                ),
            )
    return tuple(found.values())


@dataclass(frozen=True)
class _Told:
    """A passage, and what it says of the theme."""

    item: NewsItem
    direction: str
    confidence: float
    primary: bool
    standing: str = "fact"

    @property
    def speaks(self) -> bool:
        """Whether the passage itself is about the theme."""
        return self.confidence > LABELLED

    def opposes(self, direction: str) -> bool:
        """Whether it tells of the other way, as a fact."""
        both = {direction, self.direction}
        return both == {"up", "down"} and self.standing == "fact"

    def supports(self, direction: str, standing: str) -> bool:
        """Whether it is evidence of a move in ``direction`` that stands so: nothing is evidence
        of a supposition, and only an expectation of an expected thing.
        """
        if standing == "supposed" or (standing == "expected") != (self.standing == "expected"):
            return False
        return direction in ("event", self.direction)

    def order(self, direction: str) -> tuple[bool, bool, float, str]:
        """What is better evidence: the same direction, about nothing else, sure, recent."""
        published = self.item.published.isoformat() if self.item.published else ""
        return self.direction == direction, self.primary, round(self.confidence, 1), published


def _told(toolbox: "Toolbox", scope: "Scope", topic: str, event: "Reading") -> list[_Told]:
    """The recent passages that tell of the event, as a thing that happened."""
    first = event.moves[0]
    query = NewsQuery(query=topic, topic=first.theme, days=RECENT_DAYS, top_k=CANDIDATES)
    told = [
        made
        for item in market_news(toolbox, scope, query).items
        if (made := _tells(item, event, first)) is not None
    ]
    # What only carries the theme's label is evidence where nothing says more.
    return [one for one in told if one.speaks] or told


def _tells(item: NewsItem, event: "Reading", first: "Move") -> _Told | None:
    """What a passage with its title says of the event; None where it says nothing of it.

    A passage about the theme alone is no evidence of an event that only leads to that theme: it
    must name the company, or tell of the same kind of event.
    """
    from knowledge import themes

    text = f"{item.title}。{item.passage}"
    reading = themes.read(text)
    mine = next((move for move in reading.moves if move.theme == first.theme), None)
    if mine is not None and mine.standing in ("denied", "supposed"):
        return None
    wanted = {one.name for one in event.entities if one.kind == "company"}
    if wanted and not wanted & {one.name for one in reading.entities}:
        return None
    own_kind = first.via in ("event", "mechanism") or themes.has_mechanism(event.event)
    if own_kind and reading.event != event.event:
        return None
    if mine is None:
        labelled = first.theme in item.themes
        return _Told(item, "event", LABELLED, False) if labelled else None
    primary = mine.confidence >= max(move.confidence for move in reading.moves)
    return _Told(item, mine.direction, mine.confidence, primary, mine.standing)


def _reported(told: list[_Told]) -> str:
    """The direction that the passages give most weight to; an event where they give none."""
    weight: dict[str, float] = defaultdict(float)
    for one in told:
        if one.direction != "event":
            weight[one.direction] += one.confidence
    return max(weight, key=lambda name: weight[name]) if weight else "event"
