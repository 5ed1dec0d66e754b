"""Training the forecasters on what a training run has read; judged on months held out."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from decision_models import snapshots
from decision_models.catalogue.files import parted
from decision_models.features.feature import AsOf
from decision_models.forecasting import specification
from decision_models.forecasting.amounts import SPEND_MONTHS, Monthly, monthly
from decision_models.forecasting.card import ForecastCard
from decision_models.forecasting.forecaster import Forecaster
from decision_models.forecasting.forecasters import Forecasters
from decision_models.forecasting.learning import Order, Shared, learn
from decision_models.forecasting.specification import ForecastSpec
from decision_models.mart.warehouse import MartVersion
from decision_models.registry import Promotion, waiting
from decision_models.runs import Progress
from decision_models.snapshots import Plan
from decision_models.training.material import Material
from home.errors import WeiwoError

_HISTORY_MONTHS = 18
_AT_ONCE = 2


def wanted(
    names: Sequence[str] | None,
) -> tuple[Sequence[ForecastSpec], Sequence[str] | None]:
    """The forecasters among these names (None: all), and the names that remain."""
    return parted(specification.specifications(), names)


def plans(
    con: Any,
    specs: Sequence[ForecastSpec],
    mart: MartVersion,
    failures: dict[str, str],
    *,
    named: bool,
) -> dict[str, Plan]:
    """The days that each forecaster learns from.

    Whose history is too short is in ``failures``; those whose table an institution does not have
    are left out, and are a failure where they were ``named``.
    """
    first, found = snapshots.history(con), {}
    for spec in specs:
        if spec.table in mart.absent:
            if named:
                failures[spec.name] = (
                    f"forecaster {spec.name} needs the table {spec.table}, which the mart must "
                    f"have and mart {mart.id} lacks; load it with: weiwo mart load"
                )
            continue
        try:
            found[spec.name] = spec.plan(first, mart.as_of)
        except WeiwoError as error:
            failures[spec.name] = str(error)
    return found


def train(
    home: Path,
    planned: Mapping[str, Plan],
    material: Material,
    seed: int,
    failures: dict[str, str],
    say: Progress,
    *,
    promotion: Promotion = "auto",
) -> tuple[ForecastCard, ...]:
    """Train these forecasters into a new version of the home's; under the home's writer lock.

    What was wrong with one goes to ``failures``; the others are in the new version.
    """
    if not planned:
        return ()
    specs = [specification.find(name) for name in planned]
    shared = share(material, specs)
    made: dict[str, Forecaster] = {}
    say("forecasters", 0, len(specs))
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        jobs = {
            spec.name: pool.submit(learn, Order(spec, planned[spec.name], shared, seed))
            for spec in specs
        }
        for number, (name, job) in enumerate(jobs.items(), start=1):
            try:
                made[name] = job.result()
            except WeiwoError as error:
                failures[name] = str(error)
            say("forecasters", number, len(specs))
    if made:
        Forecasters(home).admit(made, material.mart.id, waiting=waiting(made, {}, promotion))
    return tuple(one.card for one in made.values())


def share(material: Material, specs: Sequence[ForecastSpec]) -> Shared:
    """Read what these forecasters learn from beside features."""
    con, last = material.con, AsOf(material.mart.as_of).month
    first = last - _HISTORY_MONTHS - SPEND_MONTHS + 1
    wanted = dict.fromkeys(spec.amount for spec in specs)
    known = {amount: monthly(con, amount, first, last) for amount in wanted}
    found = con.table("assignments").select("customer_id", "manager_id").to_pyarrow()
    customers, names = found["customer_id"].to_pylist(), found["manager_id"].to_pylist()
    number = {name: place for place, name in enumerate(sorted({n for n in names if n}))}
    managers = {c: number[m] for c, m in zip(customers, names, strict=True) if m}
    begun = {amount: _begun(one) for amount, one in known.items()}
    return Shared(material, begun, managers, len(number) + 1)


def _begun(known: Monthly) -> Monthly:
    """Without the months before anything is known."""
    there = np.flatnonzero(~np.isnan(known.values).all(axis=0))
    skipped = int(there[0]) if len(there) else 0
    return Monthly(
        known.amount, known.first + skipped, known.customer_ids, known.values[:, skipped:]
    )
