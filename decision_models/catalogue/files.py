"""Reading the catalogue's files: whatever kind of model, the same strictness and the same words."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from home.errors import BadInput, NotFound, WeiwoError


class Named(Protocol):
    """What has a name."""

    @property
    def name(self) -> str:
        """The catalogue's name."""
        ...


S = TypeVar("S", bound=BaseModel)
N = TypeVar("N", bound=Named)


def read_file(path: Path, kind: type[S]) -> S:
    """One file of the catalogue.

    Raises:
        BadInput: it cannot be read, or says what a model of that kind may not say; names file and
            place.
    """
    try:
        spec = kind.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadInput(f"{path} must be a readable YAML file: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise BadInput(f"{path.name}: {where}: {first['msg']}") from error
    named = str(getattr(spec, "name", ""))
    if named != path.stem:
        raise BadInput(f"{path.name}: name must be {path.stem!r} as the file, got {named!r}")
    return spec


def read_folder(folder: Path, kind: type[S]) -> tuple[S, ...]:
    """Every file of a folder of the catalogue, by name; raises as ``read_file``."""
    return tuple(read_file(path, kind) for path in sorted(folder.glob("*.yaml")))


def find_in(specs: Sequence[N], name: str, what: str) -> N:
    """The one of that name; ``what`` is what a message calls one of them.

    Raises:
        NotFound: there is none; names those that there are.
    """
    for spec in specs:
        if spec.name == name:
            return spec
    known = ", ".join(spec.name for spec in specs)
    raise NotFound(f"{what} {name!r} must be one of the catalogue ({known})")


def parted(specs: Sequence[N], names: Sequence[str] | None) -> tuple[list[N], list[str] | None]:
    """Those of ``specs`` that are among these names (None: all), and the names that remain."""
    if names is None:
        return list(specs), None
    known = {spec.name: spec for spec in specs}
    found = [known[name] for name in dict.fromkeys(names) if name in known]
    return found, [name for name in names if name not in known]


def switched_off(
    specs: Sequence[N], check: Callable[[N], object], refusal: type[WeiwoError]
) -> dict[str, str]:
    """Those that the bank's data do not allow, and why: ``check`` refuses them with ``refusal``."""
    found = {}
    for spec in specs:
        try:
            check(spec)
        except refusal as error:
            found[spec.name] = str(error)
    return found
