"""Numbers in every written form come out as the same value."""

from hypothesis import given, settings
from hypothesis import strategies as st

from agents.understanding.reading import entities_of
from agents.understanding.slots.assignment import assign_slots
from agents.understanding.slots.numerals import parse_number

_DIGITS = "零一二三四五六七八九"


def in_han(number: int) -> str:
    """``number`` (1 to 99,999,999) in Chinese numerals, as it is read aloud."""
    high, low = divmod(number, 10_000)
    if high:
        rest = ("零" if low < 1000 else "") + _below_myriad(low) if low else ""
        return _below_myriad(high) + "万" + rest
    return _below_myriad(low)


def _below_myriad(number: int) -> str:
    written, gap = "", False
    for unit, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            written += ("零" if gap and written else "") + _DIGITS[digit] + word
            gap = False
        else:
            gap = True
    return written.replace("一十", "十", 1) if written.startswith("一十") else written


def forms(myriads: int) -> list[str]:
    """Ways in which ``myriads`` times 10,000 yuan is written."""
    return [
        f"{myriads}万",
        f"{myriads}w",
        f"{myriads}W",
        f"{myriads}万元",
        f"{myriads} 万",
        f"{myriads * 10_000:,}元",
        f"{myriads * 10_000}元",
        f"{in_han(myriads)}万",
        f"{in_han(myriads)}万块",
    ]


@given(st.integers(1, 99_999_999))
def test_chinese_numerals_are_read(number: int) -> None:
    assert parse_number(in_han(number)) == number


@given(st.integers(1, 9_999), st.data())
@settings(max_examples=60, deadline=None)
def test_a_sum_is_the_same_however_it_is_written(myriads: int, data: st.DataObject) -> None:
    written = data.draw(st.sampled_from(forms(myriads)))
    value = myriads * 10_000
    for text, expected in (
        (f"资产{written}以上的客户谁会流失", {"goal": "attrition", "min_aum": value}),
        (f"资产不超过{written}的客户谁会流失", {"goal": "attrition", "max_aum": value}),
    ):
        assert assign_slots(entities_of(text), "find_prospects", "staff") == expected, text
    held = assign_slots(entities_of(f"我有{written}，买什么好"), "next_best_offer", "customer")
    assert held == {"amount": value}, written


@given(st.integers(18, 95), st.booleans())
@settings(max_examples=40, deadline=None)
def test_ages_below_exclude_and_from_include(age: int, han: bool) -> None:
    written = in_han(age) if han else str(age)
    below = assign_slots(entities_of(f"{written}岁以下谁会流失"), "find_prospects", "staff")
    assert below == {"goal": "attrition", "max_age": age - 1}
    above = assign_slots(entities_of(f"{written}岁以上谁会流失"), "find_prospects", "staff")
    assert above == {"goal": "attrition", "min_age": age}


@given(st.integers(2, 500), st.booleans())
@settings(max_examples=40, deadline=None)
def test_the_length_of_a_list(count: int, han: bool) -> None:
    written = in_han(count) if han else str(count)
    for text in (
        f"最可能流失的{written}个客户",
        f"流失客户前{written}名",
        f"给我{written}位要流失的",
    ):
        found = assign_slots(entities_of(text), "find_prospects", "staff")
        assert found == {"goal": "attrition", "top_k": count}, text


@given(st.text(max_size=80))
@settings(max_examples=80, deadline=None)
def test_any_text_can_be_read(text: str) -> None:
    for intent in ("find_prospects", "write_copy", "forecast"):
        assign_slots(entities_of(text), intent, "staff")
