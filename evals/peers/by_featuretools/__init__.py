"""featuretools on the same tables: in an environment of its own, because it needs an older pandas.

The environment is built once, in the user's cache folder, from what is pinned here.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

PINNED = (
    "featuretools==1.31.0",
    "pandas==2.3.3",
    "numpy==2.4.6",
    "pyarrow==26.0.1",
    "woodwork==0.31.0",
    "holidays==0.109",
    "setuptools==80.9.0",  # woodwork still imports pkg_resources
)
_SCRIPT = Path(__file__).with_name("synthesis.py")
_MOST = 900
"""Seconds after which a run is given up."""


class NotBuilt(Exception):
    """The environment cannot be built here; says why."""


@dataclass(frozen=True)
class Made:
    """Features by our names, a row for each customer in the order of the identifiers, and the
    seconds that each step took.
    """

    features: pd.DataFrame
    seconds: Mapping[str, float]


def made(folder: Path, day: date, known: Collection[str]) -> Made:
    """Those of ``known`` that deep feature synthesis gives as well; ``folder`` holds the tables.

    Raises:
        NotBuilt: there is no environment, and none can be built.
    """
    python = environment()
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "features.parquet"
        run = subprocess.run(
            [str(python), str(_SCRIPT), str(folder), day.isoformat(), str(out)],
            input="\n".join(known),
            capture_output=True,
            text=True,
            timeout=_MOST,
            check=False,
        )
        if run.returncode:
            raise NotBuilt(f"featuretools failed: {run.stderr.strip()[-200:]}")
        return Made(pd.read_parquet(out), json.loads(run.stdout.splitlines()[-1]))


def environment() -> Path:
    """The Python that has featuretools, built where it is not there yet.

    Raises:
        NotBuilt: it cannot be built: no index in reach, or no uv.
    """
    name = hashlib.sha256("\n".join((*PINNED, sys.version)).encode()).hexdigest()[:12]
    place = _cache() / f"featuretools-{name}"
    python = place / "bin" / "python"
    if python.exists():
        return python
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    if uv is None:
        raise NotBuilt("uv must be installed to build the environment of featuretools")
    place.parent.mkdir(parents=True, exist_ok=True)
    # Built under a name of its own: what was stopped half way is not taken for whole.
    with tempfile.TemporaryDirectory(dir=place.parent) as half:
        for command in (
            ["venv", "--quiet", "--relocatable", "--python", sys.executable, half + "/whole"],
            ["pip", "install", "--quiet", "--python", half + "/whole/bin/python", *PINNED],
        ):
            run = subprocess.run([uv, *command], capture_output=True, text=True, check=False)
            if run.returncode:
                raise NotBuilt(run.stderr.strip().splitlines()[-1][:200] if run.stderr else "")
        if not python.exists():
            Path(half, "whole").rename(place)
    return python


def _cache() -> Path:
    return Path.home() / ".cache" / "weiwo"
