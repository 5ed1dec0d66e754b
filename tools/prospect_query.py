"""What a question for customers may state: who, and in which order how many of them."""

from typing import Literal, TypeAlias

from pydantic import Field

from tools.arguments import Arguments, Category, Channel, Goal

Assessment: TypeAlias = Literal["expired", "missing", "lapsing", "valid"]
Order: TypeAlias = Literal["probability", "aum", "maturity_amount"]


class ProspectConditions(Arguments):
    """Who is looked for. Bounds are inclusive; amounts in yuan."""

    category: Category | None = Field(
        default=None, description="感兴趣的产品类别，默认理财", examples=["wealth"]
    )
    goal: Goal | None = Field(
        default=None,
        description="找什么样的客户：purchase 会买，attrition 会流失，tier_up 会提级，"
        "asset_up 资产会提升，activity 活跃，maturity 到期承接；默认 purchase",
        examples=["purchase"],
    )
    min_aum: float | None = Field(default=None, ge=0, description="资产至少", examples=[500000])
    max_aum: float | None = Field(default=None, ge=0, description="资产至多", examples=[1000000])
    min_age: int | None = Field(default=None, ge=0, le=130, description="年龄至少", examples=[30])
    max_age: int | None = Field(default=None, ge=0, le=130, description="年龄至多", examples=[59])
    tier: str | None = Field(default=None, description="客户等级", examples=["金卡"])
    branch: str | None = Field(
        default=None, description="机构名称或编号", examples=["浦东支行", "B01"]
    )
    payroll: bool | None = Field(default=None, description="是否代发客户", examples=[True])
    maturing_within_days: int | None = Field(
        default=None, ge=0, le=366, description="多少天内有产品到期", examples=[30]
    )
    customer_risk: str | None = Field(
        default=None, pattern="^C[1-5]$", description="风险承受能力等级", examples=["C3"]
    )
    product_risk: str | None = Field(
        default=None,
        pattern="^R[1-5]$",
        description="测评有效且能买这个风险等级的客户",
        examples=["R3"],
    )
    assessment: Assessment | None = Field(
        default=None,
        description="风险测评：expired 已过期，missing 没做过，lapsing 今后30天内到期，valid 有效",
        examples=["expired"],
    )
    holds: tuple[Category, ...] = Field(
        default=(), description="已经持有的产品类别", examples=[["wealth"]]
    )
    lacks: tuple[Category, ...] = Field(
        default=(), description="没有持有的产品类别", examples=[["insurance"]]
    )
    city: str | None = Field(default=None, max_length=20, description="所在城市", examples=["上海"])
    occupation: str | None = Field(
        default=None, max_length=20, description="职业", examples=["教师"]
    )
    min_demand: float | None = Field(
        default=None, ge=0, description="活期余额至少多少元", examples=[10000]
    )
    uncontacted_days: int | None = Field(
        default=None, ge=1, le=366, description="至少多少天没有联系过", examples=[7]
    )
    horizon_days: int | None = Field(
        default=None, ge=1, le=366, description="往后多少天内", examples=[30]
    )
    channel: Channel | None = Field(
        default=None, description="打算用的渠道，据此判断能否联系", examples=["outbound_call"]
    )
    model: str | None = Field(
        default=None, description="指定决策模型，不指定则按类别与目标选", examples=["complaint_30d"]
    )


class ProspectQuery(ProspectConditions):
    """Who is looked for, and how many of them."""

    top_k: int = Field(default=10, ge=1, le=100, description="要几位", examples=[10])
    order: Order = Field(
        default="probability",
        description="怎么排：probability 概率，aum 资产，maturity_amount 最近到期金额，都从高到低",
        examples=["probability"],
    )
