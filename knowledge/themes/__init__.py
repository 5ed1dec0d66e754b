"""Themes: what a piece of news is about, which way, and which kinds of product feel it."""

from dataclasses import dataclass

from home.errors import BadInput
from knowledge.themes import events
from knowledge.themes.linking import ThemeLink, canonical, link
from knowledge.themes.ontology import Direction, Effect, Theme, ontology, theme_named
from knowledge.themes.reading import Move, Reading, read, vector_of

__all__ = [
    "AssetEffect",
    "Direction",
    "Move",
    "Reading",
    "ThemeLink",
    "canonical",
    "effects",
    "has_mechanism",
    "kind",
    "link",
    "names",
    "read",
    "vector_of",
]


@dataclass(frozen=True)
class AssetEffect:
    """How a theme's move is usually felt by a category of products, and why (Chinese).

    ``sign`` is 0 where the category is concerned and no way is told. ``through``: themes whose
    products of the category feel it too. ``for_holders``: else only who buys anew feels it.
    """

    category: str
    sign: int
    why: str
    through: tuple[str, ...] = ()
    for_holders: bool = True
    unlike: str = ""


def names() -> tuple[str, ...]:
    """The canonical themes."""
    return tuple(theme.name for theme in ontology().themes)


def kind(theme: str) -> str:
    """What sort of theme it is: macro, market, commodity, sector or rules.

    Raises:
        BadInput: no such theme.
    """
    return _theme(theme).kind


def has_mechanism(event: str | None) -> bool:
    """Whether this kind of event moves themes that its news need not name (a default, a tariff)."""
    found = events.known().get(event or "")
    return found is not None and bool(found.moves)


def _theme(name: str) -> Theme:
    found = theme_named(name)
    if found is None:
        raise BadInput(f"theme must be one of {' '.join(names())}, got {name!r}")
    return found


def effects(theme: str, direction: str) -> tuple[AssetEffect, ...]:
    """What feels ``theme`` when it moves in ``direction``; empty where nothing is known.

    Asset side: +1 is good for who holds the category. ``loan``: +1 is good for who borrows. A
    direction without effects of its own has those of the event: a cut told as ``down`` is the cut.

    Raises:
        BadInput: no such theme or direction.
    """
    found = _theme(theme)
    if direction not in ("up", "down", "event"):
        raise BadInput(f"direction must be up, down or event, got {direction!r}")
    by_direction: dict[str, tuple[Effect, ...]] = dict(found.effects.items())
    listed = by_direction.get(direction) or by_direction.get("event", ())
    return tuple(
        AssetEffect(
            one.category, one.sign, one.why, one.through, one.felt_by == "holders", one.unlike
        )
        for one in listed
    )
