"""A hosted model on disk: its record, its card, and a copy of its own files."""

import shutil
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from decision_models import artefact
from decision_models.calibration import Calibrator
from decision_models.cards import ModelCard
from decision_models.catalogue import Range
from decision_models.drift.reference import Reference
from decision_models.hosting.caller import Caller
from decision_models.hosting.hosted import HostedModel
from decision_models.hosting.specification import HostedSpec

FILE = "hosted.json"
_OWN = "model"


class _Record(BaseModel):
    """``hosted.json``: everything but the card."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    spec: HostedSpec
    levels: dict[str, tuple[str, ...]]
    calibrator: Calibrator
    quantiles: dict[str, tuple[float, ...]]
    typical: dict[str, float]
    population: dict[str, Range]
    reference: Reference | None = None


def save(model: HostedModel, folder: Path) -> None:
    """Write everything that ``load`` needs; the model's own files are copied beside."""
    from decision_models.cards.page import render

    caller = model.caller
    spec, beside = caller.spec, []
    if (path := getattr(spec.host, "path", None)) is not None:
        copied = folder / _OWN / path.name
        copied.parent.mkdir(parents=True)
        (shutil.copytree if path.is_dir() else shutil.copy2)(path, copied)
        spec, beside = _at(spec, copied.relative_to(folder)), [_OWN]
    record = _Record(
        spec=spec,
        levels=dict(caller.levels),
        calibrator=caller.calibrator,
        quantiles=dict(model.quantiles),
        typical=dict(caller.typical),
        population=dict(model.population),
        reference=model.reference,
    )
    contents = {
        FILE: record.model_dump_json(),
        "card.json": model.card.model_dump_json(indent=1),
    }
    artefact.write(folder, contents, beside)
    (folder / "card.html").write_text(render(model.card), encoding="utf-8")


def load(folder: Path, name: str) -> HostedModel:
    """The model of that name that ``save`` wrote.

    Raises:
        DamagedModel: a file is missing or not what was written; names it and the command.
    """
    try:
        contents = artefact.read(folder, (FILE, "card.json"))
        record = _Record.model_validate_json(contents[FILE])
        card = ModelCard.model_validate_json(contents["card.json"])
    except (OSError, ValueError) as error:
        why = f"{error}".splitlines()[0]
        raise artefact.DamagedModel(
            f"hosted model {name} in {folder} must hold the files that were written: {why}; "
            f"host it again with: weiwo models host"
        ) from error
    spec = record.spec
    if (path := getattr(spec.host, "path", None)) is not None:
        spec = _at(spec, folder / path)
    return HostedModel(
        card=card,
        caller=Caller(spec, record.levels, record.typical, record.calibrator),
        quantiles=record.quantiles,
        population=record.population,
        reference=record.reference,
    )


def _at(spec: HostedSpec, path: Path) -> HostedSpec:
    return spec.model_copy(update={"host": spec.host.model_copy(update={"path": path})})
