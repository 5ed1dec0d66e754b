from pathlib import Path

import pytest
import yaml

from decision_models.mart.mapping import Mapping, load_mapping
from decision_models.mart.schema import TABLES
from decision_models.mart.template import template
from home.errors import BadInput
from tests.decision_models.mart.own_bank import MAPPING


def test_the_template_is_a_mapping_that_names_every_table_and_column() -> None:
    mapping = Mapping.model_validate(yaml.safe_load(template()))
    assert set(mapping.tables) == set(TABLES)
    for name, table in mapping.tables.items():
        assert tuple(table.columns) == TABLES[name].names


def test_short_and_long_forms_are_the_same(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(MAPPING, encoding="utf-8")
    mapping = load_mapping(path)
    assert mapping.tables["customers"].columns["name"].source == "姓名"
    assert mapping.tables["customers"].columns["gender"].codes == {"1": "男", "2": "女"}
    assert mapping.as_of is None


def test_an_empty_mapping_takes_everything_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text("")
    assert load_mapping(path) == Mapping()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tables: [", "must be YAML"),
        ("- a\n- b", "must hold keys and values, got list"),
        ("table: {}", "table: Extra inputs"),
        ("tables: {client: {}}", "'client' must be one of customers, "),
        ("tables: {orders: {columns: {price: p}}}", "'price' must be one of order_id, "),
        ("tables: {orders: {column: {}}}", "tables.orders.column: Extra inputs"),
        ("tables: {orders: {columns: {amount: {from: a, units: 万元}}}}", "units: Extra inputs"),
        ("tables: {orders: {columns: {amount: {unit: 万元}}}}", "exactly one of 'from'"),
        (
            "tables: {orders: {columns: {amount: {from: a, value: 1}}}}",
            "exactly one of 'from'",
        ),
        ("tables: {orders: {columns: {amount: {from: a, unit: 美元}}}}", "got '美元'"),
        ("tables: {orders: {columns: {amount: {from: a, unit: 月}}}}", "must be one of 元"),
        ("tables: {orders: {columns: {side: {from: a, unit: 元}}}}", "amounts, rates and terms"),
        ("tables: {loans: {columns: {rate: {from: a, unit: 元}}}}", "must be one of 小数"),
        ("unit: 万", "got '万'"),
        ("time_zone: 北京", "got '北京'"),
        ("as_of: 昨天", "as_of"),
        ("tables: {orders: {delimiter: ||}}", "delimiter"),
        (
            "tables: {balances: {unpivot: {name: kind, value: balance, columns: {a: b}}}}",
            "'kind' must be one of",
        ),
        (
            "tables: {balances: {unpivot: {name: category, value: balance, columns: {}}}}",
            "at least 1 item",
        ),
    ],
)
def test_a_bad_mapping_is_said_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=r"mapping .*m\.yaml") as caught:
        load_mapping(path)
    assert said in str(caught.value)


def test_a_mapping_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="must be a readable file"):
        load_mapping(tmp_path / "none.yaml")
    path = tmp_path / "gbk.yaml"
    path.write_bytes("tables: {}  # 映射".encode("gbk"))
    with pytest.raises(BadInput, match="must be UTF-8"):
        load_mapping(path)
