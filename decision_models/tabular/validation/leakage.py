"""Columns that give the target away: copies are left out, suspects are reported.

Left out by itself is only what cannot be an honest feature: a column of few values, or whose
presence or most frequent value alone, decides the target in (all but one in a thousand) rows.
Anything else that looks too good is reported with its figures and stays in, since a model may
simply have one very good feature; whoever knows the process leaves it out with ``--exclude``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from decision_models.tabular.table.kinds import Schema
from decision_models.tabular.validation.single import parts_at_random, rank_alone

_COPY_ERRORS = 0.001
_AFTERWARDS = re.compile(
    r"duration|talk|call_?(?:length|time|sec)|outcome|result|after|post_|closed?_|cancel|reason"
    r"|settle|recover|charge_?off|write_?off|final|resolved|时长|通话|结果|原因|之后|事后|结清|核销"
    r"|赔付|注销|销户|流失日|成交|到账",
    re.I,
)


@dataclass(frozen=True)
class Suspect:
    """A column that may know the target, what speaks for it, and whether it was left out."""

    column: str
    evidence: str
    auc: float
    excluded: bool


@dataclass(frozen=True)
class LeakageReport:
    """Suspects, and how well each column alone ranks the target."""

    suspects: tuple[Suspect, ...]
    alone: Mapping[str, float]


def find_leakage(
    parsed: Mapping[str, np.ndarray],
    binned: Mapping[str, np.ndarray],
    schema: Schema,
    labels: np.ndarray,
    seed: int,
    time: np.ndarray | None = None,
) -> LeakageReport:
    """Look at each column alone.

    Args:
        parsed: by column, as ``kinds.parse`` gives it, for the rows of ``labels``.
        binned: the same as ``single.bins`` gives it.
        time: the rows' moments in days, to find dates that lie after them.
    """
    part = parts_at_random(len(labels), seed)
    alone: dict[str, float] = {}
    found: list[Suspect] = []
    for column in schema.columns:
        values = parsed[column.name]
        alone[column.name] = rank_alone(binned[column.name], labels, part)
        copy = _copy(values, column.kind, labels)
        if copy:
            found.append(Suspect(column.name, copy, alone[column.name], excluded=True))
            continue
        for evidence in _suspicion(
            column.name, column.kind, values, labels, alone[column.name], time
        ):
            found.append(Suspect(column.name, evidence, alone[column.name], excluded=False))
    kept = {name: area for name, area in alone.items() if name not in {s.column for s in found}}
    return LeakageReport((*found, *_outliers(kept)), alone)


def _copy(values: np.ndarray, kind: str, labels: np.ndarray) -> str | None:
    """What decides the target, or None."""
    rarer = min(labels.sum(), (1 - labels).sum())
    if kind == "text" or rarer < 3:
        return None
    absent = np.isnan(values)
    known = values[~absent]
    if known.size == 0:
        return None
    allowed = _COPY_ERRORS * rarer
    distinct, codes, counts = np.unique(
        values, return_inverse=True, return_counts=True, equal_nan=True
    )
    if distinct.size <= max(2, min(20, len(labels) // 10)) and _errors(codes, labels) <= allowed:
        return f"只有 {distinct.size} 种取值，每一种都只对应同一个结果"
    if _errors(absent.astype(int), labels) <= allowed:
        return "填没填就决定了结果：多半是结果发生之后才填写的"
    mode = distinct[np.argmax(counts)]
    if mode == mode and _errors((values == mode).astype(int), labels) <= allowed:
        return (
            f"是不是等于 {mode:g} 就决定了结果"
            if kind != "category"
            else "是不是最常见的那个取值就决定了结果"
        )
    return None


def _errors(codes: np.ndarray, labels: np.ndarray) -> float:
    """Rows that the best rule "one label per code" gets wrong."""
    seen = np.bincount(codes)
    hits = np.bincount(codes, weights=labels)
    return float(np.minimum(hits, seen - hits).sum())


def _suspicion(
    name: str,
    kind: str,
    values: np.ndarray,
    labels: np.ndarray,
    area: float,
    time: np.ndarray | None,
) -> list[str]:
    if area >= 0.97:
        return [f"单凭这一列给结果排序，AUC 就有 {area:.3f}，几乎等于结果本身"]
    said = []
    if area >= 0.7 and _AFTERWARDS.search(name):
        said.append(
            f"单凭这一列给结果排序，AUC 就有 {area:.3f}，而从列名看，它像是事后才知道的内容"
        )
    if kind == "text":
        return said
    absent = np.isnan(values)
    positive = labels > 0.5
    with_target, without = float(absent[positive].mean()), float(absent[~positive].mean())
    if abs(with_target - without) >= 0.4:  # an AUC of .7 or more, or of .3 or less
        said.append(
            f"正例中有 {with_target:.1%} 为空，负例中有 {without:.1%} 为空：是否填写可能取决于结果"
        )
    if kind == "date" and time is not None:
        later = float(np.mean(values > time + 1))
        if later > 0.05 and area > 0.6:
            said.append(f"有 {later:.1%} 的行，这个日期晚于该行自身的时点（单列 AUC {area:.3f}）")
    return said


def _outliers(alone: Mapping[str, float]) -> list[Suspect]:
    """A column that alone ranks far better than any other."""
    ranked = sorted(alone.items(), key=lambda item: -item[1])
    if len(ranked) < 3:
        return []
    (name, best), (_, second) = ranked[:2]
    if best < 0.8 or best - second < 0.12:
        return []
    evidence = f"单凭这一列给结果排序，AUC 就有 {best:.3f}，次好的列只有 {second:.3f}"
    return [Suspect(name, evidence, best, excluded=False)]
