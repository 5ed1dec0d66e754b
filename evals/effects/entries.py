"""The catalogue's own models of contacts' effects on the demo bank, against what is true there.

Each is learned from the earlier waves, as its card's out-of-time figures are, and judged on the
later ones by the true effects, which nothing but this reads. Beside it stands the propensity model:
our model of flat tables, fitted on who bought among the same rows by the same features.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from evals.effects.channels import buyers
from evals.effects.measures import distance, held_out_qini, reach

Row: TypeAlias = dict[str, str | int | float | bool | None]
SHARES = (0.1, 0.2, 0.3)


def entries(customers: int, seconds: float, seed: int = 7) -> Iterator[Row]:
    """Two rows an entry of a bank of so many customers: ours, and the propensity model.

    ``seconds``: the budget of the propensity model.
    """
    from decision_models.catalogue.effects import specifications
    from decision_models.mart import demo_bank
    from decision_models.mart.warehouse import Warehouse
    from decision_models.runs import silent
    from decision_models.training.material import gather
    from decision_models.uplift.contacts.training import orders

    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        mart = demo_bank.build(home, customers=customers, seed=seed)
        con = Warehouse(home).connect(mart)
        truth = pd.read_parquet(mart.file("truth")).set_index("contact_id")["effect"]
        failures: dict[str, str] = {}
        for order in orders(specifications(), gather(con, mart, [], silent), failures, named=False):
            yield from judge(order, truth, seconds, seed)


def judge(order: Any, truth: pd.Series, seconds: float, seed: int) -> Iterator[Row]:
    """Ours and the propensity model on the later waves of one entry."""
    from decision_models.uplift.contacts.learning import features_of, learn
    from decision_models.uplift.contacts.training import cut_of

    rows, cut = order.rows, cut_of(order.spec, order.rows)
    if cut is None:
        return
    before, after = rows.day < cut, rows.day >= cut
    earlier, held = rows.only(before), order.matrix[after]
    learned = learn(order.names, order.matrix[before], earlier, seed)
    places = [order.names.index(name) for name in learned.features]
    effects = learned.model.ensemble.score(
        features_of(learned.model, learned.features, held[:, places])
    )
    table = pd.DataFrame(order.matrix, columns=list(order.names))
    table = table.assign(w=rows.treated.astype(int), y=rows.bought.astype(int))
    halves = [table[part].reset_index(drop=True) for part in (before, after)]
    true = truth.reindex(rows.contact[after]).to_numpy()
    later = rows.only(after)
    said = {"weiwo": effects, "propensity": buyers(halves[0], halves[1], seconds, seed)}
    for side, values in said.items():
        yield {
            "set": f"catalogue, bank {seed}",
            "process": order.spec.name,
            "rows": earlier.size,
            "side": side,
            "seeds": 1,
            **{
                f"reach {share:.0%}".replace("%", " %"): reach(true, values, share)
                for share in SHARES
            },
            "Qini": held_out_qini(values, later.treated, later.bought),
            "PEHE": distance(true, values) if side == "weiwo" else None,
            "PEHE of the average": float(np.std(true)),
        }
