import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from decision_models.uplift.learners.design import Design
from decision_models.uplift.learners.trial import Trial, Unseen, divide


def trial(rows: int, seed: int = 0) -> Trial:
    random = np.random.default_rng(seed)
    x = random.normal(size=(rows, 2))
    arm = (random.random(rows) < 0.4).astype(float)
    outcome = (random.random(rows) < 0.3).astype(float)
    return Trial(Design(x, x, x, ()), arm, outcome, True, seed)


@settings(max_examples=20, deadline=None)
@given(st.integers(60, 400), st.integers(3, 5), st.integers(0, 3))
def test_folds_are_alike(rows: int, count: int, repeat: int) -> None:
    found = trial(rows)
    folds = divide(found, count, repeat)
    sizes = np.bincount(folds.part, minlength=count)
    assert sizes.max() - sizes.min() <= 4
    treated = np.bincount(folds.part, weights=found.arm, minlength=count)
    assert treated.max() - treated.min() <= 2


def test_what_a_fold_is_judged_by_never_saw_it() -> None:
    """Each model says which rows it saw; what is used for a fold has none of that fold."""
    found = trial(120)
    folds = divide(found, 4, 0)
    for fold in range(4):
        saw = Unseen(folds)
        for pair in folds.pairs:
            rows = folds.inside(*pair)
            seen = np.isin(fold, pair, invert=True)  # the model learned from this fold
            saw.put(pair, rows, np.full(len(rows), float(seen)))
        assert (saw.values[fold] == 0).all()
        assert (saw.values[:, folds.part == fold] == 0).all()


def test_rows_of_the_fold_itself_get_the_mean_of_its_models() -> None:
    folds = divide(trial(90), 3, 0)
    said = Unseen(folds)
    for number, pair in enumerate(folds.pairs):
        said.put(pair, folds.inside(*pair), np.full(len(folds.inside(*pair)), float(number)))
    numbers = [at for at, pair in enumerate(folds.pairs) if 1 in pair]
    assert np.allclose(said.judged()[folds.part == 1], np.mean(numbers))
