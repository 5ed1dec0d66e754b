"""A bank of seven people and an answerer without models: what the doors need, in milliseconds."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from types import SimpleNamespace
from typing import Any

from home.errors import HomeLocked, NotFound, NotReady, RefusedByPolicy
from tools.access import Role, Scope
from tools.store import Store

SECRET = "3f9c0a1b7d5e4826af0913c5d7e2b4806a1c3e5f"

_TABLES: dict[str, list[dict[str, Any]]] = {
    "branches": [
        {"branch_id": "B00", "name": "总行", "parent_id": None, "level": "head"},
        {"branch_id": "B01", "name": "城东支行", "parent_id": "B00", "level": "branch"},
        {"branch_id": "B02", "name": "江北支行", "parent_id": "B00", "level": "branch"},
    ],
    "managers": [
        {"manager_id": "M001", "name": "李敏", "branch_id": "B01"},
        {"manager_id": "M002", "name": "赵刚", "branch_id": "B02"},
        {"manager_id": "M003", "name": "孙悦", "branch_id": "B01"},
    ],
    "customers": [],
    "prospects": [],
    "products": [
        {"product_id": "P003", "name": "安心季季开"},
        {"product_id": "P011", "name": "稳健添利180天"},
    ],
}
_PEOPLE = [
    ("C0000001", "王秀英", 68, "C2", "白金", 620_000.0, "M001", "B01"),
    ("C0000002", "陈伟", 44, "C3", "金卡", 310_000.0, "M001", "B01"),
    ("C0000003", "刘洋", 33, "C5", "白金", 900_000.0, "M002", "B02"),
    ("C0000004", "<b>周</b>", 51, "C3", "大众", 8_000.0, "M001", "B01"),
]


@cache
def store() -> Store:
    """The tables that personas and access checks read."""
    import ibis
    import pyarrow as pa

    tables = {name: list(rows) for name, rows in _TABLES.items()}
    for customer_id, name, age, level, tier, aum, manager, branch in _PEOPLE:
        tables["customers"].append({"customer_id": customer_id, "name": name})
        tables["prospects"].append(
            {
                "customer_id": customer_id,
                "name": name,
                "age": age,
                "risk_level": level,
                "tier": tier,
                "aum": aum,
                "manager_id": manager,
                "branch_id": branch,
            }
        )
    backend = ibis.duckdb.connect(threads=1)
    for name, rows in tables.items():
        backend.create_table(name, pa.Table.from_pylist(rows))
    return Store(backend)


@dataclass(frozen=True)
class FakeAnswer:
    """Shaped like ``agents.state.Answer``."""

    answer: str
    intent: str = "find_prospects"
    decision: dict[str, object] = field(default_factory=dict)
    facts: tuple[dict[str, object], ...] = ()
    citations: tuple[dict[str, object], ...] = ()
    guard: dict[str, object] = field(default_factory=lambda: {"verdict": "pass"})
    label: str = "本内容由AI生成，仅供参考"
    engine: str = "template"
    trace: dict[str, object] = field(default_factory=lambda: {"audit_id": "audit-1"})
    timing_ms: dict[str, float] = field(default_factory=lambda: {"total": 12.5})
    thread: str = ""
    speech: str = "您好。\n本内容由AI生成，仅供参考。"
    cards: tuple[dict[str, object], ...] = ()

    def as_json(self) -> dict[str, object]:
        """``ask --json`` of ``contracts.md``."""
        return dict(vars(self))


@dataclass(frozen=True)
class FakeEvent:
    """Shaped like ``agents.answering.AnswerEvent``."""

    kind: str
    text: str = ""
    answer: FakeAnswer | None = None


@dataclass
class FakeKnowledge:
    """One public document and one for staff."""

    def document(self, wanted: str, access: frozenset[str] | None = None) -> SimpleNamespace:
        """The document, for whoever may read it."""
        label = {"N0001": "public", "R0001": "staff"}.get(wanted)
        if label is None or (access is not None and label not in access):
            raise NotFound(f"document must be one that the asker may read, got {wanted!r}")
        return SimpleNamespace(
            title="央行下调存款准备金率",
            text="【模拟】" + "前文。" * 5 + "央行宣布下调存款准备金率0.5个百分点。" + "后文。" * 5,
            url="",
        )


class FakeToolbox:
    """What the doors read of a toolbox."""

    as_of = date(2026, 9, 30)
    now = datetime(2026, 9, 30, 9, tzinfo=UTC)

    def __init__(self) -> None:
        self.ready = True
        self.knowledge = FakeKnowledge()

    @property
    def store(self) -> Store:
        """The tables, once they are there."""
        if not self.ready:
            raise NotReady("home/mart holds no finished build; make one with: weiwo demo")
        return store()


class FakeParts:
    """Answers by the question's first word; remembers who asked what, in which thread."""

    def __init__(self, *, demo: bool = True, dev: bool = True) -> None:
        self.demo = demo
        self.dev = dev
        self.toolbox: Any = FakeToolbox()
        self.asked: list[tuple[Scope, str, str | None]] = []
        self.after: list[int | None] = []
        self.gate: threading.Event | None = None
        self.llm: Any = None

    def ask(
        self, scope: Scope, question: str, thread: str | None = None, *, after: int | None = None
    ) -> Any:
        """The answer alone."""
        *_, last = self.stream(scope, question, thread, after=after)
        return last.answer

    def stream(
        self,
        scope: Scope,
        question: str,
        thread: str | None = None,
        *,
        after: int | None = None,
        stop: Any = None,
    ) -> Iterator[Any]:
        """Progress, text, the answer; the error that the question names; or, where it begins with
        慢, a checked sentence and nothing more until it is stopped.
        """
        self.asked.append((scope, question, thread))
        self.after.append(after)
        yield FakeEvent("progress", "正在请决策模型判断")
        if self.gate is not None:
            self.gate.wait(10)
        _raise(question)
        if question.startswith("慢"):
            yield FakeEvent("sentence", "名下有3位客户符合条件。")
            yield from _until(stop)
            return
        answer = _answer(scope, question, thread or "new")
        answer.trace["turn"] = len(self.asked)
        for block in answer.answer.split("\n\n"):
            yield FakeEvent("text", block)
        yield FakeEvent("answer", answer=answer)


def _until(stop: Any) -> Iterator[Any]:
    for _ in range(600):
        if stop is not None and stop.pressed:
            yield FakeEvent("stopped")
            return
        time.sleep(0.05)


def _raise(question: str) -> None:
    errors = {
        "没有": NotFound("customer_id must be one of rm:M001's customers, got 'C9'"),
        "禁止": RefusedByPolicy("this must be allowed by the institution's policy"),
        "占用": HomeLocked("home var has a writer already: 'models train', process 7"),
        "崩溃": RuntimeError("internal path /secret/place and password"),
    }
    for word, error in errors.items():
        if question.startswith(word):
            raise error


def _answer(scope: Scope, question: str, thread: str) -> FakeAnswer:
    if scope.role is Role.CUSTOMER:
        text = f"您好，您问的是：{question}\n\n为您推荐R2产品安心季季开。理财非存款，投资须谨慎。"
        speech = "您好。\n理财非存款，投资须谨慎。\n本内容由AI生成，仅供参考。"
        return FakeAnswer(text, "next_best_offer", thread=thread, speech=speech)
    items = [
        _item("C0000001", "王秀英", 0.182, 5.1, "P003", True, "2026-10-09T09:30:00+08:00"),
        _item("C0000002", "陈伟", 0.121, 3.4, "P011", False, "2026-10-01T09:00:00+08:00"),
        _item("C0000004", "<b>周</b>", 0.064, 1.8, None, False, None),
    ]
    return FakeAnswer(
        f"{scope.subject}名下最有可能买理财的是3位客户[1]。\n\n1. 王秀英\n2. 陈伟\n3. 周",
        decision={"outcome": "answer", "items": items},
        facts=({"id": "prospects.0.probability", "value": 0.182, "unit": "fraction",
                "label": "购买概率", "source": "prospects:C0000001"},),
        citations=(
            {"document": "N0001", "title": "央行下调存款准备金率", "source": "模拟财经",
             "published": "2026-09-21", "span": [19, 38]},
        ),
        guard={
            "verdict": "pass",
            "findings": [],
            "rejected": [{"text": "这只产品稳赚不赔。", "reasons": ["不得承诺收益"]}],
            "bound": 9,
            "figures": 9,
        },
        thread=thread,
    )  # fmt: skip


def _item(
    customer: str, name: str, probability: float, lift: float, product: str | None,
    allowed: bool, best: str | None,
) -> dict[str, object]:  # fmt: skip
    why = "可以通过企业微信联系" if allowed else "客户没有授权通过短信接收营销信息"
    return {
        "customer_id": customer,
        "name": name,
        "probability": probability,
        "lift": lift,
        "reasons": ["有一笔50万元存款12天后到期", "近30天浏览理财产品7次"],
        "product_id": product,
        "product_name": product and {"P003": "安心季季开", "P011": "稳健添利180天"}[product],
        "product_risk": product and "R2",
        "suitable": product is not None,
        "unsuitable_why": "" if product else "风险测评已失效",
        "contact": {"allowed": allowed, "why": why, "best_time": best},
    }
