import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from decision_models.drift.decay import decay
from decision_models.drift.reference import distribution, reference
from decision_models.drift.report import Verdict, report
from decision_models.drift.stability import psi


def columns(
    size: int, shift: float = 0.0, absent: float = 0.0, seed: int = 1
) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    money = rng.lognormal(10 + shift, 1.0, size)
    money[rng.random(size) < absent] = np.nan
    visits, city = rng.poisson(0.3, size), rng.integers(0, 4, size)
    return {"aum": money, "visits": visits.astype(float), "city": city.astype(float)}


def scores(size: int, shift: float = 0.0, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.asarray(1 / (1 + np.exp(3.5 - shift - rng.normal(size=size))))


@given(st.lists(st.floats(0.001, 1.0), min_size=2, max_size=10))
def test_the_index_is_nought_for_equal_shares_and_never_below(shares: list[float]) -> None:
    before = np.array(shares) / sum(shares)
    now = before[::-1]
    assert psi(before, before) == 0
    assert psi(before, now) >= 0
    assert psi(before, now) == pytest.approx(psi(now, before))


def test_the_index_by_hand() -> None:
    assert psi([0.5, 0.5], [0.7, 0.3]) == pytest.approx(0.2 * np.log(1.4) - 0.2 * np.log(0.6))


@given(st.lists(st.floats(-1e6, 1e6) | st.just(float("nan")), min_size=1, max_size=200))
def test_shares_add_up_whatever_the_values(values: list[float]) -> None:
    found = distribution(np.array(values))
    assert sum(found.shares) == pytest.approx(1.0)
    assert list(found.edges) == sorted(set(found.edges))
    assert found.moved(np.array(values)) == pytest.approx(0.0)


def test_another_month_of_the_same_is_stable_and_another_population_is_not() -> None:
    known = reference("2026-06-30", columns(20_000), {"city"}, scores(20_000))
    same = report(
        "m", 1, known, "2026-09-30", columns(20_000, seed=2), scores(20_000, seed=2), None
    )
    assert same.verdict is Verdict.STABLE
    assert not same.shifts
    another = columns(20_000, 1.0, seed=2), scores(20_000, 1.0)
    steady = decay("2026-07-31", scores(20_000), outcomes(scores(20_000)), 0.0)
    moved = report("m", 1, known, "2026-09-30", *another, steady)
    assert moved.verdict is Verdict.RETRAIN
    assert moved.shifts[0].feature == "aum"
    assert moved.why == ("score",)
    # Training again before a month has closed since would give the same model.
    nothing_new = report("m", 1, known, "2026-09-30", *another, None)
    assert nothing_new.verdict is Verdict.WATCH
    assert "score" in nothing_new.why


@pytest.mark.parametrize("seed", range(5))
def test_few_customers_who_differ_by_accident_have_not_moved(seed: int) -> None:
    """A tenth of a hundred customers is ten, give or take three: the plain limits are not for
    that.
    """
    known = reference("2026-06-30", columns(100, seed=seed), {"city"}, scores(100, seed=seed))
    now = columns(120, seed=seed + 100), scores(120, seed=seed + 100)
    same = report("m", 1, known, "2026-09-30", *now, None)
    assert same.verdict is Verdict.STABLE
    assert not same.shifts
    far = report("m", 1, known, "2026-09-30", columns(120, 3.0), scores(120, 3.0), None)
    assert far.why == ("score", "features")


def test_the_index_of_two_samples_of_one_population_exceeds_its_limit_once_in_a_thousand() -> None:
    rng, beyond, often = np.random.default_rng(3), 0, 2_000
    for _ in range(often):
        before = distribution(rng.normal(size=400))
        moved = before.moved(rng.normal(size=300))
        beyond += moved > before.moves_by_accident(400, 300)
    assert beyond / often < 0.01


def test_a_column_that_went_missing_is_seen() -> None:
    known = reference("2026-06-30", columns(20_000), {"city"}, scores(20_000))
    found = report(
        "m", 1, known, "2026-09-30", columns(20_000, absent=0.4, seed=2), scores(20_000), None
    )
    assert [one.feature for one in found.shifts] == ["aum"]
    assert found.verdict is Verdict.WATCH


def outcomes(probability: np.ndarray, seed: int = 5) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return (rng.random(len(probability)) < probability).astype(float)


def test_a_model_that_keeps_its_word_does_not_decay() -> None:
    probability = scores(30_000)
    first = decay("2026-06-30", probability, outcomes(probability), 0.0)
    assert first is not None
    again = decay("2026-07-31", probability, outcomes(probability, 6), first.auc)
    assert again is not None
    assert not again.fell
    assert again.off == pytest.approx(1.0, abs=0.1)


def test_a_model_that_lost_its_ranking_or_its_level_is_to_be_trained_again() -> None:
    probability = scores(30_000)
    known = reference("2026-06-30", columns(30_000), {"city"}, probability)
    happened = outcomes(probability)
    lost = decay("2026-07-31", np.random.default_rng(7).permutation(probability), happened, 0.75)
    high = decay("2026-07-31", probability / 2, happened, 0.0)
    for one, why in ((lost, "ranking"), (high, "level")):
        found = report("m", 1, known, "2026-09-30", columns(30_000), probability, one)
        assert found.verdict is Verdict.RETRAIN
        assert why in found.why


def test_a_month_without_positives_says_nothing() -> None:
    assert decay("2026-07-31", scores(10), np.zeros(10), 0.7) is None
