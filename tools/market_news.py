"""What happened, quoted: passages with document, span and date; nothing found is an answer."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from prompts.messages import say
from tools.arguments import Arguments
from tools.asked_acts import by_act, speaks_of_act
from tools.facts import INLINE, Figure

if TYPE_CHECKING:
    from knowledge.documents import Hit
    from tools.access import Scope
    from tools.toolbox import Toolbox

# Collections of the bank's own documents; everything else that was taken in is news.
OWN_COLLECTIONS = frozenset({"products", "service", "rules", "scripts", "procedures", "flyers"})
LONGEST_TITLE = 30
NEWS = "news"
"""Documents of this kind, and the collection of this name, say what happened: feeds, polls, and
whatever was taken in as news.
"""
_DAY_LINE = re.compile(
    r"\A\s*(?:(?:发布|公布|印发|发文|更新)?(?:日期|时间|日)\s*[:：]|published\s*:|date\s*:)[^\n]{1,40}\n\s*",
    re.IGNORECASE,
)
_ASKED = re.compile(r"\A(?:问|Q)\s*\d*\s*[:：.、][^\n]*\n\s*(?:答|A)\s*\d*\s*[:：.、]\s*")
LOOKED_THROUGH = 60
"""Hits among which those of the wanted collections are looked for."""
NEAR = 2.0  # hits of a theme are looked for among so many times the wanted number


class NewsQuery(Arguments):
    """What is asked of the documents."""

    query: str = Field(
        min_length=1, max_length=2000, description="问题或关键词", examples=["降准对存款的影响"]
    )
    topic: str | None = Field(default=None, description="主题", examples=["降准"])
    collections: list[str] | None = Field(
        default=None,
        description=(
            "查哪些文档集（service 服务问答、rules 制度、procedures 内部流程、"
            "scripts 金牌话术、products 产品资料）；不填查新闻"
        ),
        examples=[["service"]],
    )
    unsorted: bool = Field(
        default=False,
        description="连同没有归入本行文档集、也不是新闻的文档一起查（放进来的文件夹）",
    )
    parts: list[str] = Field(
        default=[],
        max_length=4,
        description="问题里的各个小问，各引一段；同一句写两遍，引两份文档",
        examples=[["国内口头挂失管几天", "在国外打电话冻结又管几天"]],
    )
    days: int | None = Field(default=None, ge=1, le=3650, description="只看最近多少天")
    top_k: int = Field(default=5, ge=1, le=20, description="最多几条", examples=[5])


@dataclass(frozen=True)
class NewsItem:
    """One passage. ``span`` is in the document's own text; ``days_old`` from the as-of day.

    ``nearest``: it may well not answer, and is the nearest that there is.
    """

    facts_source: ClassVar[str] = "knowledge"

    document: Annotated[str, Figure("id", "文档")]
    title: Annotated[str, Figure("text", "标题")]
    source: Annotated[str, Figure("name", "来源")]
    published: Annotated[date | None, Figure("date", "发布日期")]
    days_old: Annotated[int | None, Figure("days", "距今天数")]
    passage: str
    span: tuple[int, int]
    collection: str
    product_id: str | None
    themes: tuple[str, ...]
    relevance: float
    expired: bool
    suspicious: bool
    nearest: bool = False


@dataclass(frozen=True)
class NewsList:
    """What was found, best first. Without items, ``text`` says that nothing was found.

    The first ``answers`` items answer: one, or one for each part of the question. ``untold``: the
    subject is there, and nothing of what the question asks how to do.
    """

    facts_root: ClassVar[str] = "news"
    facts_source: ClassVar[str] = "knowledge"

    items: Annotated[tuple[NewsItem, ...], INLINE]
    query: str
    topic: str | None
    text: str
    newest: Annotated[date | None, Figure("date", "最新一条的日期")]
    answers: int = 1
    untold: bool = False


def market_news(toolbox: "Toolbox", scope: "Scope", query: NewsQuery) -> NewsList:
    """The passages that answer, among documents that the asker may read.

    Documents past their day of validity, and passages that try to instruct a machine, are left
    out; where nothing else was found, it is said which document no longer holds.
    """
    found = [hit for hit in _hits(toolbox, scope, query) if not hit.suspicious]
    hits = [hit for hit in found if not hit.expired]
    if query.topic:  # a rumour that was denied is never the first thing that is told of a topic
        hits.sort(key=lambda hit: _denied(hit, query.topic))
    if query.unsorted:
        hits = by_act(query.query, hits)
    quoted = _of_parts(toolbox, scope, query)
    hits = [*quoted, *(hit for hit in hits if _place(hit) not in map(_place, quoted))]
    items = tuple(_item(toolbox, hit) for hit in hits[: query.top_k])
    answers = max(len(quoted), 1)
    told = not query.unsorted or not items or any(_tells(query.query, i) for i in items[:answers])
    if not items and found:
        text = say("news.only_expired", title=_title(found[0]), day=found[0].valid_until)
    elif not items:
        key = "news.nothing_recent" if query.days else "news.nothing"
        text = say(key, what=query.topic or query.query[:30], days=query.days)
    else:
        text = say("news.found", count=len(items))
    newest = max((item.published for item in items if item.published), default=None)
    return NewsList(items, query.query, query.topic, text, newest, answers, untold=not told)


def _tells(query: str, item: NewsItem) -> bool:
    return speaks_of_act(query, item.title, item.passage)


def _of_parts(toolbox: "Toolbox", scope: "Scope", query: NewsQuery) -> "list[Hit]":
    """The best passage of each part, that of another part left out."""
    found: list[Hit] = []
    of_part = {
        part: _hits(toolbox, scope, query.model_copy(update={"query": part}))
        for part in dict.fromkeys(query.parts)
    }
    for part in query.parts:
        fit = (hit for hit in of_part[part] if not (hit.suspicious or hit.expired))
        known = [_place(hit) for hit in found]
        found += [hit for hit in fit if _place(hit) not in known][:1]
    return found


def _place(hit: "Hit") -> tuple[str, tuple[int, int]]:
    return hit.document, hit.span


def _hits(toolbox: "Toolbox", scope: "Scope", query: NewsQuery) -> "list[Hit]":
    from knowledge.search.relevance import FOUND

    labels = scope.labels()
    since = toolbox.as_of - timedelta(days=query.days) if query.days else None
    wide = int(query.top_k * NEAR) + 10

    def search(collection: str | None, themes: set[str] | None) -> "list[Hit]":
        return toolbox.knowledge.search(
            query.query, wide, collection=collection, access=labels, since=since, themes=themes
        )

    if query.collections and query.unsorted:
        others = (OWN_COLLECTIONS | {NEWS}).difference(query.collections)
        found = toolbox.knowledge.search(query.query, LOOKED_THROUGH, access=labels, since=since)
        return [
            hit
            for hit in found
            if hit.relevance >= FOUND and hit.collection not in others and hit.kind != NEWS
        ]
    if query.collections:
        found = [hit for name in query.collections for hit in search(name, None)]
        found.sort(key=lambda hit: -hit.relevance)
        return [hit for hit in found if hit.relevance >= FOUND]
    on_topic = search(None, {query.topic}) if query.topic else []
    # A document of the asked theme answers by its theme; any other one by what it says.
    anything = [hit for hit in search(None, None) if hit.relevance >= FOUND]
    merged = {hit.document: hit for hit in [*on_topic, *anything]}
    return [hit for hit in merged.values() if hit.collection not in OWN_COLLECTIONS]


def _denied(hit: "Hit", topic: str | None) -> bool:
    return topic in _denied_in(f"{hit.title}。{hit.passage}")


@lru_cache(maxsize=2048)
def _denied_in(text: str) -> frozenset[str]:
    """The themes of which a text denies that they move; the same few passages answer all day."""
    from knowledge import themes

    return frozenset(one.theme for one in themes.read(text).moves if one.standing == "denied")


def _beginning(passage: str) -> str:
    """What stands for a title where a document has none: its first words."""
    line = passage.strip().split("\n")[0]
    return line if len(line) <= LONGEST_TITLE else f"{line[:LONGEST_TITLE]}……"


def _title(hit: "Hit") -> str:
    return hit.title or _beginning(hit.passage)


def _below_title(hit: "Hit") -> tuple[str, tuple[int, int]]:
    """The passage and its place without the title, the line of its day or the question that it
    begins with, if any text is left.
    """
    rest = hit.passage
    if hit.title and rest.startswith(hit.title):
        rest = rest[len(hit.title) :].lstrip()
    rest = _ASKED.sub("", _DAY_LINE.sub("", rest)) or rest
    return (rest, (hit.span[1] - len(rest), hit.span[1])) if rest else (hit.passage, hit.span)


def _item(toolbox: "Toolbox", hit: "Hit") -> NewsItem:
    from knowledge.search.relevance import SURELY

    passage, span = _below_title(hit)
    return NewsItem(
        document=hit.document,
        title=_title(hit),
        source=hit.source or say("news.no_source"),
        published=hit.published,
        days_old=(toolbox.as_of - hit.published).days if hit.published else None,
        passage=passage,
        span=span,
        collection=hit.collection,
        product_id=hit.product_id,
        themes=hit.themes,
        relevance=hit.relevance,
        expired=hit.expired,
        suspicious=hit.suspicious,
        nearest=hit.relevance < SURELY,
    )
