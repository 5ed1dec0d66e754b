"""One contact too many: refusals that the learned rule avoids, beside the caps alone."""

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from decision_models.catalogue.fatigue import find
from decision_models.evaluation import auc, auc_interval, calibration
from decision_models.fatigue.rows import TooFew
from decision_models.mart.warehouse import Warehouse
from decision_models.policy import DEFAULT
from evals.fatigue.replay import (
    Later,
    Measured,
    ahead_of_caps,
    kept_by_policy,
    later,
    measured,
    share,
)
from evals.score import Score

NAME = "refusal_next_contact"
UNSEEN_SEED = 23
CUSTOMERS = 20_000
CAPS = tuple(range(1, DEFAULT.touches_per_month))


def run(parts: Any) -> Iterator[Score]:
    """On the home's own contacts, and on a demo bank of a seed that nothing was chosen on."""
    if parts is None:
        yield Score("refusals avoided", None, 0, "no data in this home: run weiwo demo")
    else:
        warehouse = Warehouse(parts.settings.home)
        yield from _of("this bank", warehouse)
    with tempfile.TemporaryDirectory() as folder:
        from decision_models.mart import demo_bank

        demo_bank.build(Path(folder), customers=CUSTOMERS, seed=UNSEEN_SEED)
        yield from _of("unseen bank", Warehouse(Path(folder)))


def _of(bank: str, warehouse: Warehouse) -> Iterator[Score]:
    try:
        found = later(warehouse, warehouse.current(), find(NAME), DEFAULT.touches_per_month)
    except TooFew as error:
        yield Score(f"refusals avoided ({bank})", None, 0, str(error))
        return
    yield from _foretold(bank, found)
    yield from _worth(bank, found)


def _foretold(bank: str, found: Later) -> Iterator[Score]:
    refused = found.rows.refused
    low, high = auc_interval(found.said, refused)
    note = f"{low:.3f} to {high:.3f}; {int(refused.sum())} refusals, by the earlier contacts"
    yield Score(f"AUC of a refusal ({bank})", auc(found.said, refused), found.rows.size, note)
    off = calibration(found.said, refused).expected_calibration_error
    name = f"calibration error ({bank})"
    yield Score(name, off, found.rows.size, higher_is_better=False)
    if found.refusal is not None:
        known = np.isfinite(found.refusal)
        near = np.corrcoef(np.log(found.refusal[known]), np.log(found.said[known]))[0, 1]
        note = "correlation of logarithms with the chances that the bank was made with"
        yield Score(f"likeness to the true chance ({bank})", float(near), int(known.sum()), note)


def _worth(bank: str, found: Later) -> Iterator[Score]:
    kept = kept_by_policy(found, DEFAULT)
    rows, count = found.rows, found.rows.size
    yield Score(f"contacts put off ({bank})", float(1 - kept.mean()), count)
    bought = partial(share, rows.converted.astype(float), kept)
    yield _score(f"conversions kept ({bank})", measured(found, bought), int(rows.converted.sum()))
    refusals = int(rows.refused.sum())
    avoided = measured(found, lambda weight: 1 - share(rows.refused, kept, weight))
    yield _score(f"refusals avoided ({bank})", avoided, refusals)
    ahead = measured(found, partial(ahead_of_caps, found, kept, CAPS))
    name = f"refusals avoided beyond a tighter cap of the same conversions ({bank})"
    yield _score(name, ahead, refusals)
    if found.refusal is None or found.effect is None:
        return
    ones = np.ones(count)
    for what, true, turned in (
        ("true refusals avoided", found.refusal, True),
        ("true gain of contacts kept", found.effect, False),
    ):
        part = share(np.nan_to_num(true), kept, ones)
        note = "by what the bank was made with, campaigns alone"
        yield Score(f"{what} ({bank})", 1 - part if turned else part, count, note)


def _score(name: str, found: Measured, cases: int) -> Score:
    return Score(name, found.value, cases, f"{found.low:.4f} to {found.high:.4f}")
