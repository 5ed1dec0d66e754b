"""Our own side, through files, as ``fit-uplift`` and ``score-uplift`` do it."""

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd


def ours(
    learned: pd.DataFrame, held: pd.DataFrame, seconds: float | None, seed: int
) -> tuple[np.ndarray, bool]:
    """Effects of the held rows, and whether the card calls the treatment random.

    Args:
        learned, held: columns, ``w`` (1 treated, 0 control) and ``y``.
    """
    from decision_models.uplift.fitting import UpliftRequest, fit_uplift
    from decision_models.uplift.scoring import score_uplift
    from decision_models.uplift.table.preparation import Asked

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        learned.to_csv(folder / "learned.csv", index=False)
        held.drop(columns=["w", "y"]).to_csv(folder / "held.csv", index=False)
        asked, model = Asked("w", "y"), folder / "model"
        request = UpliftRequest(folder / "learned.csv", asked, model, seconds, seed)
        card = fit_uplift(request)
        score_uplift(model, folder / "held.csv", folder / "scores.csv")
        return pd.read_csv(folder / "scores.csv")["uplift"].to_numpy(), card.overlap.randomised
