"""What others would reach for, on the same rows: LightGBM as it comes, and econml where it lies
in an environment of its own (``uv venv .venv-peers && uv pip install --python
.venv-peers/bin/python econml``, in the checkout).
"""

import subprocess
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from evals.effects.process import Drawn

PEERS_PYTHON = Path(__file__).resolve().parents[2] / ".venv-peers" / "bin" / "python"
_ECONML = """
import sys, warnings
warnings.filterwarnings("ignore")
import numpy as np, pandas as pd
from lightgbm import LGBMClassifier, LGBMRegressor
from econml.dr import DRLearner
from econml.dml import CausalForestDML
from econml.metalearners import XLearner
folder, binary = sys.argv[1], sys.argv[2] == "1"
learned, held = (pd.read_csv(f"{folder}/{name}.csv") for name in ("learned", "held"))
w, y = learned.pop("w").to_numpy().astype(int), learned.pop("y").to_numpy()
x, h = learned.to_numpy(), held.to_numpy()
shape = dict(verbosity=-1, n_jobs=1, random_state=7, num_leaves=7, n_estimators=80)
level = lambda: (LGBMClassifier if binary else LGBMRegressor)(**shape)
real = lambda: LGBMRegressor(**shape)
found = {}
learner = XLearner(models=real(), propensity_model=LGBMClassifier(**shape))
learner.fit(y, w, X=x)
found["econml X"] = learner.effect(h)
learner = DRLearner(model_propensity=LGBMClassifier(**shape), model_regression=level(),
    model_final=real(), discrete_outcome=binary, cv=3, random_state=7)
learner.fit(y, w, X=x)
found["econml DR"] = learner.effect(h)
learner = CausalForestDML(model_y=level(), model_t=LGBMClassifier(**shape), discrete_treatment=True,
    discrete_outcome=binary, n_estimators=200, min_samples_leaf=20, cv=3, n_jobs=1, random_state=7)
learner.fit(y, w, X=x)
found["econml forest"] = learner.effect(h)
said = {name: np.asarray(effect).ravel() for name, effect in found.items()}
pd.DataFrame(said).to_csv(f"{folder}/said.csv", index=False)
"""


def numbers(drawn: Drawn) -> tuple[np.ndarray, np.ndarray]:
    """Columns of learned and held rows as numbers, words as indicators, gaps as NaN."""
    both = pd.concat([drawn.learned, drawn.held]).drop(columns=["w", "y"])
    matrix = pd.get_dummies(both).to_numpy(dtype=float)
    return matrix[: len(drawn.learned)], matrix[len(drawn.learned) :]


def is_binary(outcome: pd.Series) -> bool:
    """Whether it is yes or no."""
    return set(outcome.unique()) <= {0.0, 1.0}


def untuned(drawn: Drawn, seed: int) -> dict[str, np.ndarray]:
    """T- and S-learner of LightGBM with its defaults, and the propensity to buy: P(y | treated)."""
    x, held = numbers(drawn)
    arm, outcome = drawn.learned["w"].to_numpy(), drawn.learned["y"].to_numpy()
    binary = is_binary(drawn.learned["y"])
    treated = _lightgbm(x[arm == 1], outcome[arm == 1], binary, seed)
    control = _lightgbm(x[arm == 0], outcome[arm == 0], binary, seed)
    both = _lightgbm(np.column_stack([x, arm]), outcome, binary, seed)
    one, none = (np.column_stack([held, np.full(len(held), side)]) for side in (1.0, 0.0))
    buyers = _said(treated, held, binary)
    return {
        "T": buyers - _said(control, held, binary),
        "S": _said(both, one, binary) - _said(both, none, binary),
        "propensity": buyers,
    }


def _lightgbm(matrix: np.ndarray, values: np.ndarray, binary: bool, seed: int) -> Any:
    from lightgbm import LGBMClassifier, LGBMRegressor

    kind = LGBMClassifier if binary else LGBMRegressor
    return kind(verbosity=-1, n_jobs=1, random_state=seed).fit(matrix, values)


def _said(model: Any, matrix: np.ndarray, binary: bool) -> np.ndarray:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of columns without names
        return np.asarray(model.predict_proba(matrix)[:, 1] if binary else model.predict(matrix))


def econml(drawn: Drawn, python: Path = PEERS_PYTHON) -> dict[str, np.ndarray]:
    """X-, DR-learner (LightGBM) and causal forest of econml; empty where it is not installed."""
    if not python.exists():
        return {}
    x, held = numbers(drawn)
    middle = np.nan_to_num(np.nanmedian(x, axis=0))
    columns = [f"c{at}" for at in range(x.shape[1])]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        filled = pd.DataFrame(np.where(np.isnan(x), middle, x), columns=columns)
        filled = filled.assign(w=drawn.learned["w"], y=drawn.learned["y"])
        filled.to_csv(folder / "learned.csv", index=False)
        asked = pd.DataFrame(np.where(np.isnan(held), middle, held), columns=columns)
        asked.to_csv(folder / "held.csv", index=False)
        binary = "1" if is_binary(drawn.learned["y"]) else "0"
        subprocess.run([str(python), "-c", _ECONML, name, binary], check=True, capture_output=True)
        said = pd.read_csv(folder / "said.csv")
    return {str(column): said[column].to_numpy() for column in said}
