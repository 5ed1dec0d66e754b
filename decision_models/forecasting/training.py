"""Training the forecasters on what a training run has read; judged on months held out."""

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from decision_models import features, snapshots
from decision_models.calibration import Floats
from decision_models.cards import TopFeature
from decision_models.features.feature import AsOf
from decision_models.forecasting import books, judging, limits, specification
from decision_models.forecasting.amounts import SPEND_MONTHS, Monthly, monthly
from decision_models.forecasting.books import Book
from decision_models.forecasting.card import BooksMeasured, ForecastCard, Growing, Measured
from decision_models.forecasting.conformal import NOMINAL, Bands, calibrate, edges_of, ordered
from decision_models.forecasting.forecaster import Forecaster
from decision_models.forecasting.forecasters import Forecasters
from decision_models.forecasting.growing import CALIBRATION_DAYS, Grown, grow, held_back
from decision_models.forecasting.sample import OWN, Sample, amounts_of, read_sample
from decision_models.forecasting.specification import Amount, ForecastSpec
from decision_models.mart.warehouse import MartVersion
from decision_models.runs import Progress
from decision_models.snapshots import Plan
from decision_models.training.material import Material
from decision_models.training.snapshots import Ints
from home.errors import WeiwoError

BANDS = 5
MANAGERS_A_GROUP = 3
"""Of held-back customers so many managers' make a group of about one book's size."""
_HISTORY_MONTHS = 18
_AT_ONCE = 2
_TOP = 12


def wanted(
    names: Sequence[str] | None,
) -> tuple[Sequence[ForecastSpec], Sequence[str] | None]:
    """The forecasters among these names (None: all), and the names that remain."""
    known = {spec.name: spec for spec in specification.specifications()}
    if names is None:
        return tuple(known.values()), None
    found = [known[name] for name in dict.fromkeys(names) if name in known]
    return found, [name for name in names if name not in known]


def plans(
    con: Any, specs: Sequence[ForecastSpec], mart: MartVersion, failures: dict[str, str]
) -> dict[str, Plan]:
    """The days that each forecaster learns from; whose history is too short is in ``failures``."""
    first, found = snapshots.history(con), {}
    for spec in specs:
        if spec.table in mart.absent:
            continue  # switched off, as answers say
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
) -> tuple[ForecastCard, ...]:
    """Train these forecasters into a new version of the home's; under the home's writer lock.

    What was wrong with one goes to ``failures``; the others are in the new version.
    """
    if not planned:
        return ()
    specs = [specification.find(name) for name in planned]
    shared = _share(material, specs)
    made: dict[str, Forecaster] = {}
    say("forecasters", 0, len(specs))
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        jobs = {
            spec.name: pool.submit(_train_one, _Order(spec, planned[spec.name], shared, seed))
            for spec in specs
        }
        for number, (name, job) in enumerate(jobs.items(), start=1):
            try:
                made[name] = job.result()
            except WeiwoError as error:
                failures[name] = str(error)
            say("forecasters", number, len(specs))
    if made:
        Forecasters(home).admit(made, material.mart.id)
    return tuple(one.card for one in made.values())


@dataclass(frozen=True)
class _Shared:
    """What all forecasters of a run read: amounts by month, and the number of a customer's manager;
    the last of ``books`` is of those without one.
    """

    material: Material
    known: Mapping[Amount, Monthly]
    managers: Mapping[str, int]
    books: int


@dataclass(frozen=True)
class _Order:
    """One forecaster to be trained."""

    spec: ForecastSpec
    plan: Plan
    shared: _Shared
    seed: int

    @property
    def known(self) -> Monthly:
        """The amount by month."""
        return self.shared.known[self.spec.amount]

    def read(self, days: Sequence[Any]) -> Sample:
        """The rows of some days."""
        return read_sample(self.spec, days, self.shared.material.snapshots, self.known)

    def managers(self, sample: Sample, rows: Ints) -> Any:
        """The number of each row's manager."""
        rest = self.shared.books - 1
        found = [self.shared.managers.get(one, rest) for one in sample.rows.customers(rows)]
        return np.array(found, dtype=np.intp)


def _share(material: Material, specs: Sequence[ForecastSpec]) -> _Shared:
    con, last = material.con, AsOf(material.mart.as_of).month
    first = last - _HISTORY_MONTHS - SPEND_MONTHS + 1
    wanted = dict.fromkeys(spec.amount for spec in specs)
    known = {amount: monthly(con, amount, first, last) for amount in wanted}
    found = con.table("assignments").select("customer_id", "manager_id").to_pyarrow()
    customers, names = found["customer_id"].to_pylist(), found["manager_id"].to_pylist()
    number = {name: place for place, name in enumerate(sorted({n for n in names if n}))}
    managers = {c: number[m] for c, m in zip(customers, names, strict=True) if m}
    begun = {amount: _begun(one) for amount, one in known.items()}
    return _Shared(material, begun, managers, len(number) + 1)


def _begun(known: Monthly) -> Monthly:
    """Without the months before anything is known."""
    there = np.flatnonzero(~np.isnan(known.values).all(axis=0))
    skipped = int(there[0]) if len(there) else 0
    return Monthly(
        known.amount, known.first + skipped, known.customer_ids, known.values[:, skipped:]
    )


def _train_one(order: _Order) -> Forecaster:
    start = time.perf_counter()
    fit, held = order.read(order.plan.fit), order.read(order.plan.hold_out)
    grown = grow(fit, order.seed)
    edges = edges_of(fit.size, BANDS)
    back = held_back(fit)
    raw = grown.predict(fit, back)
    judged = _calibrated(fit, back, raw, edges)
    newest = held_back(held)
    raw_held = grown.predict(held)
    # What is in use is calibrated on the newest months, those that judged.
    used = _calibrated(held, newest, raw_held[newest], edges)
    measured, measured_books = _judge(order, fit, (back, raw), held, raw_held, judged)
    book = _book_in_use(order, grown, used)
    if book is not None and not any(one.method == "model" for one in measured_books):
        book = None  # an interval that was not measured is not given
    growing = Growing(
        fit=_texts(order.plan.fit),
        hold_out=_texts(order.plan.hold_out),
        calibrated_on=_texts(order.plan.fit[-CALIBRATION_DAYS:]),
        in_use_calibrated_on=_texts(order.plan.hold_out[-CALIBRATION_DAYS:]),
        rows=fit.rows.size,
        rows_grown_on=grown.rows,
        trees=tuple(one.best_iteration for one in grown.boosters),
        seed=order.seed,
        seconds=round(time.perf_counter() - start, 2),
    )
    card = _card(order, grown, growing, measured, measured_books, book)
    levels = order.shared.material.levels
    return Forecaster(
        card=card,
        trees=tuple(
            one.model_to_string(num_iteration=one.best_iteration) for one in grown.boosters
        ),
        features=grown.names,
        levels={one.name: levels[one.name] for one in grown.features if one.is_text},
        bands=used,
        population=order.spec.population,
    )


def _calibrated(sample: Sample, rows: Ints, raw: Floats, edges: Sequence[float]) -> Bands:
    """Learned from the newest days of these rows."""
    newest = sample.rows.day[rows] > sample.rows.day.max() - CALIBRATION_DAYS
    chosen = rows[newest]
    return calibrate(raw[newest], sample.size[chosen], sample.change[chosen], edges)


def _judge(
    order: _Order,
    fit: Sample,
    learned: tuple[Ints, Floats],
    held: Sample,
    raw: Floats,
    bands: Bands,
) -> tuple[tuple[Measured, ...], tuple[BooksMeasured, ...]]:
    """On the held-out months, by what was known before them alone."""
    found, band = bands.apply(raw, held.size), bands.of(held.size)
    found_trend = judging.measure_trend(held, order.known, order.spec.months, band)
    measured = (
        judging.measure("calibrated", found, held, band),
        judging.measure("raw", ordered(raw), held, band),
        *((found_trend,) if found_trend else ()),
    )
    rows, raw_fit = learned
    first = AsOf(order.plan.hold_out[0]).month
    book = _book(order, fit, rows, bands.apply(raw_fit, fit.size[rows]), first)
    manager = order.managers(held, np.arange(held.rows.size))
    managed = judging.Managed(held, manager, order.shared.books, order.known, order.spec.months)
    of_books: list[BooksMeasured] = []
    if book is not None:
        of_books.append(judging.measure_books(book, held.amounts(found), managed))
    trend_books = judging.measure_trend_books(managed)
    return measured, (*of_books, *((trend_books,) if trend_books else ()))


def _book_in_use(order: _Order, grown: Grown, bands: Bands) -> Book | None:
    """From all days, the newest included."""
    every = order.read(order.plan.days)
    back = held_back(every)
    return _book(
        order, every, back, bands.apply(grown.predict(every, back), every.size[back]), None
    )


def _book(
    order: _Order, sample: Sample, rows: Ints, change: Floats, known_by: int | None
) -> Book | None:
    """How customers add up, from what was known by the end of a month (None: the last)."""
    last = AsOf(order.shared.material.mart.as_of).month if known_by is None else known_by
    chosen = sample.level[rows]
    return books.learn(
        sample.rows.day[rows],
        order.managers(sample, rows) // MANAGERS_A_GROUP,
        amounts_of(change, chosen),
        sample.rows.outcome[rows],
        books.growths(order.known, order.spec.months, last),
        order.spec.months,
    )


def _card(
    order: _Order,
    grown: Grown,
    growing: Growing,
    measured: tuple[Measured, ...],
    of_books: tuple[BooksMeasured, ...],
    book: Book | None,
) -> ForecastCard:
    from importlib.metadata import version

    spec, mart = order.spec, order.shared.material.mart
    return ForecastCard(
        name=spec.name,
        title=spec.title,
        amount=spec.amount,
        horizon_days=spec.horizon_days,
        nominal=NOMINAL,
        growing=growing,
        measured=measured,
        books=of_books,
        book=book,
        top_features=_top(grown),
        limits=limits.limits(spec, measured, of_books, book, mart.demo),
        feature_set=features.feature_set_hash(grown.features),
        feature_names=grown.names,
        data_version=mart.id,
        data_as_of=mart.as_of.isoformat(),
        simulated=mart.demo,
        code_version=version("weiwo"),
    )


def _top(grown: Grown) -> tuple[TopFeature, ...]:
    """By gain over all quantiles, those of the features."""
    gains = np.zeros(OWN + len(grown.features))
    for one in grown.boosters:
        gain = one.feature_importance(importance_type="gain")
        gains += gain / max(gain.sum(), 1.0) / len(grown.boosters)
    order = np.argsort(-gains[OWN:], kind="stable")[:_TOP]
    return tuple(
        TopFeature(
            name=grown.features[place].name,
            meaning=grown.features[place].meaning,
            theme=grown.features[place].theme.value,
            share=float(gains[OWN + place]),
        )
        for place in order
    )


def _texts(days: Sequence[Any]) -> tuple[str, ...]:
    return tuple(day.isoformat() for day in days)
