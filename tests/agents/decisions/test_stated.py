import pytest

from agents.decisions.stated import (
    age_in,
    buys_for_someone,
    objective_in,
    order_in,
    risk_bounds,
    supposed_level,
    wants_lower_risk,
)


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("给他推荐一只R4以上的", ("R4", None)),
        ("风险不超过R3的理财", (None, "R3")),
        ("R2及以下有什么", (None, "R2")),
        ("来只r3的", ("R3", "R3")),
        ("推荐点高风险的基金", ("R4", None)),
        ("客户不要高风险的", (None, "R3")),
        ("稳健一点的理财", (None, "R2")),
        ("低风险的有哪些", (None, "R2")),
        ("中低风险的行吗", (None, None)),
        ("给张三推荐什么", (None, None)),
        ("风险大一点也行", ("R4", None)),
        ("不要R4以上的", (None, "R3")),
        ("不想要R5", (None, "R4")),
        ("风险不低于R3", ("R3", None)),
        ("至少R2的", ("R2", None)),
        ("给这位进取型的客户推荐什么", (None, None)),
        ("稳健型客户买什么好", (None, None)),
    ],
)
def test_bounds_of_risk_are_read_with_their_direction(
    text: str, bounds: tuple[str | None, str | None]
) -> None:
    assert risk_bounds(text) == bounds


@pytest.mark.parametrize(
    ("text", "aim"),
    [
        ("想提升张新军的资产，推荐什么", "aum"),
        ("怎样做大她的AUM，给个产品", "aum"),
        ("想让王女士活跃起来，推什么好", "activity"),
        ("推最容易成交的", "conversion"),
        ("给他推荐什么", None),
    ],
)
def test_what_offers_are_to_serve_is_read_from_the_question(text: str, aim: str | None) -> None:
    assert objective_in(text) == aim


@pytest.mark.parametrize(
    ("text", "someone", "age"),
    [
        ("我妈七十了能买股票基金吗", True, 70),
        ("给我爸买R3的理财合适吗", True, None),
        ("我爸都六十八了，能买R4吗", True, 68),
        ("老人家适合买这个吗", True, None),
        ("我老婆说这个好，我能买吗", False, None),
        ("我朋友买了赚了不少，能买吗", False, None),
        ("我老公三十万能买吗", True, None),
        ("我能买R4吗", False, None),
    ],
)
def test_who_is_to_buy_is_told_from_who_asks(text: str, someone: bool, age: int | None) -> None:
    assert (buys_for_someone(text), age_in(text)) == (someone, age)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("如果他把风险等级重测到C4呢", "C4"),
        ("要是我重新测评成c5会怎样", "C5"),
        ("假如等级变成C3，还能买吗", "C3"),
        ("我是C3，能买R4吗", None),
        ("C2的客户买R3行不行", None),
    ],
)
def test_a_supposed_level_is_told_from_a_stated_one(text: str, level: str | None) -> None:
    assert supposed_level(text) == level


def test_less_risk_than_was_offered_is_heard() -> None:
    assert wants_lower_risk("有没有风险再低点的")
    assert wants_lower_risk("再稳一点的呢")
    assert not wants_lower_risk("低风险的有哪些")
    assert risk_bounds("有没有不会亏的") == (None, "R2")


def test_kin_who_is_to_buy_is_heard_also_where_someone_else_advised() -> None:
    assert buys_for_someone("我妈68了，银行叫她买股票基金，合适吗")
    assert not buys_for_someone("我妈推荐我买的基金亏了")


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("五十岁以上没买过保险的客户，按资产排前五", "aum"),
        ("这个月哪些客户可能要流失，金额大的优先", "aum"),
        ("想买理财的客户，资产从高到低列一下", "aum"),
        ("下个月到期的，到期金额大的排前面", "maturity_amount"),
        ("按到期金额从高到低列出本月到期客户", "maturity_amount"),
        ("资产五十万以上、会买基金的客户", None),
        ("接下来资产还能往上走的客户", None),
        ("谁最可能买理财", None),
        ("大额资金快到期的客户有哪些", None),
    ],
)
def test_by_what_a_list_is_in_order(question: str, order: str | None) -> None:
    assert order_in(question) == order
