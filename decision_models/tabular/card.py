"""What a fitted model says about itself: JSON for programs, a page for people."""

import json
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from decision_models.tabular.encoding import view_sources
from decision_models.tabular.learners.boosting import BoostedModel
from decision_models.tabular.preparation import Prepared
from decision_models.tabular.search import Found, Judged
from decision_models.tabular.table.kinds import parse
from decision_models.tabular.table.reading import RawTable
from decision_models.tabular.table.target import Target
from decision_models.tabular.validation import metrics

if TYPE_CHECKING:
    from decision_models.tabular.fitting import FitRequest

_TOP = 15
_SHARES = (0.01, 0.05, 0.1, 0.2)


@dataclass(frozen=True)
class UsedColumn:
    """A column that the model reads: its kind, and how well it alone ranks the target (AUC)."""

    name: str
    kind: str
    auc_alone: float


@dataclass(frozen=True)
class LeftOut:
    """A column that the model does not read, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class LeakageSuspect:
    """A column that may know the target."""

    column: str
    evidence: str
    excluded: bool


@dataclass(frozen=True)
class TopFeature:
    """A column's share of what the trees gained, and the positive rate where it is low and high."""

    column: str
    share: float
    rates: tuple[tuple[str, float, int], ...]  # (range or level, positive rate, rows)


@dataclass(frozen=True)
class Quality:
    """Measured on rows that the model had not seen.

    Attributes:
        auc, auc_low, auc_high: with its 5 % and 95 % quantiles over resamples.
        auc_by_fold: of each fold; forward in time: of each block, in order.
        capture_20: share of all positives among the top 20 % of scores.
        lift: by share of rows: how many times the average rate.
    """

    rows_judged: int
    auc: float
    auc_low: float
    auc_high: float
    auc_by_fold: tuple[float, ...]
    auc_by_member: dict[str, float]
    capture_20: float
    lift: dict[str, float]
    log_loss_before: float
    log_loss_after: float
    brier_before: float
    brier_after: float
    calibration_error_before: float
    calibration_error_after: float
    calibration: tuple[tuple[float, float, int], ...]  # (mean score, positive rate, rows)


@dataclass(frozen=True)
class Card:
    """The model's card."""

    table: str
    source: str
    target: str
    positive: str
    negative: str
    rows: int
    rows_without_target: int
    duplicate_rows: int
    base_rate: float
    time_column: str | None
    columns_used: tuple[UsedColumn, ...]
    columns_dropped: tuple[LeftOut, ...]
    leakage_suspects: tuple[LeakageSuspect, ...]
    drift: dict[str, float]
    drifting: tuple[str, ...]
    validation: str
    quality: Quality
    members: dict[str, float]
    calibration_kind: str
    top_features: tuple[TopFeature, ...]
    seconds: float | None
    ended_early: bool
    seed: int
    notes: tuple[str, ...]


def make_card(
    request: "FitRequest",
    raw: RawTable,
    target: Target,
    prepared: Prepared,
    found: Found,
    unlabelled: int,
) -> Card:
    """Gather the card of a finished fit."""
    labels = prepared.labels
    total = sum(member.weight for member in found.ensemble.members)
    leakage = prepared.leakage
    return Card(
        table=request.table.name,
        source=raw.source,
        target=target.name,
        positive=target.positive,
        negative=target.negative,
        rows=len(labels),
        rows_without_target=unlabelled,
        duplicate_rows=int(raw.frame.duplicated().sum()),
        base_rate=float(labels.mean()),
        time_column=request.time_column,
        columns_used=tuple(
            UsedColumn(one.name, one.kind, leakage.alone[one.name])
            for one in prepared.schema.columns
        ),
        columns_dropped=tuple(LeftOut(one.name, one.reason) for one in prepared.schema.dropped),
        leakage_suspects=tuple(
            LeakageSuspect(one.column, one.evidence, one.excluded) for one in leakage.suspects
        ),
        drift=dict(prepared.drift),
        drifting=prepared.unstable,
        validation=found.judged.how,
        quality=measure(found.judged, request.seed),
        members={one.name: one.weight / total for one in found.ensemble.members},
        calibration_kind=found.ensemble.calibration.kind,
        top_features=_top(prepared, found, raw, target),
        seconds=request.seconds,
        ended_early=found.ended_early,
        seed=request.seed,
        notes=prepared.notes,
    )


def measure(judged: Judged, seed: int) -> Quality:
    """The figures of a judged blend."""
    labels, chance, raw = judged.labels, judged.chance, judged.raw
    low, high = metrics.auc_spread(labels, chance, seed)
    order = np.argsort(chance, kind="stable")
    bands = [band for band in np.array_split(order, 10) if band.size]
    return Quality(
        rows_judged=len(labels),
        auc=judged.auc,
        auc_low=low,
        auc_high=high,
        auc_by_fold=judged.folds_auc,
        auc_by_member=judged.members_auc,
        capture_20=metrics.capture(labels, chance, 0.2),
        lift={f"{share:.0%}": metrics.lift(labels, chance, share) for share in _SHARES},
        log_loss_before=metrics.log_loss(labels, raw),
        log_loss_after=metrics.log_loss(labels, chance),
        brier_before=metrics.brier(labels, raw),
        brier_after=metrics.brier(labels, chance),
        calibration_error_before=metrics.calibration_error(labels, raw),
        calibration_error_after=metrics.calibration_error(labels, chance),
        calibration=tuple(
            (float(chance[band].mean()), float(labels[band].mean()), len(band)) for band in bands
        ),
    )


def _top(prepared: Prepared, found: Found, raw: RawTable, target: Target) -> tuple[TopFeature, ...]:
    shares = _shares(prepared, found)
    ranked = sorted(shares.items(), key=lambda item: (-item[1], item[0]))[:_TOP]
    known = ~np.isnan(target.labels)
    columns = {column.name: column for column in prepared.schema.columns}
    top = []
    for name, share in ranked:
        rates: tuple[tuple[str, float, int], ...] = ()
        if name in columns and columns[name].kind in {"number", "category"}:
            column = columns[name]
            values = parse(raw.frame[name], column)[known]
            words = (*column.levels, "(other)") if column.kind == "category" else ()
            rates = _rates(values, words, prepared.labels)
        top.append(TopFeature(name, share, rates))
    return tuple(top)


def _shares(prepared: Prepared, found: Found) -> dict[str, float]:
    """Each column's share of the gain of the trees that read the native view, else of its AUC."""
    sources = view_sources(prepared.features.plan, "native")
    total = np.zeros(len(sources))
    for member in found.ensemble.members:
        if member.view == "native" and isinstance(member.model, BoostedModel):
            gains = member.model.gains()
            if gains is not None and gains.sum() > 0:
                columns = slice(None) if member.columns is None else list(member.columns)
                total[columns] += member.weight * gains / gains.sum()
    shares: dict[str, float] = {}
    if total.sum() == 0:
        alone = prepared.leakage.alone
        shares = {one.name: max(0.0, alone[one.name] - 0.5) for one in prepared.schema.columns}
    else:
        for source, gain in zip(sources, total, strict=True):
            for name in source:
                shares[name] = shares.get(name, 0.0) + float(gain) / len(source)
    whole = sum(shares.values()) or 1.0
    return {name: value / whole for name, value in shares.items() if value > 0}


def _rates(
    values: np.ndarray, words: tuple[str, ...], labels: np.ndarray
) -> tuple[tuple[str, float, int], ...]:
    """The positive rate by level, or by quarter of the values."""
    found: list[tuple[str, float, int]] = []
    absent = np.isnan(values)
    distinct = np.unique(values[~absent])
    if words:
        groups = [(words[int(code)], values == code) for code in distinct[:8]]
    elif distinct.size <= 6:
        groups = [(f"{value:g}", values == value) for value in distinct]
    else:
        edges = np.unique(np.quantile(values[~absent], [0, 0.25, 0.5, 0.75, 1]))
        pairs = list(pairwise(edges))
        groups = [
            (
                f"{a:g} ~ {b:g}",
                (values >= a) & ((values < b) | (at == len(pairs) - 1) & (values <= b)),
            )
            for at, (a, b) in enumerate(pairs)
        ]
    for word, inside in [*groups, ("（空）", absent)]:
        if inside.any():
            found.append((word, float(labels[inside].mean()), int(inside.sum())))
    return tuple(found)


def to_json(card: Card) -> str:
    """The card as JSON; what is not a number is null."""
    return json.dumps(_plain(asdict(card)), ensure_ascii=False, indent=1)


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, float):
        return round(value, 6) if np.isfinite(value) else None
    return value
