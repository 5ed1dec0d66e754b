"""The models that the house knows how to train: one YAML file each.

Those of chances lie beside this file, the other kinds in folders: ``effects`` (what a contact
does), ``hours`` (when it is taken), ``amounts``. ``listing`` has them all.
"""

from functools import cache
from pathlib import Path

from decision_models.catalogue.files import read_file
from decision_models.catalogue.label_kinds import AumFall, Purchase, TierUp
from decision_models.catalogue.specification import ModelSpec, Range, Snapshots
from home.errors import NotFound

__all__ = [
    "AumFall",
    "ModelSpec",
    "Purchase",
    "Range",
    "Snapshots",
    "TierUp",
    "find",
    "read",
    "specifications",
]


@cache
def specifications() -> tuple[ModelSpec, ...]:
    """Every model of the catalogue, by name."""
    return tuple(read(path) for path in sorted(Path(__file__).parent.glob("*.yaml")))


def find(name: str) -> ModelSpec:
    """The model of that name.

    Raises:
        NotFound: the catalogue has none; names those that it has.
    """
    for spec in specifications():
        if spec.name == name:
            return spec
    known = ", ".join(spec.name for spec in specifications())
    raise NotFound(f"model {name!r} must be one of the catalogue ({known})")


def read(path: Path) -> ModelSpec:
    """One catalogue file.

    Raises:
        BadInput: it cannot be read, or says what a model may not say; names file and place.
    """
    return read_file(path, ModelSpec)
