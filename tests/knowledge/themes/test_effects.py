import pytest

from home.errors import BadInput
from knowledge.themes import effects, names

WRITTEN = """
降准 降息 LPR 存款利率 社融 CPI PMI GDP 财政 美联储 汇率 黄金 原油 债市 股市 港股 美股 房地产
新能源 半导体 人工智能 医药 消费 红利 养老 保险新规 理财新规
"""
THEMES = WRITTEN.split()
PROMISES = ("保证", "一定", "必然", "稳赚", "肯定", "保本")


def test_the_canonical_themes_are_all_there_and_no_other() -> None:
    assert set(names()) == set(THEMES)
    assert len(names()) == len(THEMES)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("direction", ["up", "down", "event"])
def test_every_theme_moves_something_and_promises_nothing(theme: str, direction: str) -> None:
    found = effects(theme, direction)
    assert found
    assert len({one.category for one in found}) == len(found)
    for one in found:
        # Where the news says no way, the effect says none either.
        assert one.sign in ((1, -1) if direction != "event" else (1, 0, -1))
        assert len(one.why) >= 8
        assert not any(word in one.why for word in PROMISES)


def test_a_cut_of_reserves_lifts_bonds_and_lowers_new_deposits() -> None:
    signs = {one.category: one.sign for one in effects("降准", "event")}
    assert (signs["bond"], signs["fund"], signs["deposit"]) == (1, 1, -1)


def test_up_and_down_are_opposite_where_both_are_told() -> None:
    for theme in ("黄金", "债市", "股市", "汇率"):
        up = {one.category: one.sign for one in effects(theme, "up")}
        down = {one.category: one.sign for one in effects(theme, "down")}
        assert all(up[category] == -down[category] for category in up.keys() & down.keys())


@pytest.mark.parametrize(("theme", "direction"), [("天气", "up"), ("降准", "sideways")])
def test_what_is_unknown_is_bad_input(theme: str, direction: str) -> None:
    with pytest.raises(BadInput, match="must be"):
        effects(theme, direction)
