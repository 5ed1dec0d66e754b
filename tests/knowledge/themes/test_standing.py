import pytest

from knowledge.themes import read


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("央行宣布降准0.5个百分点", "fact"),
        ("央行宣布降准，符合市场预期", "fact"),
        ("市场预期本月降准", "expected"),
        ("美联储会不会加息", "expected"),
        ("如果美联储加息", "supposed"),
        ("一旦降准落地，债市会怎么走", "supposed"),
        ("央行没有降准", "denied"),
        ("央行暂停降息", "denied"),
        ("网传周末降准，官方辟谣称不实", "denied"),
    ],
)
def test_what_happened_is_told_from_what_is_expected_supposed_or_denied(
    text: str, standing: str
) -> None:
    found = read(text)
    assert found.moves[0].standing == standing
    assert found.standing == standing


def test_what_is_denied_moves_no_category() -> None:
    assert read("央行没有降准").asset_classes == ()
    assert read("央行降准").asset_classes != ()


def test_that_a_rate_stays_is_news_and_not_a_denial() -> None:
    found = read("LPR维持不变")
    assert (found.moves[0].direction, found.standing) == ("event", "fact")
