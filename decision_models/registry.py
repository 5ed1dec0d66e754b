"""The trained models of a home: versions, each a folder per model, behind one pointer."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from decision_models.cards import ModelCard
from decision_models.trained import DamagedModel, TrainedModel, load
from home.errors import NotFound, NotReady, WeiwoError
from home.versions import Meta, VersionedFolder

SCHEMA_VERSION = 2


class OtherFeatures(WeiwoError):
    """A model was trained on features that this code does not compute any more."""


class Registry:
    """The models of one home; readers only. Training writes through ``versions``."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.versions = VersionedFolder(
            home / "models",
            schema_version=SCHEMA_VERSION,
            rebuild_with="weiwo models train --all",
        )

    def list(self) -> tuple[ModelCard, ...]:
        """The cards of all models that are whole, by name; none where nothing was trained yet."""
        found = []
        for name in self.names():
            try:
                found.append(self._read(name).card)
            except DamagedModel:
                continue
        return tuple(found)

    def names(self) -> Sequence[str]:
        """The models of the current version, damaged ones included."""
        version = self.versions.find()
        if version is None:
            return ()
        return sorted(path.name for path in version.path.iterdir() if path.is_dir())

    def meta(self) -> Meta:
        """What was recorded about the current version, and its id as ``version``.

        Raises:
            NotReady: nothing was trained yet.
        """
        version = self.versions.current()
        return {**version.meta, "version": version.id}

    def card(self, name: str) -> ModelCard:
        """The card of one model; raises as ``load``, but for models of other features."""
        return self._read(name).card

    def page(self, name: str) -> str:
        """The card as a web page that needs nothing else."""
        from decision_models.cards.page import render

        return render(self.card(name))

    def load(self, name: str) -> TrainedModel:
        """A model that may score.

        Raises:
            NotReady: nothing was trained yet.
            NotFound: there is no such model.
            DamagedModel: its files are not those that were written.
            OtherFeatures: it was trained on features that this code does not compute.
        """
        model = self._read(name)
        _same_features(model)
        return model

    def _read(self, name: str) -> TrainedModel:
        version = self.versions.current()
        if name not in self.names():
            known = ", ".join(self.names())
            raise NotFound(f"model {name!r} must be one that was trained ({known})")
        return load(version.path / name)

    def keep(self, folder: Path, except_for: Sequence[str]) -> None:
        """Copy the current version's other models into a new version's ``folder``.

        Models of an older schema cannot be kept: they are to be trained again.
        """
        try:
            version = self.versions.find()
        except NotReady:
            return
        for name in self.names() if version else ():
            if version and name not in except_for:
                shutil.copytree(version.path / name, folder / name)


def _same_features(model: TrainedModel) -> None:
    """Refuse a model of which a feature is gone, or means another thing than it did."""
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
        f"model {model.name} must be scored with the features that it was trained on "
        f"(set {model.card.feature_set}; {why}); "
        f"train it again with: weiwo models train {model.name}"
    )
