"""Drift of a home's champions: today's customers and the newest month that has since closed."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from decision_models import catalogue, labels
from decision_models.catalogue import ModelSpec
from decision_models.catalogue.listing import kind_of
from decision_models.drift.decay import Decay, decay
from decision_models.drift.report import DriftReport, report
from decision_models.features.feature import AsOf
from decision_models.labels import month_end, window_end
from decision_models.mart.warehouse import Warehouse
from decision_models.model import Model
from decision_models.registry import Registry
from decision_models.runs import PartlyFailed, Progress, silent
from decision_models.training.comparing import matrix_for
from decision_models.training.material import Material, gather
from decision_models.training.samples import Rows, everyone, read_rows
from home.errors import BadInput, NotReady, WeiwoError


def measure(
    home: Path, names: Sequence[str] | None = None, progress: Progress | None = None
) -> tuple[DriftReport, ...]:
    """The drift of these models (None: all), from the mart as it is now.

    Raises:
        NotReady: there is no mart, or nothing was trained.
        NotFound: no such model.
        BadInput: an effect, an hour or an amount is named, whose worth training itself tells.
        PartlyFailed: some could not be looked at (damaged, of other features, without a
            reference); ``reports`` of the others are its ``found``.
    """
    _require_chances(names or ())
    registry, warehouse = Registry(home), Warehouse(home)
    mart = warehouse.current()
    registry.meta()
    wanted = list(dict.fromkeys(registry.names() if names is None else names))
    models, failures = _load(registry, wanted)
    closed = {name: _closed(catalogue.find(name), models[name], mart.as_of) for name in models}
    today = month_end(AsOf(mart.as_of).month)
    days = [today, *(day for day in closed.values() if day is not None)]
    con = warehouse.connect(mart)
    material = gather(con, mart, days, progress or silent)
    reports = []
    for name, model in models.items():
        try:
            number = registry.entries()[name].champion
            reports.append(_report(model, number, material, today, closed[name]))
        except WeiwoError as error:
            failures[name] = str(error)
    if failures:
        raise DriftFailed(failures, tuple(reports))
    return tuple(reports)


def _require_chances(names: Sequence[str]) -> None:
    for name in names:
        kind = kind_of(name)
        if kind != "binary":
            raise BadInput(
                f"drift is watched of models of chances, got {name}, of kind {kind}; what it is "
                f"worth now its card says after: weiwo models train {name}"
            )


class DriftFailed(PartlyFailed):
    """Some models could not be looked at; ``found`` holds the reports of the others."""

    def __init__(self, failures: dict[str, str], found: tuple[DriftReport, ...]) -> None:
        super().__init__("models drift", failures, ())
        self.found = found


def _load(registry: Registry, names: Sequence[str]) -> tuple[dict[str, Model], dict[str, str]]:
    models, failures = {}, {}
    for name in names:
        try:
            model = registry.load(name)
            if model.reference is None:
                raise NotReady(f"model {name} must hold what it is compared with, got none")
            models[name] = model
        except WeiwoError as error:
            failures[name] = str(error)
    return models, failures


def _closed(spec: ModelSpec, model: Model, today: date) -> date | None:
    """The newest as-of day whose label window has closed and that the model has not seen."""
    known = date.fromisoformat(max(model.card.training.hold_out))
    month = AsOf(today).month
    while (day := month_end(month)) > known:
        if window_end(spec, day) <= today:
            return day
        month -= 1
    return None


def _report(
    model: Model, number: int, material: Material, today: date, closed: date | None
) -> DriftReport:
    assert model.reference is not None
    spec = catalogue.find(model.name)
    rows = everyone(spec, today, material.snapshots)
    _comparable(model, rows, material, today)
    matrix = matrix_for(model, rows, material.levels)
    columns = {name: matrix[:, place] for place, name in enumerate(model.features)}
    seen = None if closed is None else _decay(model, spec, material, closed)
    return report(
        model.name,
        number,
        model.reference,
        today.isoformat(),
        columns,
        model.predict(matrix)[0],
        seen,
    )


def _comparable(model: Model, rows: Rows, material: Material, today: date) -> None:
    assert model.reference is not None
    if not rows.size:
        raise BadInput(
            f"model {model.name} must have customers to speak of on {today}, got none to compare"
        )
    spec = catalogue.find(model.name)
    if not model.reference.everyone and labels.asked(material.con, spec, today) is not None:
        raise NotReady(
            f"model {model.name} must hold how everyone was distributed whom it scores, it holds "
            f"those who were asked; train it again with: weiwo models train {model.name}"
        )


def _decay(model: Model, spec: ModelSpec, material: Material, day: date) -> Decay | None:
    rows = read_rows(material.con, spec, [day], material.snapshots)
    probability = model.predict(matrix_for(model, rows, material.levels))[0]
    return decay(day.isoformat(), probability, rows.outcome, model.card.evaluation.auc)
