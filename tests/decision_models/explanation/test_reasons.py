import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from decision_models.explanation import explain, say
from decision_models.explanation.standing import is_background, to_next_tier
from decision_models.explanation.values import compare, phrase
from decision_models.features import Value, names
from decision_models.registry import Registry
from decision_models.scoring import ScoreStore
from decision_models.trained import TrainedModel

KNOWN = {feature.name: feature for feature in names()}
Customers = list[tuple[TrainedModel, Mapping[str, Value]]]


@pytest.fixture(scope="module")
def customers(demo_home: Path) -> Customers:
    """The first six of each model's ranking, with their features."""
    con, registry = ScoreStore(demo_home).connect(), Registry(demo_home)
    found: Customers = []
    for name in registry.names():
        cursor = con.raw_sql(
            "SELECT f.* FROM features f JOIN scores s USING (customer_id) "
            f"WHERE s.model = '{name}' AND s.rank <= 6 ORDER BY s.rank"
        )
        columns = [column[0] for column in cursor.description]
        model = registry.load(name)
        found += [(model, dict(zip(columns, row, strict=True))) for row in cursor.fetchall()]
    return found


def test_a_reasons_figure_is_the_customers_own(customers: Customers) -> None:
    for model, row in customers:
        for reason in explain(model, row):
            feature = KNOWN[reason.feature]
            assert reason.value == row[reason.feature]
            said = phrase(feature, row[reason.feature])
            assert reason.text.startswith(said)
            assert re.search(r"[一-鿿]", reason.text)
            assert not re.search(r"nan|None|_", reason.text)


def test_reasons_speak_for_the_direction_that_was_asked_for(customers: Customers) -> None:
    for model, row in customers:
        assert all(reason.contribution > 0 for reason in explain(model, row, direction="up"))
        assert all(reason.contribution < 0 for reason in explain(model, row, direction="down"))


def test_what_happened_comes_before_what_one_is(customers: Customers) -> None:
    for model, row in customers:
        found = explain(model, row, direction="up", top=50)
        marks = [is_background(KNOWN[one.feature], one.percentile) for one in found]
        assert marks == sorted(marks)
        sizes = [abs(o.contribution) for o, mark in zip(found, marks, strict=True) if not mark]
        assert sizes == sorted(sizes, reverse=True)


def test_a_thing_is_told_once(customers: Customers) -> None:
    for model, row in customers:
        groups = [KNOWN[reason.feature].group for reason in explain(model, row, top=50)]
        assert len(groups) == len(set(groups))


def test_a_card_of_years_ago_says_nothing_and_a_new_one_does() -> None:
    assert is_background(KNOWN["card_since"], 0.9)
    assert not is_background(KNOWN["card_since"], 0.02)
    assert is_background(KNOWN["age"], 0.99)
    assert not is_background(KNOWN["aum"], 0.5)


def test_total_assets_are_told_by_the_next_tier_where_tiers_are_at_stake() -> None:
    aum = KNOWN["aum"]
    assert to_next_tier("tier_up_90d", aum, 47_000.0) == "，距5万元的下一等级门槛还差3,000元"
    assert to_next_tier("wealth_30d", aum, 47_000.0) == ""
    assert to_next_tier("tier_up_90d", aum, 1e12) == ""


def test_of_a_fall_the_size_is_compared() -> None:
    fall = replace(KNOWN["aum"], negative="下降{}")
    assert compare(fall, 0.02, -0.4) == "，降幅大于约95%的同类客户"
    assert compare(fall, 0.02, 0.4) == "，低于约95%的同类客户"


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [(123_000, "元", "12.3万元"), (0.35, "%", "35%"), (4, "次", "4次"), (3.6, "%", "3.6倍")],
)
def test_numbers_as_a_reader_expects_them(value: float, unit: str, said: str) -> None:
    assert say(value, unit) == said
