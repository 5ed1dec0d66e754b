"""What a source file says: where to ask, how to page, and which key is which field."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from home.errors import BadInput
from knowledge.loaders.fields import DocumentLine, said_wrong

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")

Scalar = str | int | float | bool


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CursorPaging(_Strict):
    """The answer names the next page: by a cursor to send back, or by its whole address.

    The last cursor is kept: the next poll goes on from there.
    """

    kind: Literal["cursor", "link"]
    next: str
    """Path to the cursor or address in the answer (``meta.next``); empty or absent at the end."""

    parameter: str = "cursor"


class NumberPaging(_Strict):
    """Pages are counted, the newest items on the first one."""

    kind: Literal["page"]
    parameter: str = "page"
    first: int = 1


class Deleted(_Strict):
    """How an item says that it is withdrawn."""

    key: str
    values: tuple[Scalar, ...] = (True, 1, "true", "deleted", "withdrawn", "retracted")


class Source(_Strict):
    """One source.

    ``fields`` maps a document's field to a path in an item; fields that are not mapped are found
    by their usual names. ``headers`` and ``parameters`` may name variables of the environment
    (``${VENDOR_TOKEN}``), so that a source file holds no secret.
    """

    name: Annotated[str, Field(pattern=f"^{_NAME.pattern}$")]
    url: str
    kind: Literal["json", "feed"]
    collection: str = "default"
    access: str | None = None
    source: str | None = None
    licence: str | None = None
    headers: Mapping[str, str] = Field(default_factory=dict)
    parameters: Mapping[str, Scalar] = Field(default_factory=dict)
    items: str = ""
    fields: Mapping[str, str] = Field(default_factory=dict)
    deleted: Deleted | None = None
    paging: Annotated[CursorPaging | NumberPaging, Field(discriminator="kind")] | None = None
    order: Literal["newest_first", "oldest_first"] | None = None
    pages_at_most: Annotated[int, Field(ge=1, le=10_000)] = 50
    requests_per_minute: Annotated[float, Field(gt=0, le=6000)] = 60.0
    timeout_seconds: Annotated[float, Field(gt=0, le=300)] = 20.0
    retries: Annotated[int, Field(ge=0, le=10)] = 3
    largest_megabytes: Annotated[float, Field(gt=0, le=200)] = 20.0

    @field_validator("url")
    @classmethod
    def _an_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"must be an http or https address, got {value!r}")
        if parts.username or parts.password:
            raise ValueError("must hold no password; use headers: {Authorization: ${NAME}}")
        return value

    @field_validator("fields")
    @classmethod
    def _known(cls, value: Mapping[str, str]) -> Mapping[str, str]:
        strange = sorted(value.keys() - DocumentLine.model_fields.keys())
        if strange:
            known = ", ".join(DocumentLine.model_fields)
            raise ValueError(f"must be fields of a document ({known}), got {', '.join(strange)}")
        return value

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.kind == "feed" and (self.items or self.fields or self.paging or self.deleted):
            raise ValueError("a feed has its own items, fields and pages: leave the keys out")
        return self

    @property
    def newest_first(self) -> bool:
        """Whether of one id the first word counts; a cursor goes forward, lists begin anew."""
        if self.order is not None:
            return self.order == "newest_first"
        return not isinstance(self.paging, CursorPaging)

    def filled(self, environment: Mapping[str, str]) -> Self:
        """The source with the variables of its headers and parameters put in.

        Raises:
            BadInput: the environment lacks one; names it.
        """
        headers = {key: _fill(said, environment) for key, said in self.headers.items()}
        parameters = {
            key: _fill(said, environment) if isinstance(said, str) else said
            for key, said in self.parameters.items()
        }
        return self.model_copy(update={"headers": headers, "parameters": parameters})


def read_source(path: Path) -> Source:
    """The source that the YAML file describes.

    Raises:
        BadInput: the file is not there, no YAML, or says something that is not understood.
    """
    try:
        held = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Source.model_validate(held)
    except ValidationError as error:
        raise BadInput(f"{path}: {said_wrong(error)}") from None
    except OSError as error:
        raise BadInput(f"{path} must be a source file, got: {error.strerror}") from error
    except (ValueError, yaml.YAMLError) as error:
        first = str(error).split("\n", 1)[0]
        raise BadInput(f"{path} must be YAML in UTF-8, got: {first}") from error


def _fill(text: str, environment: Mapping[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        name = found.group(1)
        if not environment.get(name):
            raise BadInput(f"the environment must hold {name}, which the source file names")
        return environment[name]

    return _VARIABLE.sub(value, text)
