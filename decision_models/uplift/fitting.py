"""Fit a model of the effect of a treatment on any flat table: from a file to a folder."""

import time as clock
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from decision_models.tabular.artifact import require_out, write_aside, write_manifest
from decision_models.tabular.deadline import Deadline
from decision_models.tabular.table.reading import read_table
from decision_models.uplift.artifact import FORMAT, UpliftModel, model_record
from decision_models.uplift.learners.search import search
from decision_models.uplift.report import card, page
from decision_models.uplift.table.preparation import Asked, prepare
from home.errors import BadInput


@dataclass(frozen=True)
class UpliftRequest:
    """What to fit.

    Attributes:
        asked: the columns. seconds: the budget; None: by the size of the table.
    """

    table: Path
    asked: Asked
    out: Path
    seconds: float | None = None
    seed: int = 7


def fit_uplift(
    request: UpliftRequest, progress: Callable[[str], None] = lambda _: None
) -> card.Card:
    """Fit, write the model and its card to ``request.out``, and return the card.

    Raises:
        BadInput: the table, a column or the output folder cannot be used; nothing is written.
    """
    require_out(request.out, FORMAT)
    if request.seconds is not None and request.seconds <= 0:
        raise BadInput(f"--seconds must be above 0, got {request.seconds:g}")
    started = clock.monotonic()
    progress("读表")
    raw = read_table(request.table)
    prepared = prepare(raw.frame, request.asked, request.seed, progress)
    found = search(
        prepared.features,
        prepared.arm,
        prepared.values,
        binary=prepared.outcome.binary,
        deadline=Deadline(request.seconds or default_seconds(len(prepared.arm)), started),
        seed=request.seed,
        progress=progress,
    )
    progress("写模型卡")
    made = card.make_card(request, raw.source, prepared, found)
    model = UpliftModel(
        prepared.features.plan, found.ensemble, prepared.arms.name, prepared.outcome.name
    )
    write_aside(request.out, lambda folder: _write(folder, model, made))
    return made


def _write(folder: Path, model: UpliftModel, made: card.Card) -> None:
    (folder / "card.json").write_text(card.to_json(made), encoding="utf-8")
    (folder / "card.html").write_text(page.render(made), encoding="utf-8")
    write_manifest(folder, FORMAT, model_record(model, folder))


def default_seconds(rows: int) -> float:
    """The budget without ``--seconds``: about a minute for tables of usual size."""
    if rows < 20_000:
        return 40.0 if rows < 3000 else 60.0
    return 90.0 if rows < 80_000 else 120.0 if rows < 250_000 else 240.0
