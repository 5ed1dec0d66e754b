import numpy as np
import pytest

from evals.peers.agreement import agreement

YUAN = frozenset({"aum"})


@pytest.mark.parametrize(
    ("name", "ours", "theirs", "equal"),
    [
        ("aum", [1.0, np.nan], [1.009, np.nan], True),
        ("aum", [1.0, 2.0], [1.03, 2.0], False),
        ("age", [1.0, 2.0], [1.001, 2.0], False),
        ("age", [np.nan, 2.0], [0.0, 2.0], False),
    ],
)
def test_money_agrees_to_the_cent_and_the_rest_to_a_millionth(
    name: str, ours: list[float], theirs: list[float], equal: bool
) -> None:
    found = agreement({name: ours}, {name: theirs}, YUAN)
    assert (found.equal, found.others) == ((1, ()) if equal else (0, (name,)))
