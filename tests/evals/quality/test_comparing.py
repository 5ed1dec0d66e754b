import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evals.quality.comparing import Measured, difference, measure
from evals.quality.reporting import averages, report, tally
from evals.tables.problem import Problem
from evals.tables.public import TABLES


def measured(method: str, seed: int, auc: float, table: str = "ISLR/Caravan") -> Measured:
    values = {"AUC": auc, "top 20 %": auc / 2, "log loss": 1 - auc, "Brier": 1 - auc}
    return Measured(table, method, seed, values, 1.0, 100, 0.1, 3 / 7)


def both(ours: list[float], theirs: list[float]) -> list[Measured]:
    return [
        *(measured("weiwo", seed, value) for seed, value in enumerate(ours)),
        *(measured("flaml", seed, value) for seed, value in enumerate(theirs)),
    ]


def test_first_within_noise_and_behind() -> None:
    assert difference(both([0.8, 0.7], [0.7, 0.7]), "AUC").verdict == "first"
    wide = difference(both([0.70, 0.78], [0.75, 0.74]), "AUC")
    assert wide.mean < 0
    assert wide.verdict == "within noise"
    assert difference(both([0.70, 0.71], [0.75, 0.76]), "AUC").verdict == "behind"


def test_a_smaller_loss_is_better() -> None:
    assert difference(both([0.8, 0.8], [0.7, 0.7]), "log loss").mean > 0


def test_the_best_peer_is_the_one_to_beat() -> None:
    found = [*both([0.8, 0.8], [0.7, 0.7]), *(measured("logistic", s, 0.9) for s in (0, 1))]
    assert difference(found, "AUC").peer == "logistic"


@given(st.lists(st.floats(0.5, 1.0), min_size=2, max_size=5), st.floats(-0.1, 0.1))
def test_a_gap_that_never_varies_has_no_noise(values: list[float], gap: float) -> None:
    found = difference(both([value + gap for value in values], values), "AUC")
    assert abs(found.mean - gap) < 1e-9
    assert found.noise < 1e-6


def test_seeds_are_paired_in_any_order() -> None:
    found = both([0.6, 0.7, 0.8], [0.5, 0.6, 0.7])
    assert difference(found[::-1], "AUC") == difference(found, "AUC")


def test_a_method_is_measured_on_held_out_rows_alone() -> None:
    labels = np.array([0.0, 1, 0, 1, 0, 1])
    rows = np.arange(6)
    problem = Problem("t", None, labels, rows[:2], rows[2:])  # type: ignore[arg-type]
    found = measure(problem, 0, "x", lambda p, s, seed: p.labels[p.held], 1.0)
    assert found.values["AUC"] == 1.0
    assert found.ratio == 2.0


def test_the_report_has_a_row_a_method_and_means_by_group() -> None:
    table = TABLES[0]
    found = both([0.8, 0.7], [0.7, 0.7])
    rows = list(report([table], found))
    assert [row["method"] for row in rows] == ["weiwo", "flaml"]
    assert rows[0]["verdict, AUC"] == "first"
    means = list(averages([table], found))
    assert {row["group"] for row in means} == {table.group}
    assert tally(found, "AUC") == "1 first, 0 within noise, 0 behind"
