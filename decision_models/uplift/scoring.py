"""Score a table with a model of effects that was fitted on another: every row, in file order."""

from dataclasses import dataclass
from pathlib import Path

from decision_models.tabular.scoring import (
    features_for,
    require_file,
    strange_in,
    write_column,
)
from decision_models.tabular.table.reading import read_table
from decision_models.tabular.table.strangers import Strange
from decision_models.uplift.artifact import load_model


@dataclass(frozen=True)
class UpliftSummary:
    """What was scored. ``extra``: columns that the model does not know, and did not use;
    ``strange``: cells that it could not read or had not met.

    ``mean`` is the mean effect, ``positive`` the share of rows that are moved for the better.
    """

    rows: int
    mean: float
    positive: float
    extra: tuple[str, ...]
    out: Path
    strange: tuple[Strange, ...] = ()


def score_uplift(model_folder: Path, table: Path, out: Path) -> UpliftSummary:
    """Write ``row, uplift`` for each data row of ``table`` to ``out``.

    Raises:
        BadInput: no model, a damaged one, no table, or a column that the model needs is missing
            or nowhere of the type that it was.
    """
    require_file(out)
    model = load_model(model_folder)
    frame = read_table(table).frame
    features = features_for(frame, model.plan)
    strange = strange_in(frame, model.plan)
    effect = model.ensemble.score(features)
    write_column(out, "uplift", effect)
    schema = model.plan.schema
    known = {one.name for one in schema.columns} | {one.name for one in schema.dropped}
    known |= {model.treatment, model.target}
    extra = tuple(str(name) for name in frame.columns if name not in known)
    mean, positive = float(effect.mean()), float((effect > 0).mean())
    return UpliftSummary(len(effect), mean, positive, extra, out, strange)
