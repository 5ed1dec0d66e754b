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

# Who asks. "staff" stands for everyone who works for the institution; "unknown" adds no prior.
_PERSONAS = {
    "customer": "customer",
    "客户": "customer",
    "digital_human": "customer",
    "rm": "staff",
    "manager": "staff",
    "marketer": "staff",
    "compliance": "staff",
    "compliance_officer": "staff",
    "analyst": "staff",
    "data_scientist": "staff",
    "客户经理": "staff",
    "理财经理": "staff",
    "支行行长": "staff",
    "行长": "staff",
    "营销": "staff",
    "合规": "staff",
}


def side_of(persona: str | None) -> str:
    """``customer``, ``staff`` or ``unknown``; a development token such as ``rm:M001`` counts too."""
    if not persona:
        return "unknown"
    return _PERSONAS.get(persona.split(":", 1)[0].strip().lower(), "unknown")
