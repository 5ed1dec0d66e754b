"""Figures, days and codes as a page says them: the filters of the templates."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from api.personas import ROLE_NAMES
from api.web.customer_list import contact_words
from api.web.marking import compared, marked
from api.web.measures import measure_said, measured
from home.clock import SHANGHAI
from prompts.messages import catalogue, day, moment, money, percent, points
from tools.access import Role
from tools.retraining.retraining import stage_said, training_fault_said
from tools.table_models.tables import fault_said

if TYPE_CHECKING:
    from tools.background import Work
    from tools.contact_policy import Contact

UNKNOWN = "—"
_VERDICTS = {
    "pass": "检查通过",
    "advisory": "有提示",
    "evidence_required": "需要证据",
    "manual_review": "需人工审核",
    "violation": "违规",
}
_TONES = {
    "pass": "good",
    "advisory": "good",
    "evidence_required": "warn",
    "manual_review": "warn",
    "violation": "bad",
}


def named(code: str | None) -> str:
    """The Chinese name of a code; the code itself where it has none."""
    return UNKNOWN if code is None else catalogue().get(f"names.{code}", code)


def yuan(amount: float | None) -> str:
    """Money."""
    return UNKNOWN if amount is None else money(amount)


def share(fraction: float | None) -> str:
    """A fraction in percent."""
    return UNKNOWN if fraction is None else percent(fraction)


def on_day(value: date | None) -> str:
    """A day."""
    return UNKNOWN if value is None else day(value)


def at_moment(value: datetime | None) -> str:
    """A moment in Shanghai."""
    return UNKNOWN if value is None else moment(value.astimezone(SHANGHAI))


def multiple(times: float | None) -> str:
    """A multiple."""
    return UNKNOWN if times is None else f"{times:.1f}倍" if times >= 1 else f"{times:.2f}倍"


def points_said(difference: float | None) -> str:
    """A difference of two shares, with its sign, in points of percent."""
    if difference is None:
        return UNKNOWN
    return f"{'+' if difference > 0 else ''}{points(difference)}"


def widest_of(results: Sequence[Any]) -> float:
    """How far the intervals of these lifts reach from nought, at most."""
    bounds = [0.0]
    for one in results:
        if one.lift is not None:
            ends = (one.low, one.high) if hasattr(one, "low") else (one.lift_low, one.lift_high)
            bounds += map(abs, ends)
    return max(bounds)


def contact_said(contact: "Contact", now: datetime | None = None) -> str:
    """Why a contact is allowed or not, and from when it is where that is not now."""
    given: dict[str, Any] = asdict(contact)
    best = contact.best_time
    return contact_words({**given, "best_time": best.isoformat() if best else None}, now)


def verdict_said(verdict: str) -> str:
    """A check's verdict in words."""
    return _VERDICTS.get(verdict, "检查结果未知")


def verdict_tone(verdict: str) -> str:
    """The tone in which a verdict is shown."""
    return _TONES.get(verdict, "warn")


_STATES = {
    "waiting": "待审",
    "approved": "已通过",
    "rejected": "已退回",
    "edited": "已改写",
    "expired": "已过期",
}
_EVENTS = {
    "text": "写成并检查",
    "review_submitted": "送审",
    "review_approved": "通过",
    "review_rejected": "退回",
    "review_edited": "改写",
    "texts_exported": "导出",
    "answer": "作为回答给出",
}
_SOURCES = {
    "read": "原文已核对",
    "reported": "据报道",
    "known": "公知内容",
    "policy": "本机构制度",
}


_KINDS = {
    "binary": "概率",
    "effect": "联系效果",
    "hour": "最佳时段",
    "fatigue": "联系疲劳",
    "amount": "金额预测",
}
_OUTBOX = {
    "pending": ("待发", ""),
    "sending": ("发送中", ""),
    "unknown": ("不明", "warn"),
    "sent": ("已发出", "good"),
    "failed": ("没发成", "bad"),
    "cancelled": ("已取消", ""),
    "queued": ("放入发件箱", ""),
    "held": ("等待", ""),
    "requeued": ("重新排队", ""),
    "contradicted": ("与人工记录不符", "bad"),
}
_WORKS = {"running": "进行中", "done": "完成", "cancelled": "已取消"}
_DRIFT = {
    "stable": "稳定",
    "watch": "关注",
    "retrain": "重新训练",
    "score": "评分分布变化",
    "features": "多个特征分布变化",
    "ranking": "排序能力下降",
    "level": "概率水平不准",
}


_COLUMNS = {"number": "数值", "date": "日期", "category": "类别", "text": "文本", "": "不用"}


def column_said(kind: str) -> str:
    """What a column of a table holds."""
    return _COLUMNS.get(kind, kind)


def megabytes(size: int) -> str:
    """The size of a file."""
    return f"{size / 1e6:.1f}MB" if size >= 1e6 else f"{max(1, round(size / 1e3))}KB"


def work_said(work: "Work") -> str:
    """Where a piece of work stands; why, where it failed."""
    return fault_said(work) if work.state == "failed" else _WORKS[work.state]


def training_said(work: "Work") -> str:
    """Where a model's training stands; why, where it failed."""
    return training_fault_said(work) if work.state == "failed" else _WORKS[work.state]


def outbox_said(state: str) -> str:
    """A message's state, or what the chain says happened to it."""
    return _OUTBOX.get(state.removeprefix("outbox_"), (state, ""))[0]


def outbox_tone(state: str) -> str:
    """The tone in which a message's state is shown."""
    return _OUTBOX.get(state, ("", ""))[1]


def kind_said(kind: str) -> str:
    """What a kind of model tells."""
    return _KINDS.get(kind, kind)


def drift_said(word: str) -> str:
    """A verdict on drift, or what made it."""
    return _DRIFT.get(word, word)


def state_said(state: str) -> str:
    """Where a review stands."""
    return _STATES.get(state, state)


def event_said(kind: str) -> str:
    """What an audit record says happened; its own name where there are no words for it."""
    return _EVENTS.get(kind, kind)


def source_said(state: str) -> str:
    """How far a rule's source was verified."""
    return _SOURCES.get(state, state)


_INTENTS = {
    "find_prospects": "找客户",
    "customer_profile": "客户画像",
    "forecast": "预测",
    "next_best_offer": "产品推荐",
    "explain_decision": "为什么",
    "market_news": "市场资讯",
    "event_leads": "事件影响谁",
    "product_info": "产品介绍",
    "write_copy": "写文案",
    "call_script": "电话话术",
    "objection_reply": "异议回应",
    "suitability_check": "适当性",
    "compliance_check": "合规检查",
    "my_day": "今日安排",
    "record_feedback": "记录结果",
    "campaign_result": "活动效果",
    "opt_out": "停止联系",
    "complaint": "投诉",
    "human_handoff": "转人工",
    "out_of_scope": "范围之外",
    "refuse": "拒绝的请求",
}
_REASONS = {
    "wrong": "内容有错",
    "off_point": "没答到点上",
    "incomplete": "不完整",
    "unclear": "看不懂",
    "unfit": "推荐不合适",
    "not_allowed": "有不合规的话",
    "other": "其他",
}


def intent_said(intent: str) -> str:
    """What a question was about."""
    return _INTENTS.get(intent, intent)


def reason_said(reason: str) -> str:
    """Why an answer did not help."""
    return _REASONS.get(reason, reason)


def role_said(role: str) -> str:
    """Who somebody is to the bank."""
    return ROLE_NAMES[Role(role)] if role in set(Role) else role


FILTERS: Mapping[str, Callable[..., object]] = {
    "named": named,
    "yuan": yuan,
    "share": share,
    "on_day": on_day,
    "at_moment": at_moment,
    "multiple": multiple,
    "contact_said": contact_said,
    "verdict_said": verdict_said,
    "verdict_tone": verdict_tone,
    "points_said": points_said,
    "widest_of": widest_of,
    "column_said": column_said,
    "megabytes": megabytes,
    "work_said": work_said,
    "outbox_said": outbox_said,
    "outbox_tone": outbox_tone,
    "stage_said": stage_said,
    "training_said": training_said,
    "kind_said": kind_said,
    "drift_said": drift_said,
    "state_said": state_said,
    "event_said": event_said,
    "source_said": source_said,
    "intent_said": intent_said,
    "reason_said": reason_said,
    "role_said": role_said,
    "marked": marked,
    "compared": compared,
    "measure_said": measure_said,
    "measured": measured,
}
