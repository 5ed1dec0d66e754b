"""What is learned of an experiment, and how far it is believed."""

import numpy as np
import pytest

from decision_models.uplift.contacts.judging import (
    bands,
    differences,
    later_waves,
    mean_of,
    randomisation,
    verdict,
)
from decision_models.uplift.contacts.learning import Learned, features_of, learn
from decision_models.uplift.contacts.rows import ContactRows
from evals.effects.measures import reach
from tests.decision_models.uplift.contacts.experiment import drawn

NAMES = ("a", "b", "c", "d", "e")


@pytest.fixture(scope="module")
def moved() -> tuple[ContactRows, np.ndarray, np.ndarray, Learned]:
    rows, matrix, true = drawn(4_000, 1)
    return rows, matrix, true, learn(NAMES, matrix, rows, 7)


def test_sign_and_order_of_true_effects_are_found_in_customers_never_seen(
    moved: tuple[ContactRows, np.ndarray, np.ndarray, Learned],
) -> None:
    *_, learned = moved
    _, matrix, true = drawn(4_000, 2)
    said = learned.model.ensemble.score(features_of(learned.model, learned.features, matrix))
    won = reach(true, said, 0.3)
    assert won is not None
    assert won > 0.5
    assert said[true > 0].mean() > 0 > said[true < 0].mean()


def test_what_is_said_of_a_customer_saw_nothing_of_them(
    moved: tuple[ContactRows, np.ndarray, np.ndarray, Learned],
) -> None:
    """Both rows of a customer lie in one fold: another outcome of theirs changes nothing of it."""
    rows, matrix, _, learned = moved
    one = rows.customer == rows.customer[0]
    changed = rows.only(np.arange(rows.size))
    changed.bought[one] = 1 - changed.bought[one]
    again = learn(NAMES, matrix, changed, 7)
    # The weights of learners are common; the row's own effect must hardly move.
    assert np.abs(again.judged.effect[one] - learned.judged.effect[one]).max() < 0.01
    assert not np.array_equal(again.judged.pseudo[one], learned.judged.pseudo[one])


def test_groups_are_claimed_where_the_experiment_shows_it(
    moved: tuple[ContactRows, np.ndarray, np.ndarray, Learned],
) -> None:
    rows, _, true, learned = moved
    assert differences(learned.judged).detected
    found = bands(learned.judged, learned.own, rows, differ=True)
    assert sum(one.rows for one in found) == rows.size
    assert found[0].verdict == "lifts"
    assert [one.above for one in found[:-1]] == sorted(
        (one.above for one in found[:-1]), key=lambda edge: -(edge or 0.0)
    )
    order = np.argsort(-learned.judged.effect, kind="stable")
    for one, members in zip(found, np.array_split(order, len(found)), strict=True):
        assert one.observed.low <= true[members].mean() <= one.observed.high


@pytest.mark.parametrize("seed", [3, 4, 5, 6])
def test_nothing_is_claimed_where_a_contact_does_nothing(seed: int) -> None:
    rows, matrix, _ = drawn(2_500, seed, effect=False)
    learned = learn(NAMES, matrix, rows, 7)
    average = mean_of(learned.judged.pseudo, rows.customer, 0.99)
    assert verdict(average) == "unclear"
    found = bands(learned.judged, learned.own, rows, differ=differences(learned.judged).detected)
    assert {one.verdict for one in found} == {"unclear"}


def test_the_same_rows_give_the_same_model() -> None:
    rows, matrix, _ = drawn(1_500, 8)
    first, again = (learn(NAMES, matrix, rows, 7) for _ in range(2))
    np.testing.assert_array_equal(first.own, again.own)


def test_a_column_that_tells_nothing_is_left_out_and_gaps_are_none() -> None:
    rows, matrix, _ = drawn(1_500, 9)
    matrix[:, 2] = 1.0
    learned = learn(NAMES, matrix, rows, 7)
    assert learned.features == ("a", "b", "d", "e")
    missing = np.full((3, 4), np.nan)
    said = learned.model.ensemble.score(features_of(learned.model, learned.features, missing))
    assert np.isfinite(said).all()


def test_whether_the_control_was_drawn_at_random_is_seen() -> None:
    rows, matrix, _ = drawn(4_000, 10)
    assert randomisation(matrix, rows).sound
    rows, matrix, _ = drawn(4_000, 10, fair=False)
    found = randomisation(matrix, rows)
    assert not found.sound
    assert found.p_value < 1e-6


def test_later_waves_tell_a_good_order_from_a_random_one() -> None:
    rows, _, true = drawn(4_000, 11)
    good = later_waves(true, rows, 1)
    random = later_waves(np.random.default_rng(1).random(rows.size), rows, 1)
    assert good.qini.low > 0
    assert random.qini.low < 0 < random.qini.high
    assert good.uplift_at["30%"].value > good.average.value
    assert good.curve[0] == (0.0, 0.0, 0.0)


def test_a_mean_of_rows_that_belong_together_is_less_sure() -> None:
    values = np.random.default_rng(1).standard_normal(400)
    apart = mean_of(values, np.arange(400), 0.95)
    together = mean_of(np.repeat(values[:200], 2), np.repeat(np.arange(200), 2), 0.95)
    alone = mean_of(values[:200], np.arange(200), 0.95)
    assert together.high - together.low == pytest.approx(alone.high - alone.low)
    assert together.high - together.low > apart.high - apart.low
