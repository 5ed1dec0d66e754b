import pytest

from home.errors import BadInput
from tools.access import parse
from tools.kind_comparison import KindsQuery, compare_kinds
from tools.product_kinds import kinds_in, purchase_fee, yearly_fees
from tools.products import ProductQuery, product_info
from tools.toolbox import Toolbox

ASKER = parse("customer:C0000001")


def test_two_kinds_are_compared_by_what_the_table_says(toolbox: Toolbox) -> None:
    found = compare_kinds(toolbox, ASKER, KindsQuery(kinds=["大额存单", "定期存款"]))
    large, plain = found.items
    assert (large.min_amount, plain.min_amount) == (200_000, 50)
    assert (large.transferable, plain.transferable) == (True, False)
    assert found.shared_terms == (1095,)
    assert found.same_early
    with pytest.raises(BadInput, match="kinds of products"):
        compare_kinds(toolbox, ASKER, KindsQuery(kinds=["大额存单", "藏獒"]))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("大额存单现在利率多少", ["大额存单"]),
        ("定期和大额存单有啥区别", ["定期存款", "大额存单"]),
        ("货基和债基哪个好", ["货币基金", "债券基金"]),
        ("定期开放的理财", []),
        ("定期寿险怎么买", []),
        ("你们卖金条吗", ["投资金条"]),
        ("今天天气怎么样", []),
    ],
)
def test_kinds_are_read_from_the_words(text: str, kinds: list[str]) -> None:
    assert [kind.name for kind in kinds_in(text)] == kinds


@pytest.mark.parametrize(
    ("fees", "bought", "held"),
    [
        ("申购费0.30%，管理费0.25%/年，托管费0.05%/年", 0.003, 0.003),
        ("不收申购费，管理费0.50%/年，托管费0.10%/年，销售服务费0.30%/年", 0.0, 0.009),
        ("固定管理费0.20%/年，托管费0.02%/年；不收申购费和赎回费", 0.0, 0.0022),
        ("不收费", 0.0, 0.0),
        ("年费680元", None, None),
        (None, None, None),
    ],
)
def test_fees_are_read_from_the_table(
    fees: str | None, bought: float | None, held: float | None
) -> None:
    assert purchase_fee(fees) == (bought if bought is None else pytest.approx(bought))
    assert yearly_fees(fees) == (held if held is None else pytest.approx(held))


def test_the_shelf_is_narrowed_by_rating_kind_and_term(toolbox: Toolbox) -> None:
    rated = product_info(toolbox, ASKER, ProductQuery(min_risk="R2", max_risk="R2", top_k=20))
    assert rated.sheets
    assert {sheet.risk_level for sheet in rated.sheets} == {"R2"}
    kind = product_info(toolbox, ASKER, ProductQuery(kind="大额存单", top_k=20))
    assert all("大额存单" in sheet.name for sheet in kind.sheets)
    assert (kind.lowest_rate, kind.highest_rate) == (0.0105, 0.0165)
    half = product_info(toolbox, ASKER, ProductQuery(category="wealth", term=180, top_k=20))
    assert {sheet.term_days for sheet in half.sheets} <= {180, 183, 184}
    assert half.sheets
    none = product_info(toolbox, ASKER, ProductQuery(kind="结构性存款"))
    assert not none.sheets


def test_the_cheapest_to_buy_come_first_and_unknown_costs_last(toolbox: Toolbox) -> None:
    found = product_info(toolbox, ASKER, ProductQuery(category="fund", order="fee", top_k=20))
    bought = [9.0 if one.purchase is None else one.purchase for one in found.costs]
    assert bought == sorted(bought)
