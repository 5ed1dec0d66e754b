"""The words of the contract: intents, slots, scenes, asks, and who may be asking."""

from typing import Literal, TypeAlias

INTENTS: tuple[str, ...] = (
    "find_prospects",
    "customer_profile",
    "forecast",
    "next_best_offer",
    "explain_decision",
    "market_news",
    "event_leads",
    "product_info",
    "write_copy",
    "call_script",
    "objection_reply",
    "suitability_check",
    "compliance_check",
    "my_day",
    "record_feedback",
    "campaign_result",
    "opt_out",
    "complaint",
    "human_handoff",
    "out_of_scope",
    "refuse",
)

SCENES: tuple[str, ...] = (
    "基金",
    "保险",
    "黄金",
    "外汇",
    "私人财富管理",
    "存款",
    "养老金",
    "固定收益",
    "理财",
)

ASKS: tuple[str, ...] = ("信息查询", "投资顾问", "分析解读", "客户服务")

SLOTS: tuple[str, ...] = (
    "category",
    "product",
    "customer",
    "customer_id",
    "top_k",
    "horizon_days",
    "min_aum",
    "max_aum",
    "min_age",
    "max_age",
    "tier",
    "branch",
    "payroll",
    "maturing_within_days",
    "goal",
    "channel",
    "variants",
    "tone",
    "metric",
    "topic",
    "product_risk",
    "customer_risk",
    "amount",
)

Route: TypeAlias = Literal["fast", "llm", "clarify"]
SlotValue: TypeAlias = str | int | float | bool

# Who asks, by the names that callers use.
_ROLES = {
    "customer": "customer",
    "客户": "customer",
    "digital_human": "customer",
    "rm": "rm",
    "客户经理": "rm",
    "理财经理": "rm",
    "manager": "manager",
    "branch_manager": "manager",
    "支行行长": "manager",
    "行长": "manager",
    "marketer": "marketer",
    "marketing": "marketer",
    "营销": "marketer",
    "compliance": "compliance",
    "compliance_officer": "compliance",
    "合规": "compliance",
    "analyst": "analyst",
    "data_scientist": "analyst",
    "staff": "staff",
}
UNKNOWN = "unknown"
STAFF_ROLES = ("rm", "manager", "marketer", "compliance", "analyst")


def role_of(persona: str | None) -> str:
    """The role that ``persona`` names, or ``unknown``; a token such as ``rm:M001`` counts too."""
    if not persona:
        return UNKNOWN
    return _ROLES.get(persona.split(":", 1)[0].strip().lower(), UNKNOWN)


def side_of(persona: str | None) -> str:
    """``customer``, ``staff`` (everyone who works for the institution) or ``unknown``."""
    role = role_of(persona)
    return role if role in ("customer", UNKNOWN) else "staff"
