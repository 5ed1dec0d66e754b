"""The features as one writes them with pandas: read the tables once, filter, group, merge.

Written for itself, with none of the product's code, by what each feature's name and meaning say.
There are two ways, of the same code and with the same values:

- plain: feature by feature, as in ``rows[(rows["kind"] == "salary") & (rows["days_ago"] < 90)]
  .groupby("customer_id")["amount"].sum()``: each filters its table for its own kind of row and
  window, and groups what is left by the customers' identifiers, texts as the files have them;
- shared (``shared``): tuned by hand. Each kind of row is filtered once, all that is asked of a kind
  and a window comes from one grouping, and identifiers are categoricals.

Nothing is done slowly on purpose in either: a table is read and dated once, and what compares a
customer's own months or the parts of a whole comes from one table of them.
"""

from datetime import date
from pathlib import Path

import pandas as pd

from evals.peers.by_pandas import app, balances, money, orders, peers, records
from evals.peers.by_pandas.customers import Customers


def made(folder: Path, day: date, *, shared: bool) -> pd.DataFrame:
    """A column for each feature, a row for each customer in the order of the identifiers.

    ``folder`` holds a Parquet file for each table of the mart; ``shared`` says which way.
    """
    customers = Customers.read(folder, day, shared=shared)
    for part in (balances, money, app, orders, records, peers):
        part.add(customers)
    return customers.frame()
