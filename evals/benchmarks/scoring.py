"""``weiwo bench scoring``: how many customers a second a trained model scores.

A bank is simulated and one model trained for it. Reading the features, text codes, the
population's bounds and calibration are counted in; beside it stands LightGBM's ``predict`` alone
on a matrix that is ready, which is the least that any way of scoring can take.
"""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

CUSTOMERS = 5_000
MODEL = "wealth_30d"


def run(customers: int = CUSTOMERS) -> Iterator[dict[str, str | int | float | None]]:
    """Customers a second of both, and their ratio."""
    from decision_models import features
    from decision_models.mart import demo_bank
    from decision_models.mart.warehouse import Warehouse
    from decision_models.registry import Registry
    from decision_models.scoring.predicting import predict
    from decision_models.trained import encode
    from decision_models.training import train

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        mart = demo_bank.build(home, customers=customers, seed=7)
        train(home, [MODEL])
        model = Registry(home).load(MODEL)
        path = home / "features.parquet"
        con = Warehouse(home).connect(mart)
        features.write(con, mart.as_of, path)
        predict(path, {MODEL: model}, lambda *_: None)  # the trees are read once
        began = time.perf_counter()
        size = len(predict(path, {MODEL: model}, lambda *_: None)[MODEL].customers)
        ours = time.perf_counter() - began
        frame = con.read_parquet(path).to_pandas()
        columns = {name: list(frame[name]) for name in frame.columns}
        matrix = encode(columns, model.features, model.levels)[:size]
        began = time.perf_counter()
        model.booster.predict(matrix)
        least = time.perf_counter() - began
    yield {
        "model": MODEL,
        "trees": model.card.training.trees,
        "customers": size,
        "customers a second": round(size / ours),
        "LightGBM alone a second": round(size / least),
        "share of its speed": round(least / ours, 3),
    }
