"""Training the models of hours, and trying the hours that they name on later contacts."""

import time
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import norm

from decision_models import features
from decision_models.catalogue import files
from decision_models.catalogue.hours import HourSpec, specifications
from decision_models.features import Feature
from decision_models.hours.card import GroupHours, HourCard, Hours, LaterContacts
from decision_models.hours.limits import limits
from decision_models.hours.model import HourModel
from decision_models.hours.rows import HourRows, TooFew, read_rows, require_enough
from decision_models.hours.shelf import BestHours
from decision_models.hours.shrinking import HourEffects, Seen, best, contrasts, estimate, residuals
from decision_models.mart.warehouse import MartVersion
from decision_models.registry import Promotion, waiting
from decision_models.runs import Progress, each_of
from decision_models.uplift.contacts.card import Estimate
from decision_models.uplift.contacts.judging import CONFIDENCE

FEWEST_LATER = 100


def wanted(names: Sequence[str] | None) -> tuple[Sequence[HourSpec], Sequence[str] | None]:
    """The models of hours among these names (None: all), and the names that remain."""
    return files.parted(specifications(), names)


def train(
    home: Path,
    specs: Sequence[HourSpec],
    con: Any,
    mart: MartVersion,
    failures: dict[str, str],
    say: Progress,
    *,
    named: bool,
    promotion: Promotion = "auto",
) -> None:
    """Train these into a new version of the home's; under the home's writer lock.

    What was wrong with one goes to ``failures``; too few contacts fail nothing, unless the model
    was ``named``. A new model takes the champion's place (``promotion`` ``never``: waits
    as challenger): what it may say rests on its own proof.
    """
    groups: dict[str, Mapping[str, str]] = {}

    def of(spec: HourSpec) -> HourModel:
        start = time.perf_counter()
        rows = read_rows(con, spec, mart.as_of)
        require_enough(spec, rows)
        if spec.group_by not in groups:
            groups[spec.group_by] = _groups(con, mart.as_of, spec.group_by)
        return make(spec, rows, groups[spec.group_by], mart, start)

    made = each_of(
        specs, of, stage="hours", say=say, failures=failures, too_few=TooFew, named=named
    )
    if made:
        BestHours(home).admit(made, mart.id, waiting=waiting(made, {}, promotion))


def switched_off(con: Any, today: date) -> dict[str, str]:
    """Models of hours that the bank's contacts do not allow, and why."""

    def check(spec: HourSpec) -> None:
        require_enough(spec, read_rows(con, spec, today))

    return files.switched_off(specifications(), check, TooFew)


def _groups(con: Any, day: date, feature: str) -> Mapping[str, str]:
    table = features.read(con, day, None, [feature])
    customers, values = table["customer_id"].to_pylist(), table[feature].to_pylist()
    return {one: value for one, value in zip(customers, values, strict=True) if value is not None}


def make(
    spec: HourSpec, rows: HourRows, groups: Mapping[str, str], mart: MartVersion, start: float
) -> HourModel:
    """Learn from all rows; what may be said of hours rests on the earlier ones' proof."""
    known = {feature.name: feature for feature in features.names()}
    names, group = _coded(rows, groups)
    bands = len(spec.bands) - 1
    later = tried(spec, rows, names, group)
    effects = estimate(rows.taken, rows.customer, rows.band, group, (len(names), bands))
    proven = later is not None and later.difference.low > 0
    card = _card(spec, rows, names, group, effects, later, known[spec.group_by], mart, proven)
    card = card.model_copy(update={"seconds": round(time.perf_counter() - start, 2)})
    return HourModel(card, spec.bands, spec.group_by, names, effects)


def _coded(
    rows: HourRows, groups: Mapping[str, str]
) -> tuple[tuple[str, ...], "np.ndarray[Any, Any]"]:
    names = tuple(sorted({groups[one] for one in rows.customer if one in groups}))
    place = {name: at for at, name in enumerate(names)}
    found = [place.get(groups.get(one, ""), -1) for one in rows.customer]
    return names, np.array(found, dtype=int)


def tried(
    spec: HourSpec, rows: HourRows, names: tuple[str, ...], group: "np.ndarray[Any, Any]"
) -> LaterContacts | None:
    """Name hours from the earlier contacts and see how the later ones went."""
    cut = np.sort(rows.day)[int((1 - spec.hold_out) * (rows.size - 1))]
    before, after = rows.day <= cut, rows.day > cut
    if before.sum() < FEWEST_LATER or after.sum() < FEWEST_LATER:
        return None
    shape = (len(names), len(spec.bands) - 1)
    first, held = rows.only(before), rows.only(after)
    found = estimate(first.taken, first.customer, first.band, group[before], shape)
    customers, place = np.unique(held.customer, return_inverse=True)
    of = np.full(len(customers), -1)
    of[place] = group[after]
    where = {customer: at for at, customer in enumerate(customers)}
    mine = np.array([where.get(one, -1) for one in first.customer], dtype=int)
    there = mine >= 0
    seen = Seen(
        mine[there],
        first.band[there],
        residuals(
            first.taken[there],
            first.customer[there],
            _rates(found, group[before][there]),
            found.habit,
        ),
    )
    band, known = best(*found.of(of, np.arange(len(customers)), seen))
    said = known[place]
    at_best = said & (held.band == band[place])
    if at_best.sum() < FEWEST_LATER:
        return None
    plain = held.taken - _rates(found, group[after])
    return _later(held, said, at_best, plain, found)


def _rates(found: HourEffects, group: "np.ndarray[Any, Any]") -> Any:
    return np.where(group >= 0, found.group_rate[np.maximum(group, 0)], found.rate)


def _later(
    held: HourRows,
    said: "np.ndarray[Any, Any]",
    at_best: "np.ndarray[Any, Any]",
    plain: "np.ndarray[Any, Any]",
    found: HourEffects,
) -> LaterContacts:
    """The named hours beside the others, apart from customers' lasting habits."""
    inside = at_best[said].astype(int)
    made = contrasts(plain[said], held.customer[said], inside, 2, found.habit, found.noise)
    # Beside the mean of all contacts, of which a part was made in the named hours already.
    part = 1 - float(inside.mean())
    value = part * float(made.effect[1] - made.effect[0])
    across = np.array([-1.0, 1.0])
    half = norm.ppf(0.5 + CONFIDENCE / 2) * part
    half = float(half * np.sqrt(across @ made.covariance @ across))
    days = held.day[said]
    return LaterContacts(
        first_day=str(days.min()),
        last_day=str(days.max()),
        rows=int(said.sum()),
        at_best=int(at_best.sum()),
        usual=float(held.taken[said].mean()),
        taken=float(held.taken[at_best].mean()),
        difference=Estimate(value=value, low=value - half, high=value + half),
    )


def _card(
    spec: HourSpec,
    rows: HourRows,
    names: tuple[str, ...],
    group: "np.ndarray[Any, Any]",
    effects: HourEffects,
    later: LaterContacts | None,
    feature: Feature,
    mart: MartVersion,
    proven: bool,
) -> HourCard:
    from importlib.metadata import version

    hours = _hours(spec, rows, effects)
    made = _group_hours(spec, names, group, effects)
    return HourCard(
        name=spec.name,
        title=spec.title,
        channel=spec.channel,
        event=spec.event,
        group_meaning=feature.meaning,
        first_day=str(rows.day.min()),
        last_day=str(rows.day.max()),
        rows=rows.size,
        customers=len(np.unique(rows.customer)),
        hours=hours,
        groups=made,
        own=effects.own > 0,
        proven=proven,
        later=later,
        limits=limits(made, later, own=effects.own > 0, proven=proven, simulated=mart.demo),
        feature_set=features.feature_set_hash([feature]),
        feature_names=(feature.name,),
        data_version=mart.id,
        data_as_of=mart.as_of.isoformat(),
        simulated=mart.demo,
        code_version=version("weiwo"),
        seconds=0.0,
    )


def _hours(spec: HourSpec, rows: HourRows, effects: HourEffects) -> tuple[Hours, ...]:
    half = norm.ppf(0.5 + CONFIDENCE / 2) * np.sqrt(effects.overall_var)
    return tuple(
        Hours(
            first=first,
            last=last,
            rows=int((rows.band == at).sum()),
            taken=float(rows.taken[rows.band == at].mean()),
            added=Estimate(
                value=float(effects.overall[at]),
                low=float(effects.overall[at] - half[at]),
                high=float(effects.overall[at] + half[at]),
            ),
        )
        for at, (first, last) in enumerate(pairwise(spec.bands))
    )


def _group_hours(
    spec: HourSpec, names: tuple[str, ...], group: "np.ndarray[Any, Any]", effects: HourEffects
) -> tuple[GroupHours, ...]:
    nothing = Seen(np.zeros(0, int), np.zeros(0, int), np.zeros(0))
    every = np.arange(len(names))
    found, variance = effects.of(every, every, nothing)
    band, known = best(found, variance)
    return tuple(
        GroupHours(
            group=name,
            rows=int((group == at).sum()),
            usual=float(effects.group_rate[at]),
            first=spec.bands[band[at]],
            last=spec.bands[band[at] + 1],
            expected=float(effects.group_rate[at] + found[at, band[at]] - found[at].mean()),
            known=bool(known[at]),
        )
        for at, name in enumerate(names)
    )
