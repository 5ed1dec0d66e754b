import pytest

from knowledge.figures import figures, share_found


@pytest.mark.parametrize(
    ("said", "stated", "same"),
    [
        ("超7719万例", "达77199556例", True),
        ("1.05万亿元", "10500亿元", True),
        ("下降0.5%", "下调0.5个百分点", True),
        ("1,234", "1234", True),
        ("3%", "2.9%", True),
        ("3.5%", "3.6%", False),
        ("2026年", "2025年", False),
        ("500 million", "5亿", True),
        ("77199556", "7719万", False),
    ],
)
def test_figures_compare_as_a_reader_compares(said: str, stated: str, same: bool) -> None:
    assert share_found(figures(said), stated) == (1.0 if same else 0.0)


def test_nothing_asked_is_no_share() -> None:
    assert share_found(figures("没有数字"), "12") is None
