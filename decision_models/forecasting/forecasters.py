"""The trained forecasters of a home, all of them in one version behind one pointer."""

import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from decision_models.artefact import DamagedModel
from decision_models.forecasting.card import ForecastCard
from decision_models.forecasting.forecaster import Forecaster, load
from decision_models.registry import OtherFeatures
from home.errors import NotFound, NotReady
from home.versions import VersionedFolder

SCHEMA_VERSION = 1


class Forecasters:
    """The forecasters of one home. Write under ``home.lock.writer_lock``."""

    def __init__(self, home: Path) -> None:
        self.versions = VersionedFolder(
            home / "forecasters",
            schema_version=SCHEMA_VERSION,
            rebuild_with="weiwo models train --all",
        )

    def names(self) -> Sequence[str]:
        """Those of the current version, damaged ones included; none where none were trained."""
        version = self.versions.find()
        if version is None:
            return ()
        return sorted(path.name for path in version.path.iterdir() if path.is_dir())

    def cards(self) -> tuple[ForecastCard, ...]:
        """The cards, by name, as far as they are whole."""
        found = []
        for name in self.names():
            with suppress(DamagedModel):
                found.append(self.card(name))
        return tuple(found)

    def card(self, name: str) -> ForecastCard:
        """The card of one; raises as ``load``, but for those of other features."""
        return self._read(name).card

    def load(self, name: str) -> Forecaster:
        """A forecaster that may forecast.

        Raises:
            NotFound: it was not trained.
            DamagedModel: its files are not those that were written.
            OtherFeatures: it was trained on features that this code does not compute.
        """
        found = self._read(name)
        _same_features(found)
        return found

    def admit(self, made: Mapping[str, Forecaster], mart: str) -> None:
        """Put these in the place of those of the same names, in one step; others stay."""
        old = None
        with suppress(NotReady):  # what is of an older schema or damaged is left behind
            old = self.versions.find()
        with self.versions.building({"mart": mart}) as folder:
            for path in () if old is None else old.path.iterdir():
                if path.is_dir() and path.name not in made:
                    shutil.copytree(path, folder / path.name)
            for name, forecaster in made.items():
                forecaster.save(folder / name)

    def _read(self, name: str) -> Forecaster:
        version = self.versions.current()
        if not (version.path / name).is_dir():
            known = ", ".join(self.names())
            raise NotFound(f"forecaster {name!r} must be one that was trained ({known})")
        return load(version.path / name, name)


def _same_features(forecaster: Forecaster) -> None:
    """Refuse a forecaster of which a feature is gone, or means another thing than it did."""
    from decision_models.features import feature_set_hash, names

    known = {feature.name: feature for feature in names()}
    wanted = (*forecaster.features, *forecaster.population)
    gone = [name for name in wanted if name not in known]
    why = f"gone: {', '.join(gone[:5])}"
    if not gone:
        now = feature_set_hash([known[name] for name in forecaster.features])
        if now == forecaster.card.feature_set:
            return
        why = f"the same names, got set {now}"
    raise OtherFeatures(
        f"forecaster {forecaster.name} must read the features that it was trained on "
        f"(set {forecaster.card.feature_set}; {why}); "
        f"train it again with: weiwo models train {forecaster.name}"
    )
