import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.matching import Names, plain, same_sound

SHELF = {
    "P1": ("示范理财·月月安享30天持有期", "月月安享30天持有期"),
    "P2": ("示范理财·周周安享7天持有期", "周周安享7天持有期"),
    "P3": ("帷幄示范红利低波指数A",),
    "P4": ("帷幄示范红利低波指数C",),
    "P5": ("安渡示范·金穗年金保险（分红型）", "金穗年金保险（分红型）"),
    "P6": ("帷幄示范银行大额存单3年",),
    "P7": ("示范理财·稳享封闭式1年2026年第9期", "稳享封闭式1年2026年第9期"),
}
NAMES = Names(SHELF)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("月月安享", {"P1"}),
        ("月月安享三十天", {"P1"}),
        ("示范理财·月月安享30天持有期", {"P1"}),
        ("周周安祥7天", {"P2"}),
        ("红利低波", {"P3", "P4"}),
        ("红利低波指数Ａ", {"P3"}),
        ("年金险", {"P5"}),
        ("大额存单三年", {"P6"}),
        ("稳享封闭式第九期", {"P7"}),
        ("金岁年金保显", {"P5"}),
        ("朝朝宝", set()),
        ("不存在的产品", set()),
        ("", set()),
    ],
)
def test_what_a_written_name_means(text: str, keys: set[str]) -> None:
    assert {match.key for match in NAMES.find(text)} == keys


@given(st.sampled_from(sorted(SHELF)), st.data())
def test_a_name_means_itself(key: str, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(SHELF[key]))
    assert [match.key for match in NAMES.find(name)] == [key]


@given(st.text(max_size=40))
def test_any_text_is_answered(text: str) -> None:
    found = NAMES.find(text)
    assert [match.score for match in found] == sorted((m.score for m in found), reverse=True)


def test_small_chinese_numbers_are_digits_before_a_measure() -> None:
    assert plain("一百八十天 持有") == "180天持有"
    assert plain("二零二六年") == "2026年"
    assert plain("十号") == "10号"
    assert plain("三只松鼠") == "三只松鼠"


def test_homophones() -> None:
    assert same_sound("王方", "王芳")
    assert not same_sound("王芳", "王刚")
