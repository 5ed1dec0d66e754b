"""Identity cards, bank cards and phones in Chinese text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.guardrails import check
from agents.guardrails.personal_data import Kind, find, mask, unmask

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _id_card(region: int, year: int, month: int, day: int, order: int) -> str:
    body = f"{region:06d}{year:04d}{month:02d}{day:02d}{order:03d}"
    check_digit = "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]
    return body + check_digit


def _bank_card(body: str) -> str:
    for last in "0123456789":
        digits = [int(one) for one in (body + last)[::-1]]
        doubled = sum(sum(divmod(2 * one, 10)) for one in digits[1::2])
        if (sum(digits[0::2]) + doubled) % 10 == 0:
            return body + last
    raise AssertionError


@given(
    st.sampled_from([110105, 310101, 440106, 510104]),
    st.integers(1930, 2020),
    st.integers(1, 12),
    st.integers(1, 28),
    st.integers(0, 999),
)
def test_an_identity_card_is_found_between_characters_and_its_typing_error_is_not(
    region: int, year: int, month: int, day: int, order: int
) -> None:
    number = _id_card(region, year, month, day, order)
    text = f"证件号{number}已核验"
    assert [(one.kind, one.text) for one in find(text)] == [(Kind.ID_CARD, number)]
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    assert Kind.ID_CARD not in {one.kind for one in find(f"证件号{wrong}已核验")}


@given(st.text("0123456789", min_size=9, max_size=12))
def test_a_bank_card_is_found_by_luhn(digits: str) -> None:
    card = _bank_card("622202" + digits)
    assert Kind.BANK_CARD in {one.kind for one in find(f"卡号{card}请核对")}
    wrong = card[:-1] + str((int(card[-1]) + 1) % 10)
    assert Kind.BANK_CARD not in {one.kind for one in find(f"卡号{wrong}请核对")}


@given(st.integers(13_000_000_000, 19_999_999_999))
def test_a_mobile_number_is_masked_and_put_back(number: int) -> None:
    text = f"请拨打{number}联系客户"
    masked = mask(text, kinds=[Kind.MOBILE])
    assert str(number) not in masked.text
    assert unmask(masked.text, masked.values) == text


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("客户身份证11010519491231002X", {"G16"}),
        ("１１０１０５１９４９１２３１００２Ｘ是他的证件", {"G16"}),
        ("卡号6222 0212 3456 7890 128请查收", {"G16"}),
        ("尾号8812的账户", set()),
        ("身份证110105********002X", set()),
        ("订单号202406011234567890", set()),
        ("客服热线400-820-5555", set()),
    ],
)
def test_full_numbers_may_not_go_out_and_masked_ones_may(text: str, rules: set[str]) -> None:
    assert {one.rule for one in check(text).findings if one.verdict.blocks} == rules
