"""Everything about a table before a learner sees it: arms, outcome, columns, leakage."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from decision_models.tabular.features import Features, learn_features
from decision_models.tabular.table.kinds import Dropped, Schema, find_schema, parse
from decision_models.tabular.table.target import require_column
from decision_models.tabular.validation.leakage import Suspect, find_leakage
from decision_models.tabular.validation.single import bins
from decision_models.uplift.table.arms import Arms, read_arms
from decision_models.uplift.table.outcome import Outcome, read_outcome
from home.errors import BadInput

_FEWEST_ROWS = 40
_FEWEST_OF_AN_ARM = 10
_FEWEST_POSITIVES = 4


@dataclass(frozen=True)
class Asked:
    """What a table is asked for: names as the user wrote them."""

    treatment: str
    target: str
    treated: str | None = None
    control: str | None = None
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prepared:
    """A table ready for the search; rows without an arm or an outcome are left out.

    Attributes:
        kept: which rows of the table are used. moves: how well each column alone ranks the
            outcome (AUC). suspects: columns that may know the outcome or the treatment.
    """

    frame: pd.DataFrame
    features: Features
    arms: Arms
    outcome: Outcome
    kept: np.ndarray
    schema: Schema
    moves: Mapping[str, float]
    suspects: tuple[Suspect, ...]
    notes: tuple[str, ...]

    @property
    def arm(self) -> np.ndarray:
        """1.0 treated, 0.0 control, of the rows that are used."""
        return np.asarray(self.arms.treated[self.kept])

    @property
    def values(self) -> np.ndarray:
        """The outcome of the rows that are used."""
        return np.asarray(self.outcome.values[self.kept])


def prepare(
    frame: pd.DataFrame, asked: Asked, seed: int, progress: Callable[[str], None]
) -> Prepared:
    """Read arms and outcome, and decide which columns learners see.

    Raises:
        BadInput: a column is absent or cannot be used, or an arm has too few rows or outcomes.
    """
    treatment = require_column(frame, asked.treatment, "--treatment")
    target = require_column(frame, asked.target, "--target")
    if treatment == target:
        raise BadInput(f"--treatment and --target must be two columns, got {target!r} twice")
    excluded = _excluded(frame, asked.exclude, {treatment: "treatment", target: "target"})
    arms = read_arms(frame, treatment, asked.treated, asked.control)
    outcome = read_outcome(frame, target)
    kept = ~np.isnan(arms.treated) & ~np.isnan(outcome.values)
    _require_enough(arms, outcome, kept)
    learned = frame[kept].reset_index(drop=True)
    progress("看每一列是什么")
    schema = find_schema(learned, {treatment, target, *excluded})
    whole = {one.name for one in schema.dropped}
    schema, moves, suspects = _without_leaks(
        learned, schema, arms.treated[kept], outcome.values[kept], outcome.binary, seed
    )
    leaks = [one.name for one in schema.dropped if one.name not in whole]
    gone = tuple(Dropped(name, "excluded on request") for name in excluded)
    schema = replace(schema, dropped=(*gone, *schema.dropped))
    if not schema.columns:
        reasons = "; ".join(f"{one.name}: {one.reason}" for one in schema.dropped[:8])
        raise BadInput(
            "table must have a column besides treatment and target that a model can use, got none "
            f"({reasons})"
        )
    features = learn_features(learned, schema)
    return Prepared(
        learned, features, arms, outcome, kept, schema, moves, suspects, _notes(arms, leaks)
    )


def _excluded(
    frame: pd.DataFrame, names: Sequence[str], taken: Mapping[str, str]
) -> tuple[str, ...]:
    found = tuple(require_column(frame, name, "--exclude") for name in names if name.strip())
    for name in found:
        if name in taken:
            raise BadInput(f"--exclude must not name the {taken[name]}, got {name!r}")
    return tuple(dict.fromkeys(found))


def _require_enough(arms: Arms, outcome: Outcome, kept: np.ndarray) -> None:
    arm, values = arms.treated[kept], outcome.values[kept]
    sizes = {arms.treated_value: int(arm.sum()), arms.control_value: int((1 - arm).sum())}
    if len(arm) < _FEWEST_ROWS or min(sizes.values()) < _FEWEST_OF_AN_ARM:
        shown = ", ".join(f"{value!r} {size}" for value, size in sizes.items())
        raise BadInput(
            f"table must have at least {_FEWEST_ROWS} rows with treatment {arms.name} and target "
            f"{outcome.name}, {_FEWEST_OF_AN_ARM} in each arm, got {len(arm)}: {shown}"
        )
    if values.min() == values.max():
        raise BadInput(
            f"target {outcome.name} must vary among rows with a known arm, got {values[0]:g} in "
            f"all {len(values)}"
        )
    if not outcome.binary:
        return
    copied = min(float(np.mean(arm != values)), float(np.mean(arm == values)))
    if copied == 0:
        raise BadInput(
            f"target {outcome.name} must differ from treatment {arms.name}, got a copy of it"
        )
    rare = int(min(values.sum(), (1 - values).sum()))
    if rare < _FEWEST_POSITIVES:
        raise BadInput(
            f"target {outcome.name} must have at least {_FEWEST_POSITIVES} rows of each class, got "
            f"{int(values.sum())} with {outcome.positive!r} in {len(values)} rows"
        )
    for value, inside in ((arms.treated_value, arm > 0.5), (arms.control_value, arm < 0.5)):
        if values[inside].min() == values[inside].max():
            raise BadInput(
                f"target {outcome.name} must have both classes in each arm, got "
                f"{int(values[inside].sum())} with {outcome.positive!r} among the "
                f"{int(inside.sum())} rows of {arms.name} = {value!r}"
            )


def _without_leaks(
    frame: pd.DataFrame,
    schema: Schema,
    arm: np.ndarray,
    values: np.ndarray,
    binary: bool,
    seed: int,
) -> tuple[Schema, Mapping[str, float], tuple[Suspect, ...]]:
    """Leave out columns that give the outcome or the treatment away."""
    parsed = {column.name: parse(frame[column.name], column) for column in schema.columns}
    labels = values if binary else (values > np.median(values)).astype(float)
    if labels.min() == labels.max():
        labels = (values > values.min()).astype(float)
    binned = {one.name: bins(parsed[one.name], one.kind) for one in schema.columns}
    outcome = find_leakage(parsed, binned, schema, labels, seed)
    treatment = find_leakage(parsed, binned, schema, arm, seed)
    reasons = {
        one.column: f"gives the treatment away: {one.evidence.replace('target', 'treatment')}"
        for one in treatment.suspects
        if one.excluded or one.auc >= 0.97
    }
    reasons |= {
        one.column: f"gives the target away: {one.evidence}"
        for one in outcome.suspects
        if one.excluded
    }
    kept = tuple(column for column in schema.columns if column.name not in reasons)
    gone = tuple(Dropped(name, reason) for name, reason in reasons.items())
    return Schema(kept, (*schema.dropped, *gone)), outcome.alone, outcome.suspects


def _notes(arms: Arms, leaks: Sequence[str]) -> tuple[str, ...]:
    said = []
    if arms.guessed:
        said.append(
            f"{arms.name} 没有说明哪一组是对照，按惯例以 {arms.control_value} 为对照、"
            f"{arms.treated_value} 为处理；若相反，请用 --control {arms.treated_value} 重训"
        )
    if leaks:
        said.append(f"{'、'.join(leaks)} 直接透露了处理或结果，已自动排除")
    return tuple(said)
