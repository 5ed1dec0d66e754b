from datetime import date

import pytest

from agents.composition import wording


def test_rates_have_two_decimals() -> None:
    assert wording.rate(0.024) == "2.40%"


@pytest.mark.parametrize(
    ("name", "gender", "said"),
    [
        ("王秀兰", "女", "王女士"),
        ("欧阳修", "男", "欧阳先生"),
        ("欧阳", "男", "欧先生"),
        ("李四", None, "李客户"),
    ],
)
def test_honorific(name: str, gender: str | None, said: str) -> None:
    assert wording.honorific(name, gender) == said


def test_short_days_have_no_year() -> None:
    assert wording.short_day(date(2026, 10, 9)) == "10月9日"


def test_a_month_has_its_year() -> None:
    assert wording.month(date(2026, 10, 31)) == "2026年10月"


def test_a_passage_flows_into_one_line() -> None:
    assert wording.flowing("at once and\nwithout reasons") == "at once and without reasons"
    assert wording.flowing("大额取现\n须预约。\n") == "大额取现须预约。"


def test_lists_and_tables_keep_their_lines_and_wrapped_text_is_joined() -> None:
    table = "| 项目 | 收费 |\n|---|---|\n| 挂失 | 10元 |\n"
    written = f"挂失须\n本人办理。\n1. 带身份证\n2. 填写申请\n{table}"
    assert wording.set_out(written) == (
        "挂失须本人办理。\n1. 带身份证\n2. 填写申请\n| 项目 | 收费 |\n| 挂失 | 10元 |"
    )
    rows = "人数 | 年费\n20人 | 减半"
    headed = f"怎样申领\n带身份证到网点申领，现场出卡，约二十分钟。\n第二条 免费。\n{rows}"
    assert wording.set_out(headed) == headed
    assert wording.set_out("A lost key\ncosts CNY 300.") == "A lost key costs CNY 300."
    assert wording.set_out("") == ""
