"""Reading the catalogue's files: whatever kind of model, the same strictness and the same words."""

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from home.errors import BadInput

S = TypeVar("S", bound=BaseModel)


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
