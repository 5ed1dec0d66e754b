"""What learners read: features with the target encoded into them, as trees or a line take them.

A category with many levels, and a text, enter as an estimate of the target's log odds. For the
rows that it is learned from, the estimate comes from the other rows (cross-fitting), so that a
level seen once does not betray its own label.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from scipy import sparse

from decision_models.tabular.features import Category, FeaturePlan, Features, Number

View: TypeAlias = Literal["native", "indicators", "linear", "plain"]

_STRAIGHT: frozenset[View] = frozenset({"linear", "plain"})  # read by learners that add up columns
_SMOOTHING = 20.0  # rows of the average that each level is mixed with
_INNER_FOLDS = 5


@dataclass(frozen=True)
class TargetEncoding:
    """Log odds against the average: per category one value a level, then "other", then missing;
    per text one weight a word, the last being the intercept."""

    categories: tuple[np.ndarray, ...]
    texts: tuple[np.ndarray, ...]


def encoded_categories(plan: FeaturePlan) -> list[int]:
    """Positions of the categories that are encoded by the target: those with many levels."""
    return [at for at, category in enumerate(plan.categories) if len(category.counts) - 1 > 8]


def learn_encoding(features: Features, rows: np.ndarray, labels: np.ndarray) -> TargetEncoding:
    """Learn from ``rows``; ``labels`` are those of these rows, in the same order."""
    plan = features.plan
    categories = tuple(
        _level_odds(features.levels[rows, at], len(plan.categories[at].counts), labels)
        for at in encoded_categories(plan)
    )
    texts = tuple(_word_weights(words[rows], labels) for words in features.words)
    return TargetEncoding(categories, texts)


def apply_encoding(features: Features, rows: np.ndarray, encoding: TargetEncoding) -> np.ndarray:
    """One column per encoded category and text, shape (rows, columns)."""
    made = [
        odds[_places(features.levels[rows, at], len(odds))]
        for at, odds in zip(encoded_categories(features.plan), encoding.categories, strict=True)
    ]
    made += [
        np.asarray(words[rows] @ weights[:-1]).ravel() + weights[-1]
        for words, weights in zip(features.words, encoding.texts, strict=True)
    ]
    return np.column_stack(made) if made else np.empty((len(rows), 0))


def cross_encode(features: Features, rows: np.ndarray, labels: np.ndarray, seed: int) -> np.ndarray:
    """The same columns for the rows that they are learned from, each from the other rows."""
    width = len(encoded_categories(features.plan)) + len(features.words)
    if width == 0:
        return np.empty((len(rows), 0))
    made = np.zeros((len(rows), width))
    fold = np.random.default_rng(seed).permutation(len(rows)) % _INNER_FOLDS
    for part in range(_INNER_FOLDS):
        out = fold == part
        encoding = learn_encoding(features, rows[~out], labels[~out])
        made[out] = apply_encoding(features, rows[out], encoding)
    return made


def _places(levels: np.ndarray, size: int) -> np.ndarray:
    return np.where(np.isnan(levels), size - 1, np.minimum(levels, size - 2)).astype(int)


def _level_odds(levels: np.ndarray, count: int, labels: np.ndarray) -> np.ndarray:
    places = _places(levels, count + 1)
    seen = np.bincount(places, minlength=count + 1)
    positive = np.bincount(places, weights=labels, minlength=count + 1)
    mean = float(np.clip(labels.mean(), 1e-6, 1 - 1e-6))
    rate = (positive + _SMOOTHING * mean) / (seen + _SMOOTHING)
    return np.asarray(np.log(rate / (1 - rate)) - np.log(mean / (1 - mean)))


def _word_weights(words: sparse.csr_matrix, labels: np.ndarray) -> np.ndarray:
    from sklearn.linear_model import LogisticRegression

    if words.shape[1] == 0 or labels.min() == labels.max():
        return np.zeros(words.shape[1] + 1)
    model = LogisticRegression(C=1.0, max_iter=200).fit(words, labels)
    mean = float(np.clip(labels.mean(), 1e-6, 1 - 1e-6))
    return np.append(model.coef_.ravel(), model.intercept_[0] - np.log(mean / (1 - mean)))


def view(features: Features, rows: np.ndarray, encoded: np.ndarray, kind: View) -> np.ndarray:
    """The matrix that a learner reads, one row per entry of ``rows``.

    ``native``: numbers, category codes, frequencies, encoded columns (trees that take
    categories). ``indicators``: the same with one column a level (trees that do not).
    ``linear``: standardised numbers with changes of slope, indicators, encoded columns.
    ``plain``: the same without changes of slope.
    """
    blocks: list[np.ndarray] = []
    numbers, levels = features.numbers[rows], features.levels[rows]
    if kind in _STRAIGHT:
        blocks += [
            _linear_number(number, numbers[:, at], bent=kind == "linear")
            for at, number in enumerate(features.plan.numbers)
        ]
    else:
        blocks.append(numbers)
    for at, category in enumerate(features.plan.categories):
        blocks += _category_blocks(category, levels[:, at], kind)
    blocks.append(encoded)
    return np.hstack(blocks)


def _category_blocks(category: Category, levels: np.ndarray, kind: View) -> list[np.ndarray]:
    if kind == "native" and category.native:
        return [levels[:, None]]
    rare = [] if category.native or kind in _STRAIGHT else [_frequency(category, levels)]
    if kind == "native":
        return [levels[:, None], *rare]
    shown = np.array(category.shown, dtype=float)
    indicators = (levels[:, None] == shown[None, :]).astype("float64")
    if category.gaps:
        indicators = np.hstack([indicators, np.isnan(levels)[:, None].astype("float64")])
    return [indicators, *rare]


def _frequency(category: Category, levels: np.ndarray) -> np.ndarray:
    counts = np.append(np.array(category.counts, dtype=float), np.nan)
    return np.asarray(np.log1p(counts[_places(levels, len(counts))])[:, None])


def _linear_number(number: Number, values: np.ndarray, *, bent: bool) -> np.ndarray:
    special = [values == sentinel for sentinel in number.sentinels]
    absent = np.isnan(values)
    unusual = absent.copy()
    for hits in special:
        unusual |= hits
    usual = np.where(unusual, number.fill, values)
    kept = np.clip(usual, number.low, number.high)
    # The slope goes on for once the range that was seen: what keeps rising is followed that far.
    reach = number.high - number.low
    followed = np.clip(usual, number.low - reach, number.high + reach)
    columns = [(followed - number.centre) / number.scale]
    if bent and number.knots:
        columns += _hats(kept, number.knots)
    if number.gaps:
        columns.append(absent.astype("float64"))
    columns += [hits.astype("float64") for hits in special]
    return np.column_stack(columns)


def _hats(values: np.ndarray, knots: Sequence[float]) -> list[np.ndarray]:
    """Piecewise linear basis: 1 at its knot, 0 at the others."""
    size = len(knots)
    return [np.interp(values, knots, np.eye(size)[at]) for at in range(size)]


def native_columns(plan: FeaturePlan) -> tuple[list[str], list[int]]:
    """Names of the ``native`` view's columns, and which of them are categories."""
    names = [number.name for number in plan.numbers]
    categorical: list[int] = []
    for category in plan.categories:
        if category.native:
            categorical.append(len(names))
        names.append(category.name)
        if not category.native:
            names.append(f"{category.name} (frequency)")
    encoded = [plan.categories[at].name for at in encoded_categories(plan)]
    names += [f"{name} (target rate)" for name in encoded]
    names += [f"{text.name} (words)" for text in plan.texts]
    return names, categorical


def view_sources(plan: FeaturePlan, kind: View) -> list[tuple[str, ...]]:
    """For each column of a view, the table's columns that it comes from."""
    sources: list[tuple[str, ...]] = []
    for number in plan.numbers:
        sources += [number.source] * _number_width(number, kind)
    for category in plan.categories:
        sources += [category.source] * _category_width(category, kind)
    sources += [plan.categories[at].source for at in encoded_categories(plan)]
    sources += [text.source for text in plan.texts]
    return sources


def _number_width(number: Number, kind: View) -> int:
    if kind not in _STRAIGHT:
        return 1
    bends = len(number.knots) if kind == "linear" else 0
    return 1 + bends + int(number.gaps) + len(number.sentinels)


def _category_width(category: Category, kind: View) -> int:
    frequency = int(not category.native and kind not in _STRAIGHT)
    if kind == "native":
        return 1 + frequency
    return len(category.shown) + int(category.gaps) + frequency


def stable_columns(plan: FeaturePlan, kind: View, unstable: Collection[str]) -> np.ndarray:
    """Positions of a view's columns that come from no column in ``unstable``."""
    sources = view_sources(plan, kind)
    return np.array(
        [at for at, source in enumerate(sources) if not set(source) & set(unstable)], int
    )
