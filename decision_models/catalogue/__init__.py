"""The models that the house knows how to train: one YAML file each.

Those of chances lie beside this file, the other kinds in folders: ``effects`` (what a contact
does), ``hours`` (when it is taken), ``amounts``. ``listing`` has them all.
"""

from functools import cache
from pathlib import Path

from decision_models.catalogue.files import find_in, read_file, read_folder
from decision_models.catalogue.label_kinds import AumFall, Purchase, TierUp
from decision_models.catalogue.specification import ModelSpec, Range, Snapshots

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
    return read_folder(Path(__file__).parent, ModelSpec)


def find(name: str) -> ModelSpec:
    """The model of that name.

    Raises:
        NotFound: the catalogue has none; names those that it has.
    """
    return find_in(specifications(), name, "model")


def read(path: Path) -> ModelSpec:
    """One catalogue file.

    Raises:
        BadInput: it cannot be read, or says what a model may not say; names file and place.
    """
    return read_file(path, ModelSpec)
