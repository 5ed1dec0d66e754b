"""The customers table: simulated people with plausible Chinese names, and nobody's number."""

from dataclasses import dataclass

import numpy as np

from decision_models.mart.demo_bank.encoding import Array, Rows, days, numbers, words
from decision_models.mart.demo_bank.names import (
    BRANCHES,
    CITIES,
    EDUCATIONS,
    EITHER,
    INDUSTRIES,
    MARITAL,
    MEN,
    OCCUPATIONS,
    OTHER_CITIES,
    SURNAMES,
    WOMEN,
)
from decision_models.mart.demo_bank.timeline import DAYS, Floats, Ints, Rng
from decision_models.mart.demo_bank.traits import Traits
from decision_models.mart.schema import CHANNELS, TIERS

BRANCH_COUNT = len(BRANCHES)


@dataclass(frozen=True)
class Persons:
    """What the customers table says, as codes."""

    name: list[str]
    born: Ints
    city: Ints
    marital: Ints
    phone: list[str]
    id_number: list[str]
    channel: Ints


def draw_persons(rng: Rng, traits: Traits, managers_per_branch: int) -> Persons:
    """One block's people."""
    size = traits.size
    born = DAYS - 1 - (traits.age * 365.25).astype(np.int64)
    # The youngest are drawn at the bound: without this one in twenty had a birthday today.
    youngest = traits.age == traits.age.min()
    born = born - np.where(youngest, np.arange(size) * 97 % 365, 0)
    branch = traits.manager // managers_per_branch
    moved = rng.random(size) < 0.12
    city = np.where(moved, len(CITIES) + rng.integers(0, len(OTHER_CITIES), size), branch)
    return Persons(
        name=_names(rng, traits),
        born=born,
        city=city,
        marital=_marital(rng, traits),
        phone=_phones(rng, size),
        id_number=_id_numbers(rng, born),
        channel=_channels(rng, traits),
    )


def _names(rng: Rng, traits: Traits) -> list[str]:
    rank = np.arange(len(SURNAMES))
    weight = 1 / (rank + 6.0)
    surname = np.array(SURNAMES)[rng.choice(rank, traits.size, p=weight / weight.sum())]
    steep = 1 / (np.arange(30) + 3.0)
    last = rng.choice(30, traits.size, p=steep / steep.sum())
    end = np.where(traits.female, np.array(WOMEN[:30])[last], np.array(MEN[:30])[last])
    first = np.array(EITHER)[rng.integers(0, len(EITHER), traits.size)]
    single = rng.random(traits.size) < np.where(traits.age > 40, 0.42, 0.22)
    given = np.where(single, end, np.char.add(first, end))
    return [str(name) for name in np.char.add(surname, given)]


def _marital(rng: Rng, traits: Traits) -> Ints:
    married = rng.random(traits.size) < np.clip((traits.age - 22) / 14, 0, 0.88)
    code = np.where(married, 1, np.where(traits.age > 35, 2, 0))
    return np.where((traits.age > 68) & (rng.random(traits.size) < 0.25), 3, code)


def _phones(rng: Rng, size: int) -> list[str]:
    """Numbers that begin with 120 to 129, which no operator assigns to a mobile, stored masked."""
    head, tail = rng.integers(120, 130, size), rng.integers(0, 10_000, size)
    return [f"{a}****{b:04d}" for a, b in zip(head.tolist(), tail.tolist(), strict=True)]


def _id_numbers(rng: Rng, born: Ints) -> list[str]:
    """Region 99 is unassigned; everything between region and the last two places is masked."""
    tail = rng.integers(0, 100, born.size)
    return [f"99**************{b:02d}" for b in tail.tolist()]


def _channels(rng: Rng, traits: Traits) -> Ints:
    order = [CHANNELS.index(name) for name in ("push", "wecom", "sms", "outbound_call")]
    lean = np.stack(
        [
            0.9 * traits.digital,
            0.3 * traits.digital + 0.4,
            -0.2 * traits.digital + 0.2,
            -0.7 * traits.digital - 0.2,
        ],
        axis=1,
    )
    best = (lean + rng.gumbel(size=lean.shape)).argmax(axis=1)
    return np.asarray(np.array(order)[best])


def person_rows(traits: Traits, persons: Persons, customer_ids: Array, aum: Floats) -> Rows:
    """The customers table of one block; ``aum`` is that of the last month-end, in yuan."""
    tier = np.searchsorted(np.array([start for _, start in TIERS]), aum, side="right") - 1
    columns = {
        "customer_id": customer_ids,
        "name": _plain(persons.name),
        "gender": words(traits.female.astype(int), ("男", "女")),
        "birth_date": days(persons.born),
        "city": words(persons.city, (*CITIES, *OTHER_CITIES)),
        "occupation": words(traits.occupation, OCCUPATIONS),
        "industry": words(traits.industry, INDUSTRIES),
        "education": words(traits.education, EDUCATIONS),
        "marital_status": words(persons.marital, MARITAL),
        "is_payroll": numbers(traits.payroll),
        "opened_on": days(traits.opened),
        "phone": _plain(persons.phone),
        "id_number": _plain(persons.id_number),
        "channel_preference": words(persons.channel, CHANNELS),
        "tier": words(np.maximum(tier, 0), tuple(name for name, _ in TIERS)),
    }
    return Rows("customers", columns, np.arange(traits.size))


def _plain(values: list[str]) -> Array:
    import pyarrow as pa

    return pa.array(values)
