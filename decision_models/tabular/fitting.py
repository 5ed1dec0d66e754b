"""Fit a model on any flat table: from a file to a folder with the model and its card."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from decision_models.tabular import artifact, card, card_page
from decision_models.tabular.artifact import TableModel
from decision_models.tabular.beyond import find_ensemble
from decision_models.tabular.deadline import Deadline, reading_seconds
from decision_models.tabular.preparation import prepare, read_time
from decision_models.tabular.table.faults import TableFault
from decision_models.tabular.table.reading import read_table
from decision_models.tabular.table.target import Target, read_target, require_column
from home.errors import BadInput

_FEWEST_ROWS = 20
_FEWEST_OF_A_CLASS = 4


@dataclass(frozen=True)
class FitRequest:
    """What to fit.

    Attributes:
        positive: the value of ``target`` that counts as positive; None: found out.
        time_column: when each row was; validation then goes forward in time.
        seconds: the budget; None: by the size of the table.
    """

    table: Path
    target: str
    out: Path
    positive: str | None = None
    time_column: str | None = None
    exclude: tuple[str, ...] = ()
    seconds: float | None = None
    seed: int = 7


def fit_table(request: FitRequest, progress: Callable[[str], None] = lambda _: None) -> card.Card:
    """Fit, write the model and its card to ``request.out``, and return the card.

    Raises:
        BadInput: the table, a column or the output folder cannot be used; nothing is written.
    """
    started = time.monotonic()
    artifact.require_out(request.out)
    if request.seconds is not None and request.seconds <= 0:
        raise BadInput(f"--seconds must be above 0, got {request.seconds:g}")
    progress("读表")
    raw = read_table(request.table)
    frame = raw.frame
    target = _target(frame, request)
    excluded = _excluded(frame, request.exclude, target.name)
    time_name = None
    if request.time_column:
        time_name = require_column(frame, request.time_column, "--time-column")
        if time_name in {target.name, *excluded}:
            raise TableFault(
                "time_is_target",
                f"--time-column must not be the target or excluded, got {time_name!r}",
                column=time_name,
            )
    known = ~np.isnan(target.labels)
    learned = frame[known].reset_index(drop=True)
    labels = target.labels[known]
    prepared = prepare(
        learned,
        labels,
        target=target.name,
        excluded=excluded,
        time=read_time(learned, time_name) if time_name else None,
        seed=request.seed,
        progress=progress,
    )
    seconds = request.seconds or default_seconds(len(labels))
    deadline = Deadline(seconds, started, reading_seconds(*frame.shape))
    found = find_ensemble(prepared, deadline, request.seed, progress)
    made = card.make_card(request, raw, target, prepared, found, _unlabelled(known))
    model = TableModel(
        prepared.features.plan, found.ensemble, target.name, target.positive, target.negative
    )
    artifact.write_aside(request.out, lambda folder: _write(folder, model, made))
    return made


def _write(folder: Path, model: TableModel, made: card.Card) -> None:
    (folder / "card.json").write_text(card.to_json(made), encoding="utf-8")
    (folder / "card.html").write_text(card_page.render(made), encoding="utf-8")
    artifact.write_manifest(folder, artifact.FORMAT, artifact.model_record(model, folder))


def _target(frame: pd.DataFrame, request: FitRequest) -> Target:
    name = require_column(frame, request.target, "--target")
    target = read_target(frame, name, request.positive)
    known = target.labels[~np.isnan(target.labels)]
    fewest = int(min(known.sum(), (1 - known).sum()))
    if len(known) < _FEWEST_ROWS or fewest < _FEWEST_OF_A_CLASS:
        raise TableFault(
            "too_few",
            f"table must have at least {_FEWEST_ROWS} rows with a target and {_FEWEST_OF_A_CLASS} "
            f"of each class, got {len(known)} rows, {int(known.sum())} of them {target.positive!r}",
            column=name,
            rows=len(known),
            positives=int(known.sum()),
            value=target.positive,
        )
    return target


def _excluded(frame: pd.DataFrame, names: Sequence[str], target: str) -> tuple[str, ...]:
    found = tuple(require_column(frame, name, "--exclude") for name in names if name.strip())
    if target in found:
        raise TableFault(
            "target_excluded", f"--exclude must not name the target, got {target!r}", column=target
        )
    return tuple(dict.fromkeys(found))


def _unlabelled(known: np.ndarray) -> int:
    return int((~known).sum())


def default_seconds(rows: int) -> float:
    """The budget without ``--seconds``: about a minute for tables of usual size."""
    if rows < 20_000:
        return 30.0 if rows < 1500 else 60.0
    return 90.0 if rows < 80_000 else 120.0 if rows < 250_000 else 240.0
