"""Fit one candidate on every fold, and keep what it says of the rows it did not see."""

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from decision_models.tabular.candidates import Candidate, LinearSettings
from decision_models.tabular.deadline import Guard
from decision_models.tabular.encoding import (
    apply_encoding,
    cross_encode,
    learn_encoding,
    native_columns,
    stable_columns,
    view,
)
from decision_models.tabular.features import Features
from decision_models.tabular.learners.boosting import (
    BoostedModel,
    BoostingSettings,
    Staged,
    boost,
    boost_watched,
    staged_log_odds,
)
from decision_models.tabular.learners.forest import (
    ForestSettings,
    forest_log_odds,
    grow_forest,
    to_model,
)
from decision_models.tabular.learners.kernel import KernelSettings, fit_kernel_path
from decision_models.tabular.learners.linear import LinearModel, average, fit_linear, narrowed
from decision_models.tabular.learners.model import Model, clipped, sigmoid
from decision_models.tabular.validation.metrics import auc, log_loss
from decision_models.tabular.validation.splits import Fold, Validation

_PATIENCE = 60
_FEWEST_FORWARD = 40  # rounds: a curve over few blocks may peak early by chance


@dataclass(frozen=True)
class CrossFit:
    """What a candidate said of rows it had not seen.

    Attributes:
        log_odds: one per row, mean over repeats; NaN for rows that no fold held out.
        tuned: the rounds or the penalty that did best over all folds; NaN: an average.
    """

    candidate: Candidate
    log_odds: np.ndarray
    tuned: float


@dataclass(frozen=True)
class Arena:
    """A table ready to be fitted on: features, labels, folds, and each fold's encoded columns."""

    features: Features
    labels: np.ndarray
    validation: Validation
    encoded: tuple[tuple[np.ndarray, np.ndarray], ...]
    seed: int
    unstable: frozenset[str] = frozenset()
    weights: np.ndarray | None = None  # of the rows when learning

    def fold_view(self, number: int, candidate: Candidate) -> tuple[np.ndarray, np.ndarray]:
        """The matrices of a fold's learned and judged rows."""
        fold = self.validation.folds[number]
        known, unseen = self.encoded[number]
        columns = self.columns(candidate)
        return (
            view(self.features, fold.train, known, candidate.view)[:, columns],
            view(self.features, fold.valid, unseen, candidate.view)[:, columns],
        )

    def weights_of(self, rows: np.ndarray) -> np.ndarray | None:
        """The weights of the rows that are learned from, with a mean of one."""
        if self.weights is None:
            return None
        chosen = self.weights[rows]
        return np.asarray(chosen / chosen.mean())

    def periods_of(self, rows: np.ndarray) -> np.ndarray | None:
        """The stretches of time of the rows, where columns drift: lines then have an intercept for
        each, so that a column that only tells one period from another gets no credit for all that
        was different then."""
        periods = self.validation.periods
        return None if periods is None or not self.averages else periods[rows]

    @property
    def averages(self) -> bool:
        """Whether lines of all penalties are averaged: where columns drift, one history cannot
        say which penalty is right for the next."""
        return self.validation.kind == "forward" and bool(self.unstable)

    def columns(self, candidate: Candidate) -> np.ndarray:
        """Positions of the columns of its view that a candidate reads."""
        unstable = self.unstable if candidate.stable else ()
        return stable_columns(self.features.plan, candidate.view, unstable)

    def categorical(self, candidate: Candidate) -> list[int]:
        """Which of the columns that a candidate reads are categories for its trees."""
        if candidate.view != "native":
            return []
        _, found = native_columns(self.features.plan)
        known = set(found)
        return [at for at, column in enumerate(self.columns(candidate)) if int(column) in known]


def enter(
    features: Features,
    labels: np.ndarray,
    validation: Validation,
    seed: int,
    unstable: Collection[str] = (),
    weights: np.ndarray | None = None,
) -> Arena:
    """Encode the target for every fold, from that fold's learned rows alone."""
    encoded = []
    for fold in validation.folds:
        known = labels[fold.train]
        encoding = learn_encoding(features, fold.train, known)
        encoded.append(
            (
                cross_encode(features, fold.train, known, seed),
                apply_encoding(features, fold.valid, encoding),
            )
        )
    return Arena(features, labels, validation, tuple(encoded), seed, frozenset(unstable), weights)


def cross_fit(
    arena: Arena, candidate: Candidate, guard: Guard, *, partly: bool = False
) -> CrossFit:
    """Fit ``candidate`` on each fold.

    Args:
        guard: asked between folds; raises ``OutOfTime`` where the budget is spent.
        partly: boosted trees for which time runs out are kept with the folds that they have.
    """
    if isinstance(candidate.settings, BoostingSettings):
        return _cross_boost(arena, candidate, candidate.settings, guard, partly)
    if isinstance(candidate.settings, LinearSettings | KernelSettings):
        return _cross_penalised(arena, candidate, candidate.settings, guard)
    return _cross_forest(arena, candidate, candidate.settings, guard)


def _gather(arena: Arena, per_fold: Sequence[np.ndarray]) -> np.ndarray:
    total = np.zeros(len(arena.labels))
    count = np.zeros(len(arena.labels))
    for fold, values in zip(arena.validation.folds, per_fold, strict=False):  # all, or the first
        total[fold.valid] += clipped(values)
        count[fold.valid] += 1
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _cross_boost(
    arena: Arena,
    candidate: Candidate,
    settings: BoostingSettings,
    guard: Guard,
    partly: bool,
) -> CrossFit:
    native = arena.categorical(candidate)
    staged: list[Staged] = []
    rounds = settings.rounds
    for number, fold in enumerate(arena.validation.folds):
        if guard.over(number) or (partly and staged and guard.late()):
            break
        guard.next_fold()
        known, unseen = arena.fold_view(number, candidate)
        fitted = boost_watched(
            settings,
            (known, arena.labels[fold.train]),
            (unseen, arena.labels[fold.valid]),
            categorical=native,
            seed=arena.seed + fold.repeat,
            rounds=rounds,
            patience=_PATIENCE if number == 0 else _PATIENCE * 2,
            weights=arena.weights_of(fold.train),
            ranking=arena.validation.kind == "forward",
            late=guard.late,
        )
        if number == 0:
            rounds = min(
                settings.rounds, int(1.6 * max(10, len(fitted.loss) - _PATIENCE)) + _PATIENCE
            )
        staged.append(fitted)
    best = _best_rounds(arena, staged)
    per_fold = []
    for number, fitted in enumerate(staged):
        _, unseen = arena.fold_view(number, candidate)
        per_fold.append(staged_log_odds(fitted, unseen, min(best, len(fitted.loss))))
    return CrossFit(candidate, _gather(arena, per_fold), best)


def _best_rounds(arena: Arena, staged: Sequence[Staged]) -> int:
    """The round at which the mean error over folds is least.

    At random the log loss decides; forward in time the AUC, since a shift of the base rate moves
    the log loss of good and bad rankings alike. A curve that stopped early keeps its last value.
    """
    forward = arena.validation.kind == "forward"
    longest = max(len(one.loss) for one in staged)
    curves = [-one.area if forward else one.loss for one in staged]
    filled = [np.append(curve, np.full(longest - len(curve), curve[-1])) for curve in curves]
    folds = arena.validation.folds[: len(staged)]
    weights = [_weight(f, arena.labels) if forward else float(len(f.valid)) for f in folds]
    mean = np.average(filled, axis=0, weights=weights)
    width = max(1, longest // 20)
    padded = np.pad(mean, width, mode="edge")
    smooth = np.convolve(padded, np.ones(2 * width + 1) / (2 * width + 1), mode="valid")
    return max(_FEWEST_FORWARD if forward else 5, int(np.argmin(smooth)) + 1)


def _cross_penalised(
    arena: Arena,
    candidate: Candidate,
    settings: LinearSettings | KernelSettings,
    guard: Guard,
) -> CrossFit:
    per_penalty: dict[float, list[np.ndarray]] = {one: [] for one in settings.penalties}
    for number, fold in enumerate(arena.validation.folds):
        if guard.over(number):
            break
        guard.next_fold()
        known, unseen = arena.fold_view(number, candidate)
        seed, weights = arena.seed + fold.repeat, arena.weights_of(fold.train)
        labels, periods = arena.labels[fold.train], arena.periods_of(fold.train)
        path = _path(settings, known, labels, settings.penalties, seed, weights, periods)
        for penalty, model in path:
            per_penalty[penalty].append(model.log_odds(unseen))
            guard.check()
    gathered = {penalty: _gather(arena, found) for penalty, found in per_penalty.items()}
    if arena.averages and isinstance(settings, LinearSettings):
        return CrossFit(candidate, np.mean(list(gathered.values()), axis=0), math.nan)
    best = min(gathered, key=lambda penalty: _loss(arena, gathered[penalty]))
    return CrossFit(candidate, gathered[best], best)


def _path(
    settings: LinearSettings | KernelSettings,
    matrix: np.ndarray,
    labels: np.ndarray,
    penalties: Sequence[float],
    seed: int,
    weights: np.ndarray | None,
    periods: np.ndarray | None,
) -> Iterator[tuple[float, Model]]:
    """A model for each penalty, the largest first."""
    if isinstance(settings, KernelSettings):
        yield from fit_kernel_path(settings, matrix, labels, penalties, seed, weights)
        return
    model, back = None, None
    if matrix.shape[1] > len(matrix):
        matrix, back = narrowed(matrix)
    for penalty in sorted(penalties, reverse=True):
        model = fit_linear(matrix, labels, penalty, weights, model, periods)
        yield penalty, model if back is None else LinearModel(back @ model.weights, model.intercept)


def _cross_forest(
    arena: Arena, candidate: Candidate, settings: ForestSettings, guard: Guard
) -> CrossFit:
    per_fold = []
    for number, fold in enumerate(arena.validation.folds):
        guard.next_fold()
        known, unseen = arena.fold_view(number, candidate)
        seed = arena.seed + fold.repeat
        weights = arena.weights_of(fold.train)
        forest = grow_forest(settings, known, arena.labels[fold.train], seed=seed, weights=weights)
        per_fold.append(forest_log_odds(forest, unseen))
    return CrossFit(candidate, _gather(arena, per_fold), 0.0)


def _loss(arena: Arena, log_odds: np.ndarray) -> float:
    if arena.validation.kind == "forward":
        return -forward_auc(arena.validation.folds, arena.labels, log_odds)
    judged = ~np.isnan(log_odds)
    return log_loss(arena.labels[judged], sigmoid(log_odds[judged]))


def forward_auc(folds: Sequence[Fold], labels: np.ndarray, log_odds: np.ndarray) -> float:
    """The mean AUC within the blocks, later blocks and those with more positives counting more;
    blocks for which no time was left do not count."""
    folds = [fold for fold in folds if not np.isnan(log_odds[fold.valid]).any()]
    values = [auc(labels[fold.valid], log_odds[fold.valid]) for fold in folds]
    sizes = [_weight(fold, labels) for fold in folds]
    return float(np.average(values, weights=sizes))


def _weight(fold: Fold, labels: np.ndarray) -> float:
    rarer = min(labels[fold.valid].sum(), (1 - labels[fold.valid]).sum())
    return float((1 + fold.repeat) * np.sqrt(rarer))


def fit_all(arena: Arena, fitted: CrossFit, encoded: np.ndarray, seeds: Sequence[int]) -> Model:
    """The candidate on every row, with what cross-validation chose."""
    candidate, labels = fitted.candidate, arena.labels
    every = np.arange(arena.features.rows)
    weights = arena.weights_of(every)
    matrix = view(arena.features, every, encoded, candidate.view)[:, arena.columns(candidate)]
    if isinstance(candidate.settings, LinearSettings | KernelSettings):
        averaged = math.isnan(fitted.tuned)
        wanted = candidate.settings.penalties if averaged else (fitted.tuned,)
        periods = arena.periods_of(every)
        path = _path(candidate.settings, matrix, labels, wanted, seeds[0], weights, periods)
        models = [model for _, model in path]
        return models[0] if len(models) == 1 else average(models)
    if isinstance(candidate.settings, ForestSettings):
        forest = grow_forest(candidate.settings, matrix, labels, seed=seeds[0], weights=weights)
        return to_model(forest, matrix.shape[1])
    native = arena.categorical(candidate)
    rounds = max(5, int(fitted.tuned))
    return BoostedModel(
        [
            boost(
                candidate.settings,
                matrix,
                labels,
                categorical=native,
                seed=seed,
                rounds=rounds,
                weights=weights,
            )
            for seed in seeds
        ]
    )
