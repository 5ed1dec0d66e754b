"""Everything about a table before a learner sees it: target, columns, leakage, time, drift."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from decision_models.tabular.features import Features, learn_from_parsed
from decision_models.tabular.table import dates, numbers
from decision_models.tabular.table.faults import TableFault
from decision_models.tabular.table.kinds import Dropped, Schema, read_columns
from decision_models.tabular.table.target import cell_words
from decision_models.tabular.validation.drift import drifting, measure_drift
from decision_models.tabular.validation.leakage import LeakageReport, find_leakage
from decision_models.tabular.validation.single import bins
from decision_models.tabular.validation.splits import (
    Validation,
    forward_validation,
    random_validation,
    row_groups,
)

_FEWEST_A_TENTH = 50  # rows
_SURELY_MOVES = 27.9  # chi-square with nine degrees of freedom exceeds it once in a thousand


@dataclass(frozen=True)
class TimeColumn:
    """When each row was.

    Attributes:
        moment: rises with time, one per row; -inf where the table says nothing.
        days: the same in days since 1970, None where the column holds plain numbers.
    """

    name: str
    moment: np.ndarray
    days: np.ndarray | None


@dataclass(frozen=True)
class Prepared:
    """A table ready for the search."""

    features: Features
    labels: np.ndarray
    schema: Schema
    leakage: LeakageReport
    validation: Validation
    drift: Mapping[str, float]
    unstable: tuple[str, ...]
    weights: np.ndarray | None
    ordered: tuple[str, ...]  # without a time column: those that tell late rows from early ones
    notes: tuple[str, ...]


def read_time(frame: pd.DataFrame, name: str) -> TimeColumn:
    """The time column, as dates or as numbers that rise with time.

    Raises:
        TableFault: it holds neither.
    """
    column = frame[name]
    days = dates.parse_dates(column)
    known = cell_words(column) != ""
    if known.any() and np.isnan(days[known]).mean() <= 0.1:
        return TimeColumn(name, np.where(np.isnan(days), -np.inf, days), days)
    values = numbers.parse_numbers(column)
    if known.any() and np.isnan(values[known]).mean() <= 0.1:
        return TimeColumn(name, np.where(np.isnan(values), -np.inf, values), None)
    example = next((word for word in cell_words(column) if word), "")
    raise TableFault(
        "no_time",
        f"time column {name} must hold dates or numbers that rise with time, got {example!r}",
        column=name,
        found=example,
    )


def prepare(
    frame: pd.DataFrame,
    labels: np.ndarray,
    *,
    target: str,
    excluded: Sequence[str],
    time: TimeColumn | None,
    seed: int,
    progress: Callable[[str], None],
) -> Prepared:
    """Decide columns and validation for the rows of ``frame``, all of which have a label.

    Raises:
        TableFault: no column is left for a model to use.
    """
    progress("看每一列是什么")
    setaside = {target, *excluded, *([time.name] if time else [])}
    schema, parsed = read_columns(frame, setaside)
    days = time.days if time else None
    binned = {one.name: bins(parsed[one.name], one.kind) for one in schema.columns}
    leakage = find_leakage(parsed, binned, schema, labels, seed, days)
    copies = [suspect for suspect in leakage.suspects if suspect.excluded]
    schema = _without(schema, {s.column: f"泄露答案：{s.evidence}" for s in copies})
    schema = replace(
        schema,
        dropped=(*(Dropped(name, "按要求排除") for name in excluded), *schema.dropped),
    )
    if not schema.columns:
        reasons = "; ".join(f"{one.name}: {one.reason}" for one in schema.dropped[:8])
        raise TableFault(
            "nothing_to_learn_from",
            "table must have a column besides the target that a model can use, got none "
            f"({reasons})",
            found="；".join(f"{one.name}：{one.reason}" for one in schema.dropped[:8]),
        )
    notes: list[str] = []
    validation = _validate(frame, labels, schema, time, seed, notes)
    moment = time.moment if time else np.arange(len(labels), dtype=float)
    drift = measure_drift(binned, schema, moment, seed) if len(labels) >= 200 else {}
    unstable = drifting(drift, schema)
    if time is None and unstable:
        notes.append(
            f"各行像是按时间先后排列：仅凭 {'、'.join(unstable[:5])} 就能分辨文件的末尾与开头。"
            "取值超出训练范围的行，改用按文件先后顺序向前选出的另一个模型打分；"
            "这里的指标来自随机检验，对这些行会偏乐观。"
            "若有一列记载各行的时间，请指明它为时间列（命令行：--time-column）"
        )
    if unstable or time:
        notes += _moving_rate(labels, moment)
    features = learn_from_parsed(
        parsed, schema, days, time.name if time and time.days is not None else None
    )
    return Prepared(
        features,
        labels,
        schema,
        leakage,
        validation,
        drift if time else {},
        unstable if time else (),
        recency(time.moment) if time and validation.kind == "forward" else None,
        () if time else unstable,
        tuple(notes),
    )


def recency(moment: np.ndarray) -> np.ndarray:
    """Weights that halve every so many rows back: later rows resemble those to be scored more.

    Small tables forget more slowly, since they have little to spare.
    """
    rows = len(moment)
    half = 0.15 if rows >= 20_000 else 0.3 if rows >= 5000 else 0.6
    age = rows - 1 - np.searchsorted(np.sort(moment), moment, side="left")
    return np.asarray(0.5 ** (age / (half * rows)))


def _moving_rate(labels: np.ndarray, moment: np.ndarray) -> list[str]:
    """A warning where the share of positives was not the same in each tenth of the time."""
    if len(labels) < 10 * _FEWEST_A_TENTH:
        return []
    tenths = np.array_split(labels[np.argsort(moment, kind="stable")], 10)
    rates = np.array([tenth.mean() for tenth in tenths])
    mean = labels.mean()
    beyond = len(tenths[0]) * float(((rates - mean) ** 2).sum()) / (mean * (1 - mean))
    if beyond < _SURELY_MOVES or rates.max() < 1.5 * rates.min():
        return []
    return [
        f"正例率随时间变动：十个时段里最低 {rates.min():.1%}、最高 {rates.max():.1%}，"
        f"最近一段 {rates[-1]:.1%}。分数的先后次序可以用，"
        "概率的绝对值在新的时期可能整体偏高或偏低，请用最近的实际结果核对后再当作概率使用"
    ]


def _without(schema: Schema, reasons: Mapping[str, str]) -> Schema:
    kept = tuple(column for column in schema.columns if column.name not in reasons)
    gone = tuple(Dropped(name, reason) for name, reason in reasons.items())
    return Schema(kept, (*schema.dropped, *gone))


def _validate(
    frame: pd.DataFrame,
    labels: np.ndarray,
    schema: Schema,
    time: TimeColumn | None,
    seed: int,
    notes: list[str],
) -> Validation:
    if time is not None:
        forward = forward_validation(time.moment, labels)
        if forward is not None:
            return forward
        notes.append(f"时间列 {time.name} 的时点或正例太少，无法按时间向前检验，改用随机检验")
    used = [column.name for column in schema.columns]
    return random_validation(labels, row_groups(frame[used]), seed, len(used))
