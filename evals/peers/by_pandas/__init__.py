"""The features as one writes them with pandas: read the tables once, filter, group, merge.

Written for itself, with none of the product's code, by what each feature's name and meaning say;
nothing is done slowly on purpose: rows are dated once, each kind of row is filtered once, and all
that is asked of a kind and a window comes from one grouping.
"""

from datetime import date
from pathlib import Path

import pandas as pd

from evals.peers.by_pandas import app, balances, money, orders, peers, records
from evals.peers.by_pandas.customers import Customers


def made(folder: Path, day: date) -> pd.DataFrame:
    """A column for each feature, a row for each customer in the order of the identifiers.

    ``folder`` holds a Parquet file for each table of the mart.
    """
    customers = Customers.read(folder, day)
    for part in (balances, money, app, orders, records, peers):
        part.add(customers)
    return customers.frame()
