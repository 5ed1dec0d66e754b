import pytest

from evals import finnews
from evals.benchmarks.events import run, wilson


def test_wilsons_interval_holds_the_share_and_narrows_with_cases() -> None:
    low, high = wilson(82, 100)
    assert low < 0.82 < high
    wide = wilson(8, 10)
    assert wide[1] - wide[0] > high - low
    assert wilson(0, 0) == (0.0, 1.0)


def test_verdicts_are_of_two_samples_that_share_no_item() -> None:
    first, second = (finnews.judged(part) for part in finnews.SEEDS)
    assert len(first) == len(second) == finnews.SAMPLED
    assert not {one.id for one in first} & {one.id for one in second}
    assert {one.verdict for one in (*first, *second)} == {"right", "direction", "wrong"}


def test_the_held_out_links_are_those_that_the_seed_draws() -> None:
    if not finnews.PLACE.exists():
        pytest.skip("needs ../shared/data/finnews.jsonl")
    found = finnews.items()
    drawn = {(item.id, move.theme) for item, move in finnews.sample(found, "held_out")}
    assert drawn == {(one.id, one.theme) for one in finnews.judged("held_out")}
    rows = {row["figure"]: row["value"] for row in run()}
    assert float(rows["precision (held_out)"] or 0) >= 0.75
