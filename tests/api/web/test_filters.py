"""Fields of a form, an address and a tool's arguments say the same."""

from urllib.parse import parse_qsl

from api.web import filters
from tools.prospects import ProspectQuery


def test_there_and_back() -> None:
    found: dict[str, object] = {
        "min_aum": 500_000,
        "category": "fund",
        "payroll": True,
        "max_age": 59,
        "top_k": 20,
    }
    found |= {"lacks": ["insurance", "gold"], "holds": ["wealth"], "order": "aum"}
    shown = filters.fields(found)
    assert shown["min_wan"] == "50"
    address = filters.address("/prospects", shown)
    again = ProspectQuery.model_validate(filters.arguments(dict(parse_qsl(address.split("?")[1]))))
    assert again == ProspectQuery.model_validate(found)


def test_empty_and_unknown_fields_are_passed_over() -> None:
    assert filters.arguments({"category": " ", "evil": "x"}) == {"top_k": "20"}
    assert filters.address("/prospects", {"evil": "x", "category": ""}) == "/prospects"


def test_an_amount_that_is_none_is_left_to_the_tool() -> None:
    assert filters.arguments({"min_wan": "很多"})["min_aum"] == "很多"
