"""Names in the news: companies (with their sector), indices, goods, institutions, countries."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from knowledge.themes.levelling import level
from knowledge.themes.ontology import read

Kind = Literal["company", "index", "commodity", "institution", "country"]


@dataclass(frozen=True)
class Entity:
    """A name that stands in a text, at ``span``; ``theme`` is the theme that it belongs to."""

    name: str
    kind: Kind
    theme: str | None
    span: tuple[int, int]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    companies: dict[str, tuple[str, ...]]
    indices: dict[str, tuple[str, ...]]
    commodities: dict[str, tuple[str, ...]]
    institutions: tuple[str, ...]
    countries: tuple[str, ...]


def find(text: str) -> tuple[Entity, ...]:
    """The names in ``text``, each once, in the order in which they first stand there.

    Of names that hold each other (茅台, 贵州茅台) the longer is found.
    """
    found: dict[str, Entity] = {}
    for match in _pattern().finditer(level(text)):
        name, kind, theme = _names()[match.group()]
        found.setdefault(name, Entity(name, kind, theme, match.span()))
    return tuple(found.values())


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[str, Kind, str | None]]:
    """Each name as a levelled text writes it: (as written, kind, theme)."""
    file = _File.model_validate(read("entities.yaml"))
    names: dict[str, tuple[str, Kind, str | None]] = {}
    for kind, groups in (
        ("company", file.companies),
        ("index", file.indices),
        ("commodity", file.commodities),
    ):
        for theme, members in groups.items():
            for name in members:
                names[level(name)] = (name, kind, None if theme == "none" else theme)  # type: ignore[assignment]
    names |= {level(name): (name, "institution", None) for name in file.institutions}
    names |= {level(name): (name, "country", None) for name in file.countries}
    return names


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(_names(), key=lambda name: (-len(name), name))
    # A name in Latin letters is a word of its own: AI in OPENAI is none.
    parts = [
        rf"(?<![a-z0-9]){re.escape(n)}(?![a-z0-9])" if n.isascii() else re.escape(n)
        for n in longest_first
    ]
    return re.compile("|".join(parts))
