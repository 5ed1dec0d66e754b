"""The demo bank's campaigns, channel by channel: fitted on earlier waves, judged on later ones.

What a contact truly did to each customer's chance is known there (and read here alone). Beside ours
stands the propensity model: our own model of flat tables, fitted on who bought, that ranks by the
chance to buy.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pandas as pd

from evals.effects.measures import distance, held_out_qini, reach
from evals.effects.ours import ours

Row: TypeAlias = dict[str, str | int | float | bool | None]
EARLIER = 0.65  # share of a channel's wave days that is learned from


def channels(customers: int, seconds: float, seed: int = 7) -> Iterator[Row]:
    """Two rows a channel of a bank of so many customers: ours, and the propensity model."""
    from decision_models.mart import demo_bank
    from decision_models.mart.warehouse import Warehouse
    from decision_models.uplift import experiments

    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        mart = demo_bank.build(home, customers=customers, seed=seed)
        con = Warehouse(home).connect(mart)
        truth = pd.read_parquet(mart.file("truth"))[["contact_id", "effect"]]
        for channel in experiments.channels(con):
            table = experiments.experiment(con, channel).merge(truth, on="contact_id")
            yield from judge(channel, table, seconds, seed)


def judge(channel: str, table: pd.DataFrame, seconds: float, seed: int) -> Iterator[Row]:
    """Ours and the propensity model on the later waves of one channel."""
    from decision_models.uplift.experiments import KEYS, TARGET, TREATMENT

    days = sorted(table["wave_day"].unique())
    earlier = (table["wave_day"] < days[int(EARLIER * len(days))]).to_numpy()
    truth = table["effect"].to_numpy()[~earlier]
    plain = table.drop(columns=[*KEYS, "effect"]).rename(columns={TREATMENT: "w", TARGET: "y"})
    learned, held = (plain[rows].reset_index(drop=True) for rows in (earlier, ~earlier))
    said = {"weiwo": ours(learned, held, seconds, seed)[0]}
    said["propensity"] = buyers(learned, held, seconds, seed)
    arm, outcome = held["w"].to_numpy(float), held["y"].to_numpy(float)
    for side, effects in said.items():
        yield {
            "set": "demo bank",
            "process": channel,
            "rows": len(learned),
            "side": side,
            "seeds": 1,
            "reach 10 %": reach(truth, effects, 0.1),
            "reach 20 %": reach(truth, effects, 0.2),
            "reach 30 %": reach(truth, effects, 0.3),
            "Qini": held_out_qini(effects, arm, outcome),
            "PEHE": distance(truth, effects) if side == "weiwo" else None,
            "PEHE of the average": float(np.std(truth)),
        }


def buyers(learned: pd.DataFrame, held: pd.DataFrame, seconds: float, seed: int) -> np.ndarray:
    """P(buys) of the held rows, by the model of flat tables, treated or not."""
    from decision_models.tabular.fitting import FitRequest, fit_table
    from decision_models.tabular.scoring import score_table

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        learned.drop(columns="w").to_csv(folder / "learned.csv", index=False)
        held.drop(columns=["w", "y"]).to_csv(folder / "held.csv", index=False)
        model, out = folder / "model", folder / "scores.csv"
        fit_table(FitRequest(folder / "learned.csv", "y", model, seconds=seconds, seed=seed))
        score_table(model, folder / "held.csv", out)
        return pd.read_csv(out)["score"].to_numpy(dtype=float)
