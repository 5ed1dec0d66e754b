"""Try the candidates on a table within a budget, blend them, calibrate, and judge the blend."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np

from decision_models.tabular.blending import blend, blend_weights, block_auc
from decision_models.tabular.calibration import Calibration, calibrate, calibrate_forward
from decision_models.tabular.candidates import (
    QUICK,
    affordable_folds,
    affordable_repeats,
    plan_candidates,
)
from decision_models.tabular.crossfit import (
    Arena,
    CrossFit,
    cross_fit,
    enter,
    fit_all,
    forward_auc,
)
from decision_models.tabular.deadline import Deadline, Guard, OutOfTime
from decision_models.tabular.encoding import View, cross_encode, learn_encoding, view_sources
from decision_models.tabular.features import Features
from decision_models.tabular.learners.boosting import BoostingSettings
from decision_models.tabular.learners.model import sigmoid
from decision_models.tabular.members import Ensemble, Member
from decision_models.tabular.validation.metrics import auc
from decision_models.tabular.validation.splits import WIDE_CELLS, Validation

_HALF_BELIEVED = 0.5
_PLANNED = 0.8  # share of the seconds for learning that the plan fills


@dataclass(frozen=True)
class Judged:
    """The blend on rows that its members, weights and calibration had not seen.

    Attributes:
        rows: which rows were judged. labels, chance, raw: of these, after and before calibration.
        folds_auc: AUC of each fold.
        how: which rows were held out, in words.
    """

    rows: np.ndarray
    labels: np.ndarray
    chance: np.ndarray
    raw: np.ndarray
    auc: float
    folds_auc: tuple[float, ...]
    members_auc: dict[str, float]
    how: str


@dataclass(frozen=True)
class Said:
    """What each member (by ``names``) said of the rows it had not seen.

    Attributes:
        blocks: of time; None: at random.
        drifting: whether columns drift.
    """

    names: tuple[str, ...]
    log_odds: np.ndarray
    labels: np.ndarray
    blocks: np.ndarray | None
    drifting: bool

    def area(self, weights: Mapping[str, float]) -> float | None:
        """AUC within the blocks of members weighed so, of those that are here; None: none is."""
        chosen = np.array([weights.get(name, 0.0) for name in self.names])
        if chosen.sum() <= 0 or self.blocks is None:
            return None
        return block_auc(self.labels, blend(self.log_odds, chosen), self.blocks)

    def blended(self, rows: np.ndarray, seed: int) -> tuple[np.ndarray, Calibration]:
        """Weights of the members and the calibration of their blend, from ``rows``."""
        log_odds, labels = self.log_odds[rows], self.labels[rows]
        blocks = None if self.blocks is None else self.blocks[rows]
        weights = blend_weights(log_odds, labels, blocks)
        score = blend(log_odds, weights)
        if blocks is not None:
            # Where columns drift, what ranked at chance in the past is half believed of the future.
            least = {"flattest": _HALF_BELIEVED} if self.drifting else {}
            return weights, calibrate_forward(score, labels, blocks, **least)
        return weights, calibrate(score, labels, seed)

    def parts(self, seed: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Rows to learn from and rows to judge on; forward in time from earlier blocks alone,
        but for the first."""
        if self.blocks is None or np.unique(self.blocks).size < 2:
            part = np.random.default_rng(seed).permutation(len(self.labels)) % 5
            yield from ((part != number, part == number) for number in range(5))
            return
        for number in np.unique(self.blocks):
            earlier = self.blocks < number
            yield (earlier if earlier.any() else self.blocks != number), self.blocks == number


@dataclass(frozen=True)
class Found:
    """The result of a search."""

    ensemble: Ensemble
    judged: Judged
    ended_early: bool
    said: Said


def search(
    features: Features,
    labels: np.ndarray,
    validation: Validation,
    deadline: Deadline,
    seed: int,
    progress: Callable[[str], None],
    unstable: Collection[str] = (),
    weights: np.ndarray | None = None,
) -> Found:
    """The best ensemble for ``features`` and ``labels`` that the budget allows.

    Args:
        unstable: columns that drift; every learner is then tried with and without them.
        weights: of the rows when learning; None: all the same.
    """
    validation = _within(validation, features, _PLANNED * deadline.work)
    arena = enter(features, labels, validation, seed, unstable, weights)
    tried = _try_all(arena, deadline, progress)
    fits = tried.fits
    every = np.column_stack([one.log_odds for one in fits])
    judged_rows = ~np.isnan(every).any(axis=1)
    log_odds = every[judged_rows]
    known = labels[judged_rows]
    blocks = _blocks(validation, len(labels))[judged_rows]
    forward = validation.kind == "forward"
    names = tuple(one.candidate.name for one in fits)
    said = Said(names, log_odds, known, blocks if forward else None, drifting=bool(arena.unstable))
    weights, calibration = said.blended(np.ones(len(known), dtype=bool), seed)
    judged = _judge(fits, said, np.flatnonzero(judged_rows), validation, seed)
    progress("最后用全部行再学一遍")
    members = _final_members(arena, fits, weights, _seeds(features, seed)[: tried.seeds])
    encoding = learn_encoding(features, np.arange(features.rows), labels)
    return Found(Ensemble(encoding, members, calibration), judged, tried.early, said)


def _widths(features: Features) -> dict[View, int]:
    return {kind: len(view_sources(features.plan, kind)) for kind in get_args(View)}


def _learned_rows(validation: Validation) -> int:
    return int(np.mean([len(fold.train) for fold in validation.folds]))


def _within(validation: Validation, features: Features, seconds: float) -> Validation:
    """As many rounds of folds, and folds, as the budget has room for."""
    rows, widths, seeds = _learned_rows(validation), _widths(features), len(_seeds(features, 0))
    if validation.kind != "forward":
        rounds = np.bincount([fold.repeat for fold in validation.folds])
        count = affordable_repeats(rows, widths, rounds.tolist(), seeds, seconds)
        validation = validation.first_rounds(count)
    count = affordable_folds(rows, widths, len(validation.folds), seeds, seconds)
    return validation.only(count)


def _try_all(arena: Arena, deadline: Deadline, progress: Callable[[str], None]) -> "_Tried":
    seeds = len(_seeds(arena.features, 0))
    plan = plan_candidates(
        _learned_rows(arena.validation),
        _widths(arena.features),
        len(arena.validation.folds),
        seeds,
        _PLANNED * deadline.work,
        drifting=bool(arena.unstable),
    )
    guard = Guard(deadline, len(arena.validation.folds))
    fits: list[CrossFit] = []
    early = False
    for candidate in plan:
        progress(f"试 {candidate.name}")
        partly = arena.validation.kind == "random" and not any(map(_boosted, fits))
        try:
            fits.append(cross_fit(arena, candidate, guard, partly=partly))
        except OutOfTime:
            early = True
            break
        guard.finish()
    return _Tried(fits, early, seeds if guard.room_for(seeds) else 1)


@dataclass(frozen=True)
class _Tried:
    """The candidates that time allowed, and how many seeds it leaves for their last fits."""

    fits: list[CrossFit]
    early: bool
    seeds: int


def _boosted(fit: CrossFit) -> bool:
    """Trees that had the time to grow slowly."""
    candidate = fit.candidate
    return isinstance(candidate.settings, BoostingSettings) and candidate.name != QUICK


def _blocks(validation: Validation, rows: int) -> np.ndarray:
    blocks = np.zeros(rows, dtype=int)
    if validation.kind == "forward":
        for number, fold in enumerate(validation.folds):
            blocks[fold.valid] = number
    return blocks


def _judge(
    fits: Sequence[CrossFit], said: Said, rows: np.ndarray, validation: Validation, seed: int
) -> Judged:
    """Weights and calibration are learned on other parts than the ones they are judged on."""
    log_odds, labels = said.log_odds, said.labels
    raw, chance = np.full(len(labels), labels.mean()), np.full(len(labels), labels.mean())
    for known, out in said.parts(seed):
        if labels[known].min() == labels[known].max():
            continue
        weights, calibration = said.blended(known, seed)
        chance[out] = calibration.chance(blend(log_odds[out], weights))
        raw[out] = sigmoid(blend(log_odds[out], weights / weights.sum()))
    place = np.full(len(fits[0].log_odds), -1)
    place[rows] = np.arange(len(rows))
    judged = [place[fold.valid][place[fold.valid] >= 0] for fold in validation.folds]
    folds_auc = tuple(auc(labels[at], chance[at]) for at in judged if at.size)
    if said.blocks is not None:
        full = np.full(len(place), np.nan)
        full[rows] = chance
        full_labels = np.zeros(len(place))
        full_labels[rows] = labels
        area = forward_auc(validation.folds, full_labels, full)
    else:
        area = auc(labels, chance)
    each = {
        one.candidate.name: auc(labels, column)
        for one, column in zip(fits, log_odds.T, strict=True)
    }
    return Judged(rows, labels, chance, raw, area, folds_auc, each, validation.description)


def _seeds(features: Features, seed: int) -> list[int]:
    """Small tables gain from averaging models that differ by chance alone."""
    rows = features.rows
    count = 5 if rows < 2500 else 3 if rows < 10_000 else 2 if rows < 20_000 else 1
    if rows * len(features.plan.schema.columns) > WIDE_CELLS:
        count = min(count, 2)
    return [seed + 101 * at for at in range(count)]


def _final_members(
    arena: Arena, fits: Sequence[CrossFit], weights: np.ndarray, seeds: Sequence[int]
) -> tuple[Member, ...]:
    features, labels = arena.features, arena.labels
    encoded = cross_encode(features, np.arange(features.rows), labels, arena.seed)
    members = []
    for one, weight in zip(fits, weights, strict=True):
        if weight > 0:
            model = fit_all(arena, one, encoded, seeds)
            columns = (
                tuple(int(at) for at in arena.columns(one.candidate))
                if one.candidate.stable
                else None
            )
            candidate = one.candidate
            members.append(Member(candidate.name, candidate.view, model, float(weight), columns))
    return tuple(members)
