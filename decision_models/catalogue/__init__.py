"""The models that the house knows how to train: one YAML file each, beside this one."""

from functools import cache
from pathlib import Path

import yaml
from pydantic import ValidationError

from decision_models.catalogue.label_kinds import AumFall, Purchase, TierUp
from decision_models.catalogue.specification import ModelSpec, Range, Snapshots
from home.errors import BadInput, NotFound

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
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        spec = ModelSpec.model_validate(content)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadInput(f"{path} must be a readable YAML file: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise BadInput(f"{path.name}: {where}: {first['msg']}") from error
    if spec.name != path.stem:
        raise BadInput(f"{path.name}: name must be {path.stem!r} as the file, got {spec.name!r}")
    return spec
