"""A trained model of hours, and its files."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict

from decision_models import artefact
from decision_models.artefact import DamagedModel
from decision_models.calibration import Floats
from decision_models.catalogue import Range
from decision_models.hours.card import HourCard
from decision_models.hours.rows import HourRows
from decision_models.hours.shrinking import HourEffects, Seen, best, residuals

_NOBODY: Mapping[str, Range] = {}


class _Record(BaseModel):
    """``hours.json``: everything but the card."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    bands: tuple[int, ...]
    group_by: str
    groups: tuple[str, ...]
    rate: float
    group_rate: tuple[float, ...]
    overall: tuple[float, ...]
    overall_var: tuple[float, ...]
    group: tuple[tuple[float, ...], ...]
    group_var: tuple[tuple[float, ...], ...]
    own: float
    noise: float
    habit: float


@dataclass(frozen=True)
class Named:
    """Customers' best hours.

    Args:
        band: its place in ``HourModel.bands``. known: whether anything speaks for it.
        expected: the chance that a contact in it is taken; ``usual``: at a mean hour.
    """

    band: "np.ndarray[Any, Any]"
    known: "np.ndarray[Any, Any]"
    expected: Floats
    usual: Floats


@dataclass(frozen=True)
class HourModel:
    """One model of hours, ready to name them.

    Args:
        card: what it is and whether it is proven.
        bands: the hours, from each to the next.
        group_by: the feature that makes groups; ``groups`` its values.
        effects: what was learned.
    """

    card: HourCard
    bands: tuple[int, ...]
    group_by: str
    groups: tuple[str, ...]
    effects: HourEffects

    @property
    def name(self) -> str:
        """The catalogue's name."""
        return self.card.name

    @property
    def channel(self) -> str:
        """Of the contacts."""
        return self.card.channel

    @property
    def features(self) -> tuple[str, ...]:
        """The columns that it reads, in order."""
        return (self.group_by,)

    @property
    def population(self) -> Mapping[str, Range]:
        """It speaks of everybody."""
        return _NOBODY

    @cached_property
    def digest(self) -> str:
        """Of all that the hours, and what is said of them, depend on."""
        said = self._record().model_dump_json() + self.card.model_dump_json()
        return hashlib.sha256(said.encode()).hexdigest()

    def name_hours(
        self, customers: Sequence[str], groups: Sequence[str | None], rows: HourRows
    ) -> Named:
        """The best hours of these customers; ``rows`` are the contacts made with them."""
        place = self.places(groups)
        where = {customer: at for at, customer in enumerate(customers)}
        seen_at = np.array([where.get(one, -1) for one in rows.customer], dtype=int)
        there = rows.only(seen_at >= 0)
        seen_at = seen_at[seen_at >= 0]
        rates = self.rates(place)
        residual = residuals(there.taken, there.customer, rates[seen_at], self.effects.habit)
        effect, variance = self.effects.of(
            place, np.arange(len(customers)), Seen(seen_at, there.band, residual)
        )
        band, known = best(effect, variance)
        usual = rates + effect.mean(axis=1)
        expected = rates + effect[np.arange(len(band)), band]
        return Named(band, known & self.card.proven, np.clip(expected, 0, 1), np.clip(usual, 0, 1))

    def places(self, groups: Sequence[str | None]) -> "np.ndarray[Any, Any]":
        """The place of each group, -1 for one that was never seen."""
        known = {group: place for place, group in enumerate(self.groups)}
        return np.array([known.get(str(group), -1) for group in groups], dtype=int)

    def rates(self, place: "np.ndarray[Any, Any]") -> Floats:
        """The share of contacts that are taken, of each group."""
        rate = self.effects.group_rate[np.maximum(place, 0)] if len(self.groups) else place * 0.0
        return np.asarray(np.where(place >= 0, rate, self.effects.rate))

    def _record(self) -> _Record:
        found = self.effects
        return _Record(
            bands=self.bands,
            group_by=self.group_by,
            groups=self.groups,
            rate=found.rate,
            group_rate=tuple(found.group_rate),
            overall=tuple(found.overall),
            overall_var=tuple(found.overall_var),
            group=tuple(map(tuple, found.group)),
            group_var=tuple(map(tuple, found.group_var)),
            own=found.own,
            noise=found.noise,
            habit=found.habit,
        )

    def save(self, folder: Path) -> None:
        """Write ``hours.json``, ``card.json``, ``card.html`` and checksums."""
        from decision_models.hours.page import render

        contents = {
            "hours.json": self._record().model_dump_json(),
            "card.json": self.card.model_dump_json(indent=1),
        }
        artefact.write(folder, contents)
        (folder / "card.html").write_text(render(self.card), encoding="utf-8")


def load(folder: Path, name: str) -> HourModel:
    """The model of that name that ``save`` wrote.

    Raises:
        DamagedModel: a file is missing or not what was written; names it and the command.
    """
    try:
        contents = artefact.read(folder, ("hours.json", "card.json"))
        record = _Record.model_validate_json(contents["hours.json"])
        card = HourCard.model_validate_json(contents["card.json"])
    except (OSError, ValueError) as error:
        why = f"{error}".splitlines()[0]
        raise DamagedModel(
            f"best hour {name} in {folder} must hold the files that training wrote: {why}; "
            f"train it again with: weiwo models train {name}"
        ) from error
    shape = (len(record.groups), len(record.bands) - 1)
    effects = HourEffects(
        rate=record.rate,
        group_rate=np.array(record.group_rate),
        overall=np.array(record.overall),
        overall_var=np.array(record.overall_var),
        group=np.array(record.group).reshape(shape),
        group_var=np.array(record.group_var).reshape(shape),
        own=record.own,
        noise=record.noise,
        habit=record.habit,
    )
    return HourModel(card, record.bands, record.group_by, record.groups, effects)
