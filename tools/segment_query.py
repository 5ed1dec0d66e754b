"""What a question about groups of customers may state: who, by what they are told apart, and what
is to be said of each group.
"""

from datetime import date
from typing import Literal, TypeAlias

from pydantic import Field

from tools.prospect_query import ProspectConditions

Axis: TypeAlias = Literal[
    "branch", "manager", "tier", "age", "risk", "payroll", "gender", "city", "held"
]
Measure: TypeAlias = Literal["size", "likelihood", "change", "contacts"]
Against: TypeAlias = Literal["month", "quarter", "year_start", "year"]


class SegmentQuery(ProspectConditions):
    """Who is counted, by what, and what of them."""

    by: tuple[Axis, ...] = Field(
        default=(),
        max_length=6,
        description="按什么分组：branch 支行，manager 客户经理，tier 客户等级，age 年龄段，"
        "risk 风险承受能力，payroll 是否代发，gender 性别，city 城市，held 持有的产品类别；"
        "不给就只算合计",
        examples=[["branch"]],
    )
    measure: Measure = Field(
        default="size",
        description="看什么：size 人数与资产，likelihood 会不会发生（按目标与类别的模型），"
        "change 资产比以前的变化，contacts 联系与成交",
        examples=["size"],
    )
    against: Against = Field(
        default="month",
        description="资产和什么时候比：month 上个月末，quarter 上个季度末，year_start 年初，"
        "year 去年同期",
        examples=["month"],
    )
    since: date | None = Field(default=None, description="联系从哪天起", examples=["2026-07-01"])
    until: date | None = Field(
        default=None, description="联系到哪天（含）", examples=["2026-09-30"]
    )
    or_higher: bool = Field(default=False, description="客户等级是否含更高的", examples=[True])
    dormant: bool | None = Field(
        default=None, description="只看沉睡客户（近来没有使用手机银行）", examples=[True]
    )
    gender: Literal["男", "女"] | None = Field(
        default=None, description="只看这一性别", examples=["女"]
    )
    spotlight: str | None = Field(
        default=None,
        max_length=20,
        description="分组里先说哪一组：等级名称或C1至C5",
        examples=["C1"],
    )
    responses: bool = Field(
        default=False,
        description="看概率时，是否另给各组在同类活动里的实际响应",
        examples=[True],
    )
