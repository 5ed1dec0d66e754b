"""A customer beside the median of those of the same tier of assets and age band."""

import numpy as np
import pandas as pd

from evals.peers.by_pandas.customers import Customers

TIERS = (50_000, 500_000, 2_000_000, 6_000_000)
AGES = (30, 40, 50, 60)
FEWEST = 20
COMPARED = (
    "aum",
    "liquid",
    "money_in_total_amount_90d",
    "money_out_total_amount_90d",
    "consumption_total_amount_90d",
    "repayment_total_amount_90d",
    "moves_count_90d",
    "app_count_90d",
    "view_count_365d",
    "touch_count_365d",
    "buy_total_amount_365d",
)


def add(customers: Customers) -> None:
    """Multiples of the median."""
    made = customers.columns
    tier = np.searchsorted(TIERS, made["aum"].round(2), side="right")
    age = np.where(made["age"].isna(), -1, np.searchsorted(AGES, made["age"], side="right"))
    by = pd.DataFrame({name: made[name] for name in COMPARED}).groupby([tier, age])
    medians, members = by.transform("median"), by["aum"].transform("size")
    for name in COMPARED:
        usual = medians[name].where((medians[name] > 0) & (members >= FEWEST))
        made[f"{name}_of_peers"] = (made[name] / usual).clip(upper=20)
