"""What a hosted model's YAML file says: whose place it is for, where it runs, what it reads."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from home.errors import BadInput


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Onnx(_Strict):
    """An ONNX file: one float matrix in, or one input a column; probabilities out."""

    kind: Literal["onnx"]
    path: Path


class Mlflow(_Strict):
    """A folder that MLflow saved a model in; its ``pyfunc`` flavour is called with a table."""

    kind: Literal["mlflow"]
    path: Path


class Python(_Strict):
    """``package.module:function`` of an installed package; called with a table."""

    kind: Literal["python"]
    entry_point: str = Field(pattern=r"^[A-Za-z_][\w.]*:[A-Za-z_]\w*$")


class Http(_Strict):
    """An endpoint that takes ``{"columns": [...], "rows": [[...]]}`` and gives
    ``{"scores": [...]}``, one for each row.

    Customers' identifiers are not sent. ``token_file`` holds a bearer token.
    """

    kind: Literal["http"]
    url: str = Field(pattern=r"^https?://\S+$")
    timeout_seconds: float = Field(default=10.0, gt=0, le=600)
    rows_a_call: int = Field(default=5_000, ge=1, le=1_000_000)
    token_file: Path | None = None


Where: TypeAlias = Annotated[Onnx | Mlflow | Python | Http, Field(discriminator="kind")]


class HostedSpec(_Strict):
    """One hosted model.

    Args:
        name: the model of the catalogue whose place it is for; population, label and horizon are
            that one's, so that both are judged alike.
        host: where it runs.
        inputs: its columns in order, each with the feature that it is filled from; a list where
            both have the same names.
        calibrate: whether its scores are turned into probabilities by what happened; False keeps
            them as they come.
        note: what a reader of its card should know, in Chinese.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{2,40}$")
    host: Where
    inputs: Mapping[str, str] = Field(min_length=1)
    calibrate: bool = True
    note: str | None = None

    @field_validator("inputs", mode="before")
    @classmethod
    def _same_names(cls, inputs: object) -> object:
        return {name: name for name in inputs} if isinstance(inputs, list) else inputs

    @model_validator(mode="after")
    def _features_exist(self) -> "HostedSpec":
        from decision_models.features import names

        known = {feature.name for feature in names()}
        unknown = [feature for feature in self.inputs.values() if feature not in known]
        if unknown:
            raise ValueError(f"inputs must be filled from features, got {unknown}")
        return self

    @property
    def features(self) -> tuple[str, ...]:
        """The features that it reads, each once, in the order of its columns."""
        return tuple(dict.fromkeys(self.inputs.values()))


def read_hosted(path: Path) -> HostedSpec:
    """A hosted model's file; paths in it are relative to it.

    Raises:
        BadInput: it cannot be read, or an entry is not what it must be; names file and entry.
    """
    try:
        spec = HostedSpec.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadInput(f"{path} must be a readable YAML file: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise BadInput(f"{path.name}: {where}: {first['msg']}, got {first['input']!r}") from error
    found: dict[str, Path] = {}
    for entry in ("path", "token_file"):
        given = getattr(spec.host, entry, None)
        if given is None:
            continue
        found[entry] = path.parent / given
        if not found[entry].exists():
            raise BadInput(f"{path.name}: host.{entry}: {found[entry]} must exist, got nothing")
    return spec.model_copy(update={"host": spec.host.model_copy(update=found)})
