"""What holds for every file of a folder: access label, source, licence, days, collection.

A PDF or Word file cannot say who may read it. A ``_weiwo.yaml`` says it for the files beside and
below it; the nearest one that names a field counts, and a document's own word goes first.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from knowledge.dates import parse_day
from knowledge.documents import Document
from knowledge.loaders.fields import label, said_wrong

NAME = "_weiwo.yaml"


class FolderFields(BaseModel):
    """The fields that a folder or an ingest may give."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    access: str | None = None
    source: str | None = None
    licence: str | None = None
    collection: str | None = None
    kind: str | None = None
    published: str | None = None
    valid_until: str | None = None

    @field_validator("published", "valid_until", mode="before")
    @classmethod
    def _a_day(cls, value: object) -> object:
        if value is None:
            return None
        day = parse_day(value)
        if day is None:
            raise ValueError(f"must be a day such as 2026-09-30, got {value!r}")
        return day.isoformat()

    def over(self, wider: "FolderFields") -> "FolderFields":
        """These, and where they say nothing those of ``wider``."""
        own = self.model_dump(exclude_none=True)
        return FolderFields(**{**wider.model_dump(exclude_none=True), **own})

    def onto(self, document: Document) -> Document:
        """``document`` with what it does not say itself; unlabelled by both, it is public."""
        collection = document.collection
        return replace(
            document,
            access=document.access or label(self.access) or "public",
            source=document.source or self.source or "",
            licence=document.licence or self.licence or "",
            kind=document.kind or self.kind or "",
            collection=(self.collection or collection) if collection == "default" else collection,
            published=document.published or parse_day(self.published),
            valid_until=document.valid_until or parse_day(self.valid_until),
        )


@dataclass
class Folders:
    """The fields of folders, each file read once.

    Args:
        given: those of the ingest itself, the widest of all.
    """

    given: FolderFields

    def __post_init__(self) -> None:
        self._known: dict[Path, FolderFields | str] = {}

    def of(self, path: Path) -> FolderFields:
        """What holds for the file ``path``.

        Raises:
            ValueError: a ``_weiwo.yaml`` above it is not understood. Nothing below is taken in
                then: what was meant to be restricted must not become public.
        """
        found = self._of(path.resolve().parent)
        if isinstance(found, str):
            raise ValueError(found)
        return found

    def _of(self, folder: Path) -> FolderFields | str:
        if folder not in self._known:
            above = self.given if folder.parent == folder else self._of(folder.parent)
            own = _read(folder / NAME)
            broken = next((one for one in (own, above) if isinstance(one, str)), None)
            if broken is None and isinstance(own, FolderFields) and isinstance(above, FolderFields):
                self._known[folder] = own.over(above)
            else:
                self._known[folder] = broken or ""
        return self._known[folder]


def _read(path: Path) -> FolderFields | str:
    """The file's fields, none where there is no file, or what is wrong with it."""
    try:
        if not path.is_file():
            return FolderFields()
        return FolderFields.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except ValidationError as error:
        return f"{path}: {said_wrong(error)}"
    except (OSError, ValueError, yaml.YAMLError) as error:
        return f"{path} cannot be read: {error}".split("\n", 1)[0]
