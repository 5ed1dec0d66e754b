"""Training the effects of contacts on what a training run has read."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from decision_models import features
from decision_models.calibration import Floats
from decision_models.catalogue import files
from decision_models.catalogue.effects import EffectSpec, specifications
from decision_models.population import inside
from decision_models.registry import Promotion, waiting
from decision_models.runs import Progress
from decision_models.training.material import Material
from decision_models.uplift.contacts.carding import Judging, make_card
from decision_models.uplift.contacts.comparing import FEWEST_ROWS, EffectComparison, compare
from decision_models.uplift.contacts.judging import later_waves
from decision_models.uplift.contacts.learning import FEATURES, features_of, learn
from decision_models.uplift.contacts.model import EffectModel
from decision_models.uplift.contacts.rows import (
    FEWEST_OF_AN_ARM,
    ContactRows,
    SwitchedOff,
    read_rows,
    require_enough,
)
from decision_models.uplift.contacts.shelf import Effects
from home.errors import WeiwoError

_AT_ONCE = 2


@dataclass(frozen=True)
class Order:
    """One model to be trained: its rows and their features (rows x ``names``)."""

    spec: EffectSpec
    rows: ContactRows
    names: tuple[str, ...]
    matrix: Floats


@dataclass(frozen=True)
class Made:
    """A trained model, and the one of the earlier waves that judged it, on which rows."""

    model: EffectModel
    earlier: "Floats | None"
    later: Order | None


def wanted(
    names: Sequence[str] | None,
) -> tuple[Sequence[EffectSpec], Sequence[str] | None]:
    """The effects among these names (None: all), and the names that remain."""
    return files.parted(specifications(), names)


def train(
    home: Path,
    specs: Sequence[EffectSpec],
    material: Material,
    seed: int,
    failures: dict[str, str],
    say: Progress,
    *,
    named: bool,
    promotion: Promotion = "auto",
) -> None:
    """Train these effects into a new version of the home's; under the home's writer lock.

    What was wrong with one goes to ``failures``; a channel without an experiment fails nothing,
    unless its model was ``named``.
    """
    from threadpoolctl import threadpool_limits

    say("effects", 0, len(specs))
    ordered = orders(specs, material, failures, named=named)
    made: dict[str, Made] = {}
    # Several models beside each other: threads of one that wait for those of another cost most.
    with threadpool_limits(limits=1, user_api="blas"), ThreadPoolExecutor(_AT_ONCE) as pool:
        jobs = {one.spec.name: pool.submit(_train_one, one, material, seed) for one in ordered}
        for number, (name, job) in enumerate(jobs.items(), start=1):
            try:
                made[name] = job.result()
            except WeiwoError as error:
                failures[name] = str(error)
            say("effects", number, len(jobs))
    if made:
        shelf = Effects(home)
        compared = _compared(shelf, made)
        shelf.admit(
            {name: one.model for name, one in made.items()},
            material.mart.id,
            compared,
            waiting(made, compared, promotion),
        )


def switched_off(con: Any, today: date) -> dict[str, str]:
    """Effects of the catalogue that the bank's campaigns do not allow, and why."""
    return files.switched_off(
        specifications(),
        lambda spec: require_enough(spec, read_rows(con, spec, today)),
        SwitchedOff,
    )


def orders(
    specs: Sequence[EffectSpec], material: Material, failures: dict[str, str], *, named: bool
) -> list[Order]:
    """The rows of each model and their features; whose campaigns hold no experiment is left out,
    or in ``failures`` where it was ``named``.
    """
    found: dict[str, tuple[EffectSpec, ContactRows]] = {}
    for spec in specs:
        try:
            rows = read_rows(material.con, spec, material.mart.as_of)
            require_enough(spec, rows)
            found[spec.name] = (spec, rows)
        except SwitchedOff as error:
            if named:
                failures[spec.name] = str(error)
        except WeiwoError as error:
            failures[spec.name] = str(error)
    column = _columns(material, [spec for spec, _ in found.values()])
    return [_order(spec, rows, column) for spec, rows in found.values()]


def _order(
    spec: EffectSpec, rows: ContactRows, column: "Callable[[str, ContactRows], Floats]"
) -> Order:
    if spec.population:
        known = {name: column(name, rows) for name in spec.population}
        rows = rows.only(inside(spec.population, known.__getitem__, rows.size))
        require_enough(spec, rows)
    names = tuple(name for name in FEATURES if name not in spec.exclude)
    return Order(spec, rows, names, np.column_stack([column(name, rows) for name in names]))


def _columns(
    material: Material, specs: Sequence[EffectSpec]
) -> "Callable[[str, ContactRows], Floats]":
    """A feature of rows by name, each as of its own month-end: of the days that the run has read
    anyway, and of others read for this alone.
    """
    wanted = tuple(dict.fromkeys([*FEATURES, *(n for spec in specs for n in spec.population)]))
    tables: dict[date, Any] = {}
    places: dict[date, dict[str, int]] = {}

    def column(name: str, rows: ContactRows) -> Floats:
        found = np.full(rows.size, np.nan)
        for end in np.unique(rows.as_of):
            at, day = np.flatnonzero(rows.as_of == end), end.item()
            snapshot = material.snapshots.get(day)
            if snapshot is None and day not in tables:
                tables[day] = features.read(material.con, day, None, wanted)
                ids = tables[day]["customer_id"].to_pylist()
                places[day] = {customer: place for place, customer in enumerate(ids)}
            place_of = snapshot.place if snapshot is not None else places[day]
            place = np.array([place_of.get(customer, -1) for customer in rows.customer[at]])
            there = place >= 0
            values = (
                snapshot.column(name)
                if snapshot is not None
                else tables[day][name].to_numpy(zero_copy_only=False).astype(np.float32)
            )
            found[at[there]] = values[place[there]]
        return found

    return column


def _train_one(order: Order, material: Material, seed: int) -> Made:
    start = time.perf_counter()
    spec, rows = order.spec, order.rows
    learned = learn(order.names, order.matrix, rows, seed)
    cut = cut_of(spec, rows)
    later, effect = None, None
    if cut is not None:
        before, after = rows.day < cut, rows.day >= cut
        earlier = learn(order.names, order.matrix[before], rows.only(before), seed)
        places = [order.names.index(name) for name in earlier.features]
        held = order.matrix[after]
        effect = earlier.model.ensemble.score(
            features_of(earlier.model, earlier.features, held[:, places])
        )
        later = Order(spec, rows.only(after), order.names, held)
    judging = Judging(
        rows=rows,
        names=order.names,
        matrix=order.matrix,
        later=None if later is None or effect is None else later_waves(effect, later.rows, seed),
        mart=material.mart,
        seed=seed,
    )
    card = make_card(spec, learned, judging, time.perf_counter() - start)
    model = EffectModel(card, learned.model, learned.features, spec.population)
    return Made(model, effect, later)


def cut_of(spec: EffectSpec, rows: ContactRows) -> Any:
    """The first day of the later waves, None where one side would be too small to say anything."""
    days = np.unique(rows.day)
    cut = days[min(int((1 - spec.hold_out) * len(days)), len(days) - 1)]
    for part in (rows.day < cut, rows.day >= cut):
        arm, bought = rows.treated[part], rows.bought[part]
        if min(arm.sum(), (1 - arm).sum()) < FEWEST_OF_AN_ARM:
            return None
        if min((bought * arm).sum(), (bought * (1 - arm)).sum()) < 5:
            return None
    return cut


def _compared(shelf: Effects, made: Mapping[str, Made]) -> dict[str, EffectComparison]:
    """Beside the champion, on later waves that it cannot have seen either."""
    found = {}
    entries = shelf.entries()
    for name, one in made.items():
        if name not in entries or one.later is None or one.earlier is None:
            continue
        try:
            champion = shelf.load(name)
        except WeiwoError:
            continue
        last = np.datetime64(champion.card.experiment.last_day)
        unseen = one.later.rows.day > last
        if unseen.sum() < FEWEST_ROWS:
            continue
        places = [one.later.names.index(feature) for feature in champion.features]
        theirs = champion.predict(one.later.matrix[unseen][:, places])
        found[name] = compare(theirs, one.earlier[unseen], one.later.rows.only(unseen))
    return found
