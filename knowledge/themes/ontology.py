"""The ontology as data: themes with their words and effects, read from ``ontology.yaml``."""

import re
from functools import lru_cache
from importlib import resources
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

Direction = Literal["up", "down", "event"]
Kind = Literal["macro", "market", "commodity", "sector", "rules"]
Category = Literal[
    "wealth", "fund", "insurance", "deposit", "credit_card", "loan", "gold", "pension", "forex",
    "bond",
]  # fmt: skip


class Effect(BaseModel):
    """One category that feels the theme, which way, and why in Chinese.

    ``sign``: +1 or -1 for its holder; 0 where it is concerned and the news says no way.
    ``through``: themes whose products of the category feel it too (funds that hold shares feel
    the PMI through 股市). ``felt_by`` buyers: what is held already does not change.
    ``unlike``: names of products of which it does not hold (a money fund gains nothing by a cut).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    category: Category
    sign: Literal[1, 0, -1]
    why: str
    through: tuple[str, ...] = ()
    felt_by: Literal["holders", "buyers"] = "holders"
    unlike: str = ""


class Theme(BaseModel):
    """One canonical theme; the file says what each field means."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    kind: Kind
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
    also: str = ""
    own_words: bool = False
    effects: dict[Direction, tuple[Effect, ...]]


class Standings(BaseModel):
    """Words that tell a fact from what is expected, supposed or denied."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rumour_denied: str
    not_done: str
    supposed: str
    expected: str
    happened: str


class Ontology(BaseModel):
    """All themes, and the words that give a direction or a standing to any of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    directions: dict[Literal["up", "down"], str]
    standings: Standings
    negations: str
    themes: tuple[Theme, ...]


@lru_cache(maxsize=1)
def ontology() -> Ontology:
    """The bundled ontology, read once."""
    return Ontology.model_validate(read("ontology.yaml"))


def theme_named(name: str) -> Theme | None:
    """The theme of that canonical name."""
    return next((one for one in ontology().themes if one.name == name), None)


def read(file: str) -> object:
    """A YAML file of this folder."""
    text = (resources.files("knowledge.themes") / file).read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@lru_cache(maxsize=512)
def pattern(*alternatives: str) -> re.Pattern[str]:
    """One expression for all ``alternatives``; without any, one that never matches."""
    joined = "|".join(f"(?:{one})" for one in alternatives if one)
    return re.compile(joined or r"(?!)")
