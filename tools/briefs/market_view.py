"""基金解读 and 行业解读: what lately happened to a product or a theme, each sentence with a source.

Facts of the product come from the product table, what happened from the news, and how one acts on
the other from the ontology. No opinion on where a price goes.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from home.errors import BadInput
from prompts.messages import say
from tools.access import Role
from tools.arguments import Arguments
from tools.briefs.recent_news import Story, stories
from tools.entities import resolve_product, visible_products
from tools.event_effects import Effect, event_of, moves_of
from tools.event_leads import leads_of
from tools.facts import INLINE, Figure
from tools.market_news import NewsItem
from tools.shelf import ProductSheet

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox

DAYS, MOST, MOST_PRODUCTS = 30, 4, 5
_HOLDERS = frozenset({Role.RM, Role.MANAGER})


class ViewQuery(Arguments):
    """A product, or a theme or industry; one of them."""

    product: str | None = Field(default=None, description="产品名称或编号", examples=["P030"])
    theme: str | None = Field(
        default=None, max_length=500, description="主题或行业，也可以是一句话", examples=["半导体"]
    )


@dataclass(frozen=True)
class Seen:
    """One thing that happened, which way it moved its theme, and what that does to the category."""

    facts_source: ClassVar[str] = "knowledge"

    item: NewsItem
    theme: str
    moves: str
    standing: str
    effect: Effect | None


@dataclass(frozen=True)
class MarketView:
    """What is known. ``good`` and ``bad`` count the news by its usual effect; no forecast."""

    facts_root: ClassVar[str] = "view"
    facts_source: ClassVar[str] = "knowledge"

    items: Annotated[tuple[Seen, ...], INLINE]
    theme: str | None
    sheet: ProductSheet | None
    days: Annotated[int, Figure("days", "近多少天")]
    good: Annotated[int, Figure("count", "偏利好的消息数")]
    bad: Annotated[int, Figure("count", "偏不利的消息数")]
    holders: Annotated[int | None, Figure("people", "有关联的客户数", "event_leads")]
    products: tuple[ProductSheet, ...]
    news: tuple[NewsItem, ...]
    notes: tuple[str, ...]


def market_view(toolbox: "Toolbox", scope: "Scope", query: ViewQuery) -> MarketView:
    """The last month's news that touches a product or theme, newest first.

    Raises:
        BadInput: neither a product nor a theme.
    """
    if query.product is None and query.theme is None:
        raise BadInput("market_view must be given a product or a theme, got neither")
    sheet = _sheet(toolbox, scope, query.product)
    theme = None if sheet else _theme(query.theme or query.product or "")
    wanted = sheet.themes if sheet else (theme,) if theme else ()
    since = toolbox.as_of - timedelta(days=DAYS)
    found = stories(toolbox, scope, since, toolbox.as_of) if wanted else []
    seen = _chosen([one for story in found if (one := _seen(story, wanted, sheet))])
    signs = [one.effect.sign for one in seen if one.effect]
    carrying = [
        one
        for one in visible_products(toolbox.store, scope).values()
        if theme in one.themes and one.on_sale(toolbox.as_of) and not one.private
    ]
    return MarketView(
        items=tuple(seen),
        theme=theme,
        sheet=sheet,
        days=DAYS,
        good=sum(sign > 0 for sign in signs),
        bad=sum(sign < 0 for sign in signs),
        holders=_holders(toolbox, scope, found, theme),
        products=tuple(carrying[:MOST_PRODUCTS]),
        news=tuple(one.item for one in seen),
        notes=_notes(sheet, theme, bool(seen)),
    )


def _notes(sheet: ProductSheet | None, theme: str | None, seen: bool) -> tuple[str, ...]:
    if sheet is None and theme is None:
        return (say("view.unknown"),)
    return () if seen else (say("view.no_news", days=DAYS),)


def _sheet(toolbox: "Toolbox", scope: "Scope", product: str | None) -> ProductSheet | None:
    if product is None:
        return None
    resolution = resolve_product(toolbox, scope, product)
    if resolution.kind != "one" or resolution.id is None:
        return None
    return visible_products(toolbox.store, scope)[resolution.id]


def _theme(words: str) -> str | None:
    from knowledge import themes

    links = themes.link(words)
    return themes.canonical(words) or (links[0].theme if links else None)


def _seen(story: Story, wanted: tuple[str, ...], sheet: ProductSheet | None) -> Seen | None:
    """What a story tells of the first of the wanted themes that it is about, or None."""
    from knowledge import themes

    for move in story.reading.moves[:2]:
        if move.theme not in wanted or move.standing == "denied":
            continue
        felt = themes.effects(move.theme, move.direction)
        category = sheet.category if sheet else "fund"
        own = next((e for e in felt if e.category == category), None)
        moves = moves_of(move.theme, move.direction)
        effect = None
        if own is not None:
            effect = Effect(
                own.category, own.sign, own.why, move.theme, move.direction,
                own.through, own.for_holders, own.unlike, moves,
            )  # fmt: skip
        return Seen(story.telling(move), move.theme, moves, move.standing, effect)
    return None


def _chosen(seen: list[Seen]) -> list[Seen]:
    """The newest that say a way, at most two of a theme, then others; newest first."""
    ranked = sorted(seen, key=lambda one: one.effect is None or one.effect.sign == 0)
    kept: list[Seen] = []
    for one in ranked:
        alike = sum(other.theme == one.theme for other in kept)
        if len(kept) < MOST and alike < (2 if len({s.theme for s in seen}) > 1 else MOST):
            kept.append(one)
    return sorted(kept, key=lambda one: one.item.days_old or 0)


def _holders(
    toolbox: "Toolbox", scope: "Scope", found: list[Story], theme: str | None
) -> int | None:
    """How many of the asker's customers the newest story of a theme concerns."""
    if theme is None or scope.role not in _HOLDERS:
        return None
    for story in found:
        event = event_of(story.reading, story.item)
        if event is not None and event.theme == theme:
            return leads_of(toolbox, scope, event, theme, 1).concerned
    return None
