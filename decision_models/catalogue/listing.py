"""All models that the house knows how to make, of every kind, in one list."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from home.errors import NotFound

Kind: TypeAlias = Literal["binary", "effect", "hour", "fatigue", "amount"]
"""The chance that something happens · what a contact does to it · when a contact is taken · how
likely the next contact is refused · how large an amount will be."""


@dataclass(frozen=True)
class Listed:
    """One model of the catalogue: its title in Chinese, and the tables that it learns from."""

    name: str
    kind: Kind
    title: str
    tables: tuple[str, ...]


def listed() -> tuple[Listed, ...]:
    """Every model, those of chances first, each kind by name."""
    from decision_models import catalogue
    from decision_models.catalogue import effects, fatigue, hours
    from decision_models.catalogue.effects.specification import TABLES as CAMPAIGNS
    from decision_models.catalogue.fatigue.specification import TABLES as REFUSALS
    from decision_models.catalogue.hours.specification import TABLES as CONTACTS
    from decision_models.forecasting import specification as amounts

    return (
        *(Listed(s.name, "binary", s.title, s.label.tables) for s in catalogue.specifications()),
        *(Listed(s.name, "effect", s.title, CAMPAIGNS) for s in effects.specifications()),
        *(Listed(s.name, "hour", s.title, CONTACTS) for s in hours.specifications()),
        *(Listed(s.name, "fatigue", s.title, REFUSALS) for s in fatigue.specifications()),
        *(Listed(s.name, "amount", s.title, (s.table,)) for s in amounts.specifications()),
    )


def kind_of(name: str) -> Kind:
    """What kind of model has that name.

    Raises:
        NotFound: the catalogue has none; names those that it has.
    """
    known = listed()
    for one in known:
        if one.name == name:
            return one.kind
    names = ", ".join(one.name for one in known)
    raise NotFound(f"model {name!r} must be one of the catalogue ({names})")
