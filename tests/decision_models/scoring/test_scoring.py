from pathlib import Path

import numpy as np
import pytest

from decision_models.registry import Registry
from decision_models.scoring import ScoreStore
from decision_models.scoring.run import score
from home.errors import NotReady


@pytest.fixture(scope="module")
def rows(demo_home: Path) -> list[tuple[str, str, float, int, float, float]]:
    con = ScoreStore(demo_home).connect()
    found: list[tuple[str, str, float, int, float, float]] = con.raw_sql(
        "SELECT customer_id, model, score, rank, percentile, lift FROM scores ORDER BY model, rank"
    ).fetchall()
    return found


def test_scores_are_probabilities_and_ranks_follow_them(
    demo_home: Path, rows: list[tuple[str, str, float, int, float, float]]
) -> None:
    for name in Registry(demo_home).names():
        own = [row for row in rows if row[1] == name]
        said = np.array([row[2] for row in own])
        assert ((said >= 0) & (said <= 1)).all()
        assert [row[3] for row in own] == list(range(1, len(own) + 1))
        assert (np.diff(said) <= 1e-12).all()
        assert len({row[0] for row in own}) == len(own)


def test_nobody_outside_the_population_gets_a_score(demo_home: Path) -> None:
    con = ScoreStore(demo_home).connect()
    poor = con.raw_sql(
        "SELECT count(*) FROM scores s JOIN features f USING (customer_id) "
        "WHERE s.model = 'deposit_30d' AND NOT f.aum >= 100000"
    ).fetchone()
    assert poor == (0,)


def test_scoring_again_gives_the_same(
    demo_home: Path, tmp_path: Path, rows: list[tuple[str, str, float, int, float, float]]
) -> None:
    for part in ("mart", "models"):
        (tmp_path / part).symlink_to(demo_home / part)
    score(tmp_path)
    con = ScoreStore(tmp_path).connect()
    again = con.raw_sql(
        "SELECT customer_id, model, score, rank, percentile, lift FROM scores ORDER BY model, rank"
    ).fetchall()
    assert again == rows


def test_an_empty_home_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="weiwo"):
        score(tmp_path)
