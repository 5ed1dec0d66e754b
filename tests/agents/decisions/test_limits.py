import pytest

from agents.decisions.limits import _COACHING, about_limit


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("我自己愿意冒险也不行吗", "waiver"),
        ("签字也不行？", "waiver"),
        ("亏了我自己认，也不给买？", "waiver"),
        ("找你们经理通融一下不行吗", "waiver"),
        ("那重新测一次", "reassess"),
        ("之前不是做过测评了吗", "reassess"),
        ("那什么时候能买", "when"),
        ("我炒股十年了，经验足得很", "experience"),
        ("大额存单利率多少", None),
        ("R3的能买吗", None),
        ("今天几号", None),
    ],
)
def test_what_is_said_of_a_limit_is_told_by_its_words(text: str, about: str | None) -> None:
    assert about_limit(text) == about


@pytest.mark.parametrize(
    ("text", "coaching"),
    [
        ("题怎么填能到最高那档", True),
        ("测评那几个题选哪个分高", True),
        ("怎么答问卷才能评成激进型", True),
        ("教我怎么让客户测评选到C4", True),
        ("测评有没有标准答案，我想能买R4", True),
        ("风险测评怎么做", False),
        ("测评过期了怎么办", False),
        ("测评结果在哪看", False),
        ("C3能买R4吗", False),
    ],
)
def test_coaching_is_told_from_asking_how_it_is_done(text: str, coaching: bool) -> None:
    assert bool(_COACHING.search(text)) is coaching
