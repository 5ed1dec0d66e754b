"""Score a table with a model that was fitted on another: every row, in file order."""

import uuid
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from decision_models.tabular.artifact import load_model
from decision_models.tabular.features import FeaturePlan, Features, make_features
from decision_models.tabular.table.dates import parse_dates
from decision_models.tabular.table.faults import TableFault
from decision_models.tabular.table.reading import read_table
from decision_models.tabular.table.strangers import Strange, strangers
from home.errors import BadInput


@dataclass(frozen=True)
class ScoreSummary:
    """What was scored. ``extra``: columns that the model does not know, and did not use;
    ``strange``: cells that it could not read or had not met.
    """

    rows: int
    mean: float
    extra: tuple[str, ...]
    out: Path
    strange: tuple[Strange, ...] = ()


def score_table(model_folder: Path, table: Path, out: Path) -> ScoreSummary:
    """Write ``row, score`` for each data row of ``table`` to ``out``.

    Raises:
        BadInput: no model, a damaged one, no table, or a column that the model needs is missing
            or nowhere of the type that it was.
    """
    require_file(out)
    model = load_model(model_folder)
    frame = read_table(table).frame
    features = features_for(frame, model.plan)
    strange = strange_in(frame, model.plan)
    scores = model.ensemble.score(features)
    write_column(out, "score", scores)
    known = {column.name for column in model.plan.schema.columns}
    known |= {one.name for one in model.plan.schema.dropped} | {model.target}
    extra = tuple(str(name) for name in frame.columns if name not in known)
    return ScoreSummary(len(scores), float(scores.mean()), extra, out, strange)


def features_for(frame: pd.DataFrame, plan: FeaturePlan) -> Features:
    """The features of ``frame`` under a plan that was learned before.

    Raises:
        BadInput: columns are missing; all are named.
    """
    needed = [column.name for column in plan.schema.columns]
    if plan.time_column and (plan.time_pieces or _measured_from_time(plan)):
        needed.append(plan.time_column)
    frame = _same_names(frame, needed)
    missing = [name for name in needed if name not in frame.columns]
    if missing:
        has = ", ".join(str(name) for name in list(frame.columns)[:12])
        raise TableFault(
            "columns_missing",
            f"table must have the columns that the model was fitted on, got none called "
            f"{', '.join(missing)} (it has {has})",
            columns="、".join(missing),
        )
    time = None
    if plan.time_column in needed:
        time = parse_dates(frame[plan.time_column])
    return make_features(frame, plan, time)


def strange_in(frame: pd.DataFrame, plan: FeaturePlan) -> tuple[Strange, ...]:
    """Cells of ``frame`` that a model of this plan cannot read or has not met.

    Raises:
        BadInput: nothing of a column is of the type that it was.
    """
    columns = plan.schema.columns
    return strangers(_same_names(frame, [column.name for column in columns]), columns)


def _measured_from_time(plan: FeaturePlan) -> bool:
    return any(column.kind == "date" for column in plan.schema.columns)


def _same_names(frame: pd.DataFrame, needed: list[str]) -> pd.DataFrame:
    """Columns called as the model calls them, forgiving case and surrounding spaces."""
    folded: dict[str, list[str]] = {}
    for name in frame.columns:
        folded.setdefault(str(name).strip().lower(), []).append(str(name))
    renamed = {}
    for name in needed:
        alike = folded.get(name.strip().lower(), [])
        if name not in frame.columns and len(alike) == 1:
            renamed[alike[0]] = name
    return frame.rename(columns=renamed) if renamed else frame


def require_file(out: Path) -> None:
    """See that a file may be written to ``out``.

    Raises:
        BadInput: it is a folder, or there is no folder to hold it.
    """
    if out.is_dir():
        raise BadInput(f"--out {out} must be a file, got a folder")
    if not out.absolute().parent.is_dir():
        raise BadInput(f"--out {out} must lie in a folder that exists, got none")


def write_column(out: Path, name: str, values: np.ndarray) -> None:
    """Write ``row, name`` to a file beside ``out`` and put it in its place once complete."""
    aside = out.with_name(f".{out.name}.{uuid.uuid4().hex[:8]}")
    try:
        frame = pd.DataFrame({"row": np.arange(len(values)), name: values})
        frame.to_csv(aside, index=False, float_format="%.9g", lineterminator="\n")
        aside.replace(out)
    finally:
        aside.unlink(missing_ok=True)
