"""早报 and 晚报: what happened, what it means for the asker's customers, whom to call."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field

from prompts.messages import say
from tools.arguments import Arguments
from tools.briefs.business_days import previous_business_day
from tools.briefs.recent_news import Story, stories
from tools.event_effects import Effect, Event, event_of, moves_of
from tools.event_leads import EventLeads, Lead, leads_of
from tools.facts import INLINE, Figure
from tools.market_news import NewsItem
from tools.maturities import maturities

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox

Edition: TypeAlias = Literal["morning", "evening"]

MOST_STORIES, MOST_OTHERS, MOST_CALLS = 4, 3, 6
_DAYS_BACK: dict[str, int] = {"morning": 2, "evening": 0}
_DUE_DAYS = 7
_STRENGTH = {"strong": 1.5, "medium": 1.0, "weak": 0.6}
_EVENT = 0.5  # news that says no way is worth this much beside news that does


class BriefQuery(Arguments):
    """Which brief."""

    edition: Edition = Field(default="morning", description="早报 morning 或晚报 evening")


@dataclass(frozen=True)
class Told:
    """One piece of news in the brief: how it stands, what it moves, how many it concerns."""

    facts_source: ClassVar[str] = "knowledge"

    number: Annotated[int, Figure("rank", "序号")]
    item: NewsItem
    theme: str
    moves: str
    standing: str
    effects: tuple[Effect, ...]
    concerned: Annotated[int, Figure("people", "有关联的客户数", "event_leads")]


@dataclass(frozen=True)
class DailyBrief:
    """The brief. ``items`` are whom to call; each lead's ``document`` is its story's.

    ``others`` is news that leads to no product, or says no way: it is told as such, not stretched.
    """

    facts_root: ClassVar[str] = "brief"
    facts_source: ClassVar[str] = "event_leads"

    items: Annotated[tuple[Lead, ...], INLINE]
    edition: Edition
    on: Annotated[date, Figure("date", "日期")]
    since: Annotated[date, Figure("date", "消息起始日")]
    told: tuple[Told, ...]
    others: tuple[NewsItem, ...]
    read: Annotated[int, Figure("count", "看过的消息数")]
    due: Annotated[int, Figure("count", "近期到期笔数", "positions")]
    due_amount: Annotated[float, Figure("yuan", "近期到期金额", "positions")]
    due_days: Annotated[int, Figure("days", "到期天数")]
    news: tuple[NewsItem, ...]
    notes: tuple[str, ...]

    def number_of(self, lead: Lead) -> int:
        """The story that a lead comes from."""
        return next(one.number for one in self.told if one.item.document == lead.document)


def daily_brief(toolbox: "Toolbox", scope: "Scope", query: BriefQuery) -> DailyBrief:
    """The brief of the as-of day: the strongest story of each theme, its chain, and the calls."""
    on = toolbox.as_of
    since = since_of(query.edition, on)
    found = stories(toolbox, scope, since, on)
    reached = _reaching(toolbox, scope, found)
    told = tuple(
        Told(
            number,
            event.news[0],
            event.theme or "",
            moves_of(event.theme, event.direction),
            event.standing,
            event.effects[:2],
            leads.concerned,
        )
        for number, (event, leads) in enumerate(reached, start=1)
    )
    used = {one.item.document for one in told}
    unlinked = [story.item for story in found if _leads_nowhere(story, used)]
    due = maturities(toolbox, toolbox.view(scope), _DUE_DAYS)
    others = tuple(unlinked[:MOST_OTHERS])
    return DailyBrief(
        items=_calls([leads for _, leads in reached]),
        edition=query.edition,
        on=on,
        since=since,
        told=told,
        others=others,
        read=len(found),
        due=len(due),
        due_amount=sum(one.amount for one in due),
        due_days=_DUE_DAYS,
        news=(*(one.item for one in told), *others),
        notes=() if told else (say("brief.nothing", since=since),),
    )


def since_of(edition: Edition, on: date) -> date:
    """The first day whose news a brief tells: after a holiday, all since the day before it."""
    usual = on - timedelta(days=_DAYS_BACK[edition])
    return min(usual, previous_business_day(on)) if edition == "morning" else usual


def _reaching(
    toolbox: "Toolbox", scope: "Scope", found: list[Story]
) -> list[tuple[Event, EventLeads]]:
    """The strongest story of each theme, as long as it reaches any of the asker's customers."""
    reached: list[tuple[Event, EventLeads]] = []
    seen: set[str] = set()
    for story in sorted(found, key=_weight, reverse=True):
        event = event_of(story.reading, story.item)
        if event is None or event.theme in seen or not any(e.sign for e in event.effects):
            continue
        leads = leads_of(toolbox, scope, event, story.item.title, MOST_CALLS)
        seen.add(event.theme or "")
        if leads.concerned:
            reached.append((event, leads))
        if len(reached) == MOST_STORIES:
            break
    return reached


def _leads_nowhere(story: Story, used: set[str]) -> bool:
    """Whether the news is linked to nothing, or tells no way in which anything goes."""
    if story.item.document in used:
        return False
    event = event_of(story.reading, story.item)
    return event is None or not any(effect.sign for effect in event.effects)


def _weight(story: Story) -> tuple[float, str]:
    reading, item = story.reading, story.item
    if not reading.moves:
        return (0.0, item.document)
    way = 1.0 if reading.moves[0].direction != "event" else _EVENT
    sure = 1.0 if reading.standing == "fact" else 0.7
    lately = 1.0 / (1.0 + (item.days_old or 0))
    labelled = 1.0 if reading.moves[0].theme in item.themes or not item.themes else 0.4
    said = _STRENGTH[reading.strength] * reading.confidence
    return (said * way * sure * labelled * (0.6 + 0.4 * lately), item.document)


def _calls(lists: list[EventLeads]) -> tuple[Lead, ...]:
    """The first of each story, then the second of each, everybody once."""
    calls: dict[str, Lead] = {}
    for place in range(MOST_CALLS):
        for leads in lists:
            if place < len(leads.items):
                lead = leads.items[place]
                calls.setdefault(lead.customer_id, lead)
    chosen = list(calls.values())[:MOST_CALLS]
    return tuple(replace(lead, rank=rank) for rank, lead in enumerate(chosen, start=1))
