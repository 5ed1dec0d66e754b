import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.llm import Account, Prices

tokens = st.integers(0, 10**7)
price = st.floats(0, 100)


def test_totals_add_up_by_label() -> None:
    account = Account()
    account.add("t", 2, model="a")
    account.add("t", 3, model="a")
    account.add("t", 5, model="b")
    assert [(s.labels, s.value) for s in account.samples()] == [
        ((("model", "a"),), 5),
        ((("model", "b"),), 5),
    ]


@given(tokens, tokens, price, price)
def test_without_a_price_of_their_own_cached_tokens_cost_the_same(
    prompt: int, written: int, first: float, second: float
) -> None:
    prices = Prices(first, second)
    whole = prices.cost(prompt, written)
    assert prices.cost(prompt, written, prompt // 2) == pytest.approx(whole)
    assert Prices(first, second, first / 2).cost(prompt, written, prompt // 2) <= whole + 1e-9
