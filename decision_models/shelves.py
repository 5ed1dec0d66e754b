"""Where the trained models of each kind are kept: one shelf a kind, the same handling for all."""

from pathlib import Path
from typing import Any

from decision_models.catalogue.listing import Kind, kind_of
from decision_models.registry.shelf import Shelf


def shelf(home: Path, kind: Kind) -> Shelf[Any]:
    """The shelf of a kind of model."""
    from decision_models.fatigue.shelf import Fatigues
    from decision_models.forecasting.forecasters import Forecasters
    from decision_models.hours.shelf import BestHours
    from decision_models.registry import Registry
    from decision_models.uplift.contacts.shelf import Effects

    shelves: dict[Kind, type[Shelf[Any]]] = {
        "binary": Registry,
        "effect": Effects,
        "hour": BestHours,
        "fatigue": Fatigues,
        "amount": Forecasters,
    }
    return shelves[kind](home)


def shelf_of(home: Path, name: str) -> Shelf[Any]:
    """The shelf on which the model of that name is kept, once it is trained.

    Raises:
        NotFound: the catalogue has no such model.
    """
    return shelf(home, kind_of(name))
