"""The tables: two that scikit-learn bundles, five simulated, UCI bank marketing by time."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from evals.tables.problem import Problem

_ROWS = 4000


def problems(data: Path) -> Iterator[Problem]:
    """Every table; the UCI table where ``data`` holds it."""
    yield _bundled()
    for make in (_interactions, _noise, _levels, _line, _rare):
        yield make(np.random.default_rng(11))
    if (data / "uci_bank_marketing.csv.gz").exists():
        yield uci(data)


def uci(data: Path, fold: int | None = None) -> Problem:
    """UCI bank marketing without ``duration``: the last fifth in file order held out, or one of
    five random folds.
    """
    frame = pd.read_csv(data / "uci_bank_marketing.csv.gz", sep=";")
    labels = (frame.pop("y") == "yes").to_numpy(dtype=float)
    frame = frame.drop(columns="duration")
    rows = np.arange(len(frame))
    held = rows >= int(0.8 * len(rows))
    if fold is not None:
        held = np.random.default_rng(1).permutation(len(rows)) % 5 == fold
    name = "uci bank, last fifth" if fold is None else f"uci bank, random fold {fold}"
    return Problem(name, frame, labels, rows[~held], rows[held])


def _split(name: str, frame: pd.DataFrame, labels: np.ndarray) -> Problem:
    rows = np.random.default_rng(5).permutation(len(frame))
    cut = int(0.6 * len(rows))
    return Problem(name, frame, labels.astype(float), np.sort(rows[:cut]), np.sort(rows[cut:]))


def _drawn(random: np.random.Generator, odds: np.ndarray) -> np.ndarray:
    return np.asarray(random.random(len(odds)) < 1 / (1 + np.exp(-odds)))


def _bundled() -> Problem:
    from sklearn.datasets import load_breast_cancer

    found = load_breast_cancer(as_frame=True)
    return _split("breast cancer", found.data, (found.target == 0).to_numpy())


def _normal(random: np.random.Generator, width: int) -> pd.DataFrame:
    values = random.normal(size=(_ROWS, width))
    return pd.DataFrame(values, columns=[f"x{at}" for at in range(width)])


def _interactions(random: np.random.Generator) -> Problem:
    x = _normal(random, 10)
    odds = x.x0 * x.x1 + np.where(x.x2 > 0, x.x3, -x.x3) + 0.5 * x.x4**2 - 1
    return _split("interactions", x, _drawn(random, odds.to_numpy()))


def _noise(random: np.random.Generator) -> Problem:
    x = _normal(random, 80)
    odds = 0.8 * x.x0 - 0.6 * x.x1 + 0.5 * x.x2 * x.x3 - 1.5
    return _split("80 columns, 76 of noise", x, _drawn(random, odds.to_numpy()))


def _levels(random: np.random.Generator) -> Problem:
    x = _normal(random, 3)
    city, trade = random.integers(0, 300, _ROWS), random.integers(0, 12, _ROWS)
    odds = random.normal(0, 0.8, 300)[city] + random.normal(0, 0.6, 12)[trade] + 0.5 * x.x0 - 1
    x = x.assign(city=[f"c{at}" for at in city], trade=[f"t{at}" for at in trade])
    return _split("300 levels", x, _drawn(random, odds.to_numpy()))


def _line(random: np.random.Generator) -> Problem:
    x = _normal(random, 15)
    odds = x.to_numpy() @ random.normal(0, 0.35, 15) - 1
    return _split("a plain line", x.mask(random.random(x.shape) < 0.1), _drawn(random, odds))


def _rare(random: np.random.Generator) -> Problem:
    x = _normal(random, 8)
    odds = 1.2 * x.x0 + 0.9 * np.maximum(x.x1, 0) - 5.2
    return _split("1 in 60 positive", x, _drawn(random, odds.to_numpy()))
