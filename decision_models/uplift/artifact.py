"""A model of effects on disk: JSON and LightGBM text, nothing pickled, each file with its hash."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from decision_models.tabular.artifact import plan_from, plan_record, read_manifest
from decision_models.tabular.encoding import TargetEncoding
from decision_models.tabular.features import FeaturePlan
from decision_models.tabular.learners.boosting import BoostedModel
from decision_models.tabular.learners.linear import LinearModel
from decision_models.tabular.learners.model import Model
from decision_models.uplift.learners.design import Columns
from decision_models.uplift.learners.members import EffectEnsemble
from decision_models.uplift.learners.stacking import Stack

FORMAT = "weiwo uplift model"


@dataclass(frozen=True)
class UpliftModel:
    """What scoring needs; ``treatment`` and ``target`` are the names of their columns."""

    plan: FeaturePlan
    ensemble: EffectEnsemble
    treatment: str
    target: str


def model_record(model: UpliftModel, folder: Path) -> dict[str, Any]:
    """Write the models' files into ``folder`` and return what belongs into ``model.json``."""
    ensemble = model.ensemble
    files = {}
    for role, one in ensemble.models.items():
        name = f"{role}.json" if isinstance(one, LinearModel) else f"{role}.txt"
        one.save(folder / name)
        files[role] = name
    stack = ensemble.stack
    return {
        "treatment": model.treatment,
        "target": model.target,
        "plan": plan_record(model.plan),
        "encoding": {
            "categories": [one.tolist() for one in ensemble.encoding.categories],
            "texts": [one.tolist() for one in ensemble.encoding.texts],
        },
        "columns": asdict(ensemble.columns),
        "models": files,
        "learners": ensemble.learners,
        "stack": {
            "weights": stack.weights.tolist(),
            "centres": stack.centres.tolist(),
            "mean": stack.mean,
            "slope": stack.slope,
        },
        "binary": ensemble.binary,
        "give": ensemble.give,
        "tree_share": ensemble.tree_share,
        "share": ensemble.share,
        "floor": ensemble.floor,
    }


def load_model(folder: Path) -> UpliftModel:
    """Read a model of effects.

    Raises:
        BadInput: not one, or damaged.
    """
    body = read_manifest(folder, FORMAT)
    return UpliftModel(
        plan_from(body["plan"]), _ensemble(body, folder), body["treatment"], body["target"]
    )


def _ensemble(body: Mapping[str, Any], folder: Path) -> EffectEnsemble:
    stack = body["stack"]
    return EffectEnsemble(
        TargetEncoding(_arrays(body["encoding"]["categories"]), _arrays(body["encoding"]["texts"])),
        Columns(tuple(body["columns"]["main"]), tuple(body["columns"]["effect"])),
        {role: _load(folder / name) for role, name in body["models"].items()},
        tuple(body["learners"]),
        Stack(
            np.array(stack["weights"]), np.array(stack["centres"]), stack["mean"], stack["slope"]
        ),
        body["binary"],
        body["give"],
        body["tree_share"],
        body["share"],
        body["floor"],
    )


def _load(path: Path) -> Model:
    return LinearModel.load(path) if path.suffix == ".json" else BoostedModel.load(path)


def _arrays(lists: list[list[float]]) -> tuple[np.ndarray, ...]:
    return tuple(np.array(one, dtype=float) for one in lists)
