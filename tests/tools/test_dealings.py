"""Which holding is meant: by its name, or by pieces of it."""

from datetime import date

import pytest

from tools.dealings import Holding, described_in

NAMES = (
    "示范理财·安心180天持有期1号",
    "青岚示范均衡成长混合A",
    "云栖示范短债债券A",
    "帷幄示范银行整存整取定期存款3年",
    "帷幄示范银行个人养老金专属储蓄3年",
)
HELD = tuple(
    Holding(f"P{number}", name, "wealth", "R2", 10_000.0, date(2026, 5, 1), None, None)
    for number, name in enumerate(NAMES)
)


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("安心180天的什么时候能取", 0),
        ("青岚那个混合怎么又绿了", 1),
        ("云栖短债那只", 2),
        ("我那个整存整取", 3),
        ("养老储蓄现在能取不", 4),
    ],
)
def test_pieces_of_a_name_mean_it(said: str, place: int) -> None:
    assert described_in(HELD, said) == (HELD[place],)


@pytest.mark.parametrize("said", ["我的理财什么时候到期", "那个能取吗", "银行的产品安全吗", ""])
def test_what_many_names_share_means_none(said: str) -> None:
    assert described_in(HELD, said) == ()
