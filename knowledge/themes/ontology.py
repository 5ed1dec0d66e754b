"""The themes as data: their words, directions and effects, read from ``ontology.yaml``."""

import re
from functools import lru_cache
from importlib import resources
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

Direction = Literal["up", "down", "event"]
Category = Literal[
    "wealth", "fund", "insurance", "deposit", "credit_card", "loan", "gold", "pension", "forex",
    "bond",
]  # fmt: skip


class Effect(BaseModel):
    """One category that feels the theme: +1 or -1 for its holder, and why in Chinese."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    category: Category
    sign: Literal[1, -1]
    why: str


class Theme(BaseModel):
    """One canonical theme; the file says what each field means."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    description: str
    strong: tuple[str, ...]
    weak: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    reversed: tuple[str, ...] = ()
    inverse: tuple[str, ...] = ()
    told_by: str = ""
    up: str = ""
    down: str = ""
    fixed: Direction | None = None
    domestic: bool = False
    effects: dict[Direction, tuple[Effect, ...]]


class Ontology(BaseModel):
    """All themes, and the words that give a direction to any of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    directions: dict[Literal["up", "down"], str]
    negations: str
    themes: tuple[Theme, ...]


@lru_cache(maxsize=1)
def ontology() -> Ontology:
    """The bundled ontology, read once."""
    text = (resources.files("knowledge.themes") / "ontology.yaml").read_text(encoding="utf-8")
    return Ontology.model_validate(yaml.safe_load(text))


@lru_cache(maxsize=256)
def pattern(*alternatives: str) -> re.Pattern[str]:
    """One expression for all ``alternatives``; without any, one that never matches."""
    joined = "|".join(f"(?:{one})" for one in alternatives if one)
    return re.compile(joined or r"(?!)")
