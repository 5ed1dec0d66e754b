"""A fitted table on disk: JSON and LightGBM text, nothing pickled, each file with its hash."""

import dataclasses
import hashlib
import json
import shutil
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from decision_models.tabular.calibration import Calibration
from decision_models.tabular.encoding import TargetEncoding
from decision_models.tabular.features import Category, FeaturePlan, Number, Text
from decision_models.tabular.learners.boosting import BoostedModel
from decision_models.tabular.learners.forest import ForestModel
from decision_models.tabular.learners.kernel import KernelModel
from decision_models.tabular.learners.linear import LinearModel
from decision_models.tabular.learners.model import Model
from decision_models.tabular.members import Beyond, Ensemble, Member
from decision_models.tabular.table.kinds import Column, Dropped, Schema
from home.errors import BadInput

FORMAT = "weiwo table model"
VERSION = 2
_LOADERS: dict[str, Callable[[Path], Model]] = {
    "boosted": BoostedModel.load,
    "linear": LinearModel.load,
    "kernel": KernelModel.load,
    "forest": ForestModel.load,
}


@dataclass(frozen=True)
class TableModel:
    """What scoring needs.

    Attributes:
        target, positive, negative: the outcome's column and its two values.
    """

    plan: FeaturePlan
    ensemble: Ensemble
    target: str
    positive: str
    negative: str


def require_out(out: Path, known: str = FORMAT) -> None:
    """See that a model may be written to ``out``: absent, empty, or holding a model of ours.

    Raises:
        BadInput: it holds something else.
    """
    if not out.exists():
        return
    if not out.is_dir():
        raise BadInput(f"--out {out} must be a folder, got a file")
    if not any(out.iterdir()):
        return
    try:
        held = json.loads((out / "model.json").read_text(encoding="utf-8")).get("format")
    except (OSError, ValueError, AttributeError):
        held = None
    if held != known:
        raise BadInput(
            f"--out {out} must be absent, empty or hold a {known}, got a folder with other files"
        )


def write_aside(out: Path, fill: Callable[[Path], None]) -> None:
    """Let ``fill`` write a folder beside ``out``, and put it in its place once complete."""
    out = out.absolute()
    out.parent.mkdir(parents=True, exist_ok=True)
    mark = uuid.uuid4().hex[:8]
    aside, old = (out.with_name(f".{out.name}.{word}-{mark}") for word in ("building", "old"))
    aside.mkdir()
    try:
        fill(aside)
        if out.exists():
            out.rename(old)
        aside.rename(out)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        if old.exists() and not out.exists():
            old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)


def write_manifest(folder: Path, known: str, content: Mapping[str, Any]) -> None:
    """``model.json``: the content, and the hash of every other file in the folder."""
    files = {
        path.name: _hash(path) for path in sorted(folder.iterdir()) if path.name != "model.json"
    }
    body = {"format": known, "version": VERSION, "files": files, **content}
    body["hash"] = _hash_text(body)
    (folder / "model.json").write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")


def read_manifest(folder: Path, known: str = FORMAT) -> dict[str, Any]:
    """The content of ``model.json``, after checking it and every file it names.

    Raises:
        BadInput: no such folder, not such a model, of another version, or damaged.
    """
    path = folder / "model.json"
    if not folder.is_dir():
        raise BadInput(f"model {folder} must be a folder with a {known}, got no such folder")
    if not path.is_file():
        raise BadInput(f"model {folder} must be a folder with a {known}, got no model.json in it")
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        found, version = body["format"], body["version"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(
            f"model {folder} must hold a readable model.json, got a damaged one: {error}"
        ) from None
    if found != known:
        raise BadInput(f"model {folder} must be a {known}, got a {found}")
    if version != VERSION:
        raise BadInput(f"model {folder} must have version {VERSION}, got {version}: fit it again")
    if body.pop("hash", None) != _hash_text(body):
        raise BadInput(
            f"model {folder} must be whole, got a model.json that was changed or cut off"
        )
    for name, digest in body["files"].items():
        if not (folder / name).is_file():
            raise BadInput(f"model {folder} must be whole, got no file {name}")
        if not name.startswith("card") and _hash(folder / name) != digest:
            raise BadInput(f"model {folder} must be whole, got a changed or cut off file {name}")
    return dict(body)


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _hash_text(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def model_record(model: TableModel, folder: Path) -> dict[str, Any]:
    """Write the members' files into ``folder`` and return what belongs into ``model.json``."""
    return {
        "target": {"name": model.target, "positive": model.positive, "negative": model.negative},
        "plan": plan_record(model.plan),
        "ensemble": ensemble_record(model.ensemble, folder),
    }


def load_model(folder: Path) -> TableModel:
    """Read a table model.

    Raises:
        BadInput: not one, or damaged.
    """
    body = read_manifest(folder)
    target = body["target"]
    return TableModel(
        plan_from(body["plan"]),
        ensemble_from(body["ensemble"], folder),
        target["name"],
        target["positive"],
        target["negative"],
    )


def ensemble_record(ensemble: Ensemble, folder: Path, prefix: str = "") -> dict[str, Any]:
    """Write the members' files and return the rest."""
    members = []
    for at, member in enumerate(ensemble.members):
        kind = _kind(member.model)
        name = f"{prefix}{at}-{member.name}." + ("json" if kind in {"linear", "kernel"} else "txt")
        member.model.save(folder / name)
        members.append(
            {
                "name": member.name,
                "view": member.view,
                "kind": kind,
                "weight": member.weight,
                "columns": member.columns,
                "file": name,
            }
        )
    return {
        "beyond": None if ensemble.beyond is None else _beyond_record(ensemble.beyond, folder),
        "members": members,
        "calibration": ensemble.calibration.record(),
        "encoding": {
            "categories": [odds.tolist() for odds in ensemble.encoding.categories],
            "texts": [weights.tolist() for weights in ensemble.encoding.texts],
        },
    }


def ensemble_from(record: Mapping[str, Any], folder: Path) -> Ensemble:
    """Read what ``ensemble_record`` gave and wrote."""
    encoding = TargetEncoding(
        tuple(np.array(odds) for odds in record["encoding"]["categories"]),
        tuple(np.array(weights) for weights in record["encoding"]["texts"]),
    )
    members = tuple(
        Member(
            one["name"],
            one["view"],
            _LOADERS[one["kind"]](folder / one["file"]),
            one["weight"],
            None if one["columns"] is None else tuple(one["columns"]),
        )
        for one in record["members"]
    )
    calibration = Calibration.from_record(record["calibration"])
    beyond = record.get("beyond")
    return Ensemble(encoding, members, calibration, beyond and _beyond_from(beyond, folder))


def _beyond_record(beyond: Beyond, folder: Path) -> dict[str, Any]:
    return {
        "columns": beyond.columns,
        "low": beyond.low,
        "high": beyond.high,
        "late": beyond.late,
        "share": beyond.share,
        "ensemble": ensemble_record(beyond.ensemble, folder, "beyond-"),
    }


def _beyond_from(record: Mapping[str, Any], folder: Path) -> Beyond:
    ensemble = ensemble_from(record["ensemble"], folder)
    late = tuple(tuple((a, b) for a, b in stretches) for stretches in record["late"])
    low, high = tuple(record["low"]), tuple(record["high"])
    return Beyond(tuple(record["columns"]), low, high, late, record["share"], ensemble)


def _kind(model: Model) -> str:
    for kind, known in (
        ("boosted", BoostedModel),
        ("linear", LinearModel),
        ("kernel", KernelModel),
        ("forest", ForestModel),
    ):
        if isinstance(model, known):
            return kind
    raise TypeError(f"no way to write down a {type(model).__name__}")


def plan_record(plan: FeaturePlan) -> dict[str, Any]:
    """A feature plan as JSON."""
    return dataclasses.asdict(plan)


def plan_from(record: Mapping[str, Any]) -> FeaturePlan:
    """Read what ``plan_record`` gave."""
    schema = Schema(
        tuple(Column(**_tuples(one)) for one in record["schema"]["columns"]),
        tuple(Dropped(**one) for one in record["schema"]["dropped"]),
    )
    return FeaturePlan(
        schema,
        record["time_column"],
        tuple(record["time_pieces"]),
        tuple(Number(**_tuples(one)) for one in record["numbers"]),
        tuple(Category(**_tuples(one)) for one in record["categories"]),
        tuple(Text(**_tuples(one)) for one in record["texts"]),
    )


def _tuples(record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: tuple(value) if isinstance(value, list) else value for key, value in record.items()
    }
