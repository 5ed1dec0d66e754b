"""Numbered versions of named models behind one pointer, whatever kind of model they are.

A version of the folder holds everything at once (``registry.json`` and ``<model>/<number>/``), so
that training, promoting and going back are each one atomic switch; files that do not change are
shared by hard links.
"""

import json
import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

from decision_models.artefact import DamagedModel
from decision_models.registry.index import FILE, Entry, Index
from decision_models.registry.index import read as read_index
from home.errors import NotFound, NotReady, WeiwoError
from home.versions import Meta, VersionedFolder

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

COMPARISON = "comparison.json"


class OtherFeatures(WeiwoError):
    """A model was trained on features that this code does not compute any more."""


class Carded(Protocol):
    """What a shelf needs of a card."""

    @property
    def feature_set(self) -> str:
        """The hash of the meaning of the model's features when it was trained."""
        ...


class Kept(Protocol):
    """What a shelf needs of a model: a name, the features it reads, and how it is written."""

    @property
    def name(self) -> str:
        """The catalogue's name."""
        ...

    @property
    def features(self) -> tuple[str, ...]:
        """The columns that it reads, in order."""
        ...

    @property
    def population(self) -> Mapping[str, object]:
        """The features that say whom it speaks of."""
        ...

    @property
    def card(self) -> "Carded":
        """What it is and how good it was."""
        ...

    def save(self, folder: Path) -> None:
        """Write everything that reading it back needs."""
        ...


M = TypeVar("M", bound=Kept)
Made = TypeVar("Made")


class Shelf(ABC, Generic[M]):
    """The models of one kind in a home. Write under ``home.lock.writer_lock``."""

    folder_name: ClassVar[str]
    schema_version: ClassVar[int] = 1
    kind: ClassVar[str] = "model"
    """What a message calls one of them."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.versions = VersionedFolder(
            home / self.folder_name,
            schema_version=self.schema_version,
            rebuild_with="weiwo models train --all",
        )

    @abstractmethod
    def read(self, folder: Path, name: str) -> M:
        """The model that ``save`` wrote into ``folder``.

        Raises:
            DamagedModel: its files are not those that were written.
        """

    @abstractmethod
    def card(self, name: str, number: int | None = None) -> Any:
        """The card of a model; raises as ``load``, but for models of other features."""

    @abstractmethod
    def page(self, name: str, number: int | None = None) -> str:
        """The card as a web page that needs nothing else."""

    def names(self) -> Sequence[str]:
        """The models of the current version, damaged ones included."""
        return sorted(self.entries())

    def entries(self) -> Mapping[str, Entry]:
        """Which versions there are of each model; none where nothing was trained yet.

        Raises:
            Damaged: ``registry.json`` cannot be read.
        """
        version = self.versions.find()
        return {} if version is None else self._index(version.path).models

    def meta(self) -> Meta:
        """What was recorded about the current version, and its id as ``version``.

        Raises:
            NotReady: nothing was trained yet.
        """
        version = self.versions.current()
        return {**version.meta, "version": version.id}

    def load(self, name: str, number: int | None = None) -> M:
        """A model that may score; ``number`` None is the champion.

        Raises:
            NotReady: nothing was trained yet.
            NotFound: there is no such model, or no such version of it.
            DamagedModel: its files are not those that were written.
            OtherFeatures: it was trained on features that this code does not compute.
        """
        model = self._read(name, number)
        same_features(model, self.kind)
        return model

    def folder(self, name: str, number: int | None = None) -> Path:
        """Where a version's files are; raises as ``load``, but for what is in them."""
        version = self.versions.current()
        entries = self._index(version.path).models
        if name not in entries:
            known = ", ".join(sorted(entries))
            raise NotFound(f"{self.kind} {name!r} must be one that was trained ({known})")
        entry = entries[name]
        chosen = entry.champion if number is None else number
        if chosen not in entry.numbers:
            kept = ", ".join(str(one) for one in sorted(entry.numbers))
            raise NotFound(f"{self.kind} {name!r} must have version {chosen}, got {kept}")
        return version.path / name / str(chosen)

    def admit(
        self,
        made: Mapping[str, M],
        mart: str,
        compared: "Mapping[str, DataclassInstance] | None" = None,
        waiting: Sequence[str] = (),
    ) -> Mapping[str, Entry]:
        """Add a version of each of these models: the new champions, but for those in ``waiting``,
        which become challengers where there is a champion. Everything else stays as it is.

        Args:
            made: name -> model.
            mart: the version of the mart that they were trained on.
            compared: how those did that were judged beside the champion.
            waiting: those that do not take its place.

        What was kept in an older schema or is damaged beyond reading is left behind.
        """
        old, index, _ = self._before()
        entries = dict(index.models)
        for name in made:
            before = entries.get(name)
            entries[name] = (
                Entry(champion=1, newest=1)
                if before is None
                else before.with_new(promoted=name not in waiting)
            )
        with self.versions.building({"mart": mart}) as folder:
            for name, model in made.items():
                new = folder / name / str(entries[name].newest)
                model.save(new)
                if compared and name in compared:
                    said = json.dumps(asdict(compared[name]), indent=1)
                    (new / COMPARISON).write_text(said, encoding="utf-8")
            _keep(old, folder, entries, {name: entries[name].newest for name in made})
        return entries

    def promote(self, name: str, number: int | None = None) -> Entry:
        """Make ``number`` (None: the challenger) the champion, in one step.

        Raises:
            NotReady, NotFound: nothing was trained, no such model or version.
            DamagedModel, OtherFeatures: the version could not score.
        """
        entry = self._entry(name).promoted(name, number)
        self.load(name, entry.champion)
        return self._switch(name, entry)

    def rollback(self, name: str) -> Entry:
        """Go back to the champion before this one, in one step; raises as ``promote``."""
        entry = self._entry(name).rolled_back(name)
        self.load(name, entry.champion)
        return self._switch(name, entry)

    def _entry(self, name: str) -> Entry:
        self.folder(name)
        return self.entries()[name]

    def _switch(self, name: str, entry: Entry) -> Entry:
        old, index, meta = self._before()
        with self.versions.building(meta) as folder:
            _keep(old, folder, {**index.models, name: entry}, {})
        return entry

    def _before(self) -> tuple[Path | None, Index, dict[str, str | int | float | bool | None]]:
        """The current version's folder, its index and meta; nothing of what cannot be read."""
        try:
            version = self.versions.find()
            if version is not None:
                return version.path, self._index(version.path), dict(version.meta)
        except NotReady:
            pass
        return None, Index(), {}

    def _index(self, folder: Path) -> Index:
        return read_index(folder, self.versions.rebuild_with)

    def _read(self, name: str, number: int | None = None) -> M:
        return self.read(self.folder(name, number), name)


def _keep(
    old: Path | None, folder: Path, entries: Mapping[str, Entry], new: Mapping[str, int]
) -> None:
    """Bring over every version that the entries name and that is not new, and write the index."""
    for name, entry in entries.items():
        for number in entry.numbers:
            place = f"{name}/{number}"
            if old is not None and number != new.get(name) and (old / place).is_dir():
                shutil.copytree(old / place, folder / place, copy_function=_link)
    (folder / FILE).write_text(Index(models=entries).model_dump_json(indent=1), encoding="utf-8")


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copy2(source, target)


def same_features(model: Kept, kind: str = "model") -> None:
    """Refuse a model of which a feature is gone, or means another thing than it did.

    Raises:
        OtherFeatures: says which, and the command.
    """
    from decision_models.features import feature_set_hash, names

    known = {feature.name: feature for feature in names()}
    gone = [name for name in (*model.features, *model.population) if name not in known]
    why = f"gone: {', '.join(gone[:5])}"
    if not gone:
        now = feature_set_hash([known[name] for name in model.features])
        if now == model.card.feature_set:
            return
        why = f"the same names, got set {now}"
    raise OtherFeatures(
        f"{kind} {model.name} must be scored with the features that it was trained on "
        f"(set {model.card.feature_set}; {why}); "
        f"train it again with: weiwo models train {model.name}"
    )


def read_comparison(folder: Path, kind: type[Made]) -> Made | None:
    """How the version in ``folder`` did beside the champion of its day, None where nothing said.

    Raises:
        DamagedModel: the file is not what was written.
    """
    path = folder / COMPARISON
    try:
        return kind(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise DamagedModel(f"{path} must hold a comparison: {error}") from error
