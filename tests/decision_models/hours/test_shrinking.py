"""Best hours, where the truth is known."""

from typing import Any

import numpy as np
import pytest

from decision_models.hours.shrinking import Seen, best, estimate

NOTHING = Seen(np.zeros(0, int), np.zeros(0, int), np.zeros(0))


def calls(
    seed: int,
    *,
    rows: int = 6_000,
    lift: Any = ((0.15, -0.05, -0.05, -0.05), (-0.05, -0.05, -0.05, 0.15)),
    habit: float = 0.0,
    chosen: bool = False,
) -> tuple[Any, ...]:
    """Calls to customers of two groups in four bands. ``habit``: how far customers differ in
    answering at all; ``chosen``: those who answer are called in the last band.
    """
    rng = np.random.default_rng(seed)
    people = rows // 4
    group_of, own = rng.integers(0, 2, people), habit * rng.choice([-1.0, 1.0], people)
    customer = rng.integers(0, people, rows)
    group = group_of[customer]
    band = rng.integers(0, 4, rows)
    if chosen:
        band = np.where((own[customer] > 0) & (rng.random(rows) < 0.6), 3, band)
    chance = 0.4 + own[customer] + np.array(lift)[group, band]
    taken = (rng.random(rows) < np.clip(chance, 0.02, 0.98)).astype(float)
    return taken, customer, band, group


def named(found: Any, groups: int = 2) -> tuple[Any, Any]:
    place = np.arange(groups)
    return best(*found.of(place, place, NOTHING))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_each_group_gets_its_own_best_hours(seed: int) -> None:
    taken, customer, band, group = calls(seed)
    found, known = named(estimate(taken, customer, band, group, (2, 4)))
    assert list(found) == [0, 3]
    assert known.all()


def test_nothing_is_known_where_hours_do_not_differ() -> None:
    """At most one group in twenty by chance."""
    wrong = 0
    for seed in range(40):
        taken, customer, band, group = calls(seed, rows=1_500, lift=np.zeros((2, 4)))
        wrong += int(named(estimate(taken, customer, band, group, (2, 4)))[1].sum())
    assert wrong <= 0.05 * 80


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_who_answers_is_no_merit_of_the_hour_in_which_they_are_called(seed: int) -> None:
    """Those who pick up are called in the evening: nearly all of that is taken off."""
    nothing = np.zeros((2, 4))
    taken, customer, band, group = calls(seed, rows=24_000, lift=nothing, habit=0.25, chosen=True)
    plain = taken[band == 3].mean() - taken.mean()
    found = estimate(taken, customer, band, group, (2, 4))
    assert plain > 0.05
    assert abs(found.overall[3]) < 0.5 * plain


def test_a_small_group_is_drawn_to_the_whole() -> None:
    taken, customer, band, group = calls(4, lift=((0.1, 0.0, 0.0, -0.1), (0.1, 0.0, 0.0, -0.1)))
    few = np.flatnonzero(group == 1)[20:]
    keep = np.setdiff1d(np.arange(len(taken)), few)
    found = estimate(taken[keep], customer[keep], band[keep], group[keep], (2, 4))
    assert np.abs(found.group[1]).max() < 0.05
    assert named(found)[0][1] == 0


def test_a_customers_own_hours_count_where_customers_differ() -> None:
    """Every customer has a band of their own; ten calls in it outweigh the group."""
    rng = np.random.default_rng(5)
    people, each = 400, 24
    own = rng.integers(0, 4, people)
    customer = np.repeat(np.arange(people), each)
    band = np.tile(np.arange(each) % 4, people)
    chance = np.where(band == own[customer], 0.85, 0.25)
    taken = (rng.random(len(band)) < chance).astype(float)
    group = np.zeros(len(band), dtype=int)
    found = estimate(taken, customer, band, group, (1, 4))
    assert found.own > 0
    seen = Seen(customer, band, taken - found.group_rate[0])
    place, known = best(*found.of(np.zeros(people, int), np.arange(people), seen))
    assert (place == own).mean() > 0.8
    assert (place[known] == own[known]).mean() > 0.85


def test_a_group_never_seen_gets_the_hours_of_all() -> None:
    taken, customer, band, group = calls(6, lift=((0.15, 0.0, 0.0, 0.0), (0.15, 0.0, 0.0, 0.0)))
    found = estimate(taken, customer, band, group, (2, 4))
    effect, variance = found.of(np.array([-1]), np.array([0]), NOTHING)
    np.testing.assert_allclose(effect[0], found.overall)
    assert best(effect, variance)[0][0] == 0
