"""What a page shows of an answer: typed, in words and rounded, ready for a template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from prompts.messages import catalogue, moment, percent

_VERDICTS = {
    "pass": ("good", "检查通过"),
    "advisory": ("good", "检查通过，有提示"),
    "evidence_required": ("warn", "缺少依据，已处理"),
    "manual_review": ("warn", "需人工审核"),
    "violation": ("bad", "已拦截"),
}


@dataclass(frozen=True)
class ProspectView:
    """A row of the list of prospects; ``share`` is its bar's length in percent of the longest."""

    customer_id: str
    name: str
    probability: str
    share: int
    lift: str
    reasons: tuple[str, ...]
    product: str
    suitable: bool | None
    allowed: bool | None
    contact: str


@dataclass(frozen=True)
class CitationView:
    """A source, numbered from 1."""

    number: int
    document: str
    title: str
    origin: str
    quote: str
    span: tuple[int, int] | None


@dataclass(frozen=True)
class FindingView:
    """What a rule said of a sentence."""

    quote: str
    message: str
    basis: str
    suggestion: str


@dataclass(frozen=True)
class RejectedView:
    """A sentence that was sent back, and why."""

    text: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class ChecksView:
    """What the checks said."""

    tone: str
    verdict: str
    figures: str
    findings: tuple[FindingView, ...] = ()
    rejected: tuple[RejectedView, ...] = ()

    @property
    def summary(self) -> str:
        """The one line that always shows."""
        parts = [self.verdict, self.figures]
        if self.rejected:
            parts.append(f"拦下{len(self.rejected)}句")
        return "，".join(part for part in parts if part)


@dataclass(frozen=True)
class FactView:
    """A figure that the answer may use, and where it is from."""

    label: str
    value: str
    source: str


@dataclass(frozen=True)
class AnswerView:
    """A delivered answer."""

    text: str
    label: str
    engine: str
    duration: str
    checks: ChecksView
    prospects: tuple[ProspectView, ...] = ()
    citations: tuple[CitationView, ...] = ()
    facts: tuple[FactView, ...] = ()
    record: str = ""
    more_facts: int = field(default=0)


MOST_FACTS = 60


def view_of(answer: Mapping[str, Any], products: Mapping[str, str] | None = None) -> AnswerView:
    """The view of an answer as ``ask --json`` has it; ``products`` gives names for ids."""
    facts = [_fact(fact) for fact in answer["facts"]]
    return AnswerView(
        text=answer["answer"],
        label=answer["label"],
        engine="模板撰写" if answer["engine"] == "template" else "模型撰写",
        duration=_duration(answer["timing_ms"].get("total", 0.0)),
        checks=_checks(answer["guard"]),
        prospects=_prospects(answer["decision"].get("items") or (), products or {}),
        citations=tuple(_citation(n, found) for n, found in enumerate(answer["citations"], 1)),
        facts=tuple(facts[:MOST_FACTS]),
        more_facts=max(0, len(facts) - MOST_FACTS),
        record=str(answer["trace"].get("audit_id") or answer["trace"].get("audit") or ""),
    )


def _prospects(
    items: Sequence[Mapping[str, Any]], products: Mapping[str, str]
) -> tuple[ProspectView, ...]:
    rows = [item for item in items if "customer_id" in item and "probability" in item]
    longest = max((row["probability"] or 0.0 for row in rows), default=0.0)
    return tuple(_prospect(row, longest, products) for row in rows)


def _prospect(row: Mapping[str, Any], longest: float, products: Mapping[str, str]) -> ProspectView:
    contact = row.get("contact") or {}
    product = row.get("product_id") or ""
    probability = row["probability"]
    lift = row.get("lift")
    return ProspectView(
        customer_id=row["customer_id"],
        name=row.get("name") or row["customer_id"],
        probability="—" if probability is None else f"{probability * 100:.1f}%",
        share=round(100 * probability / longest) if probability and longest else 0,
        lift="" if lift is None else f"{lift:.1f}倍",
        reasons=tuple(map(_reason, row.get("reasons") or ())),
        product=products.get(product, product),
        suitable=row.get("suitable"),
        allowed=contact.get("allowed"),
        contact=_contact(contact),
    )


def _reason(reason: object) -> str:
    return str(reason["text"]) if isinstance(reason, Mapping) else str(reason)


def _contact(contact: Mapping[str, Any]) -> str:
    best = contact.get("best_time")
    time = _moment(str(best)) if best else ""
    if contact.get("allowed"):
        return f"建议{time}" if time else ""
    why = str(contact.get("why") or "")
    return f"{why}；可于{time}联系" if why and time else why


def _moment(iso: str) -> str:
    try:
        return moment(datetime.fromisoformat(iso))
    except ValueError:
        return iso


def _citation(number: int, found: Mapping[str, Any]) -> CitationView:
    parts = [str(found.get(key) or "") for key in ("source", "published")]
    span = found.get("span")
    return CitationView(
        number=number,
        document=str(found["document"]),
        title=str(found.get("title") or found["document"]),
        origin=" · ".join(part for part in parts if part),
        quote=str(found.get("text") or found.get("quote") or found.get("passage") or ""),
        span=(int(span[0]), int(span[1])) if span else None,
    )


def _checks(guard: Mapping[str, Any]) -> ChecksView:
    tone, verdict = _VERDICTS.get(str(guard.get("verdict")), ("warn", "检查结果未知"))
    figures, bound = guard.get("figures"), guard.get("bound")
    return ChecksView(
        tone=tone,
        verdict=verdict,
        figures=f"{bound}/{figures}个数字有出处" if figures else "",
        findings=tuple(map(_finding, guard.get("findings") or ())),
        rejected=tuple(
            RejectedView(str(found["text"]), tuple(map(str, found.get("reasons") or ())))
            for found in guard.get("rejected") or ()
        ),
    )


def _finding(found: Mapping[str, Any]) -> FindingView:
    basis = [str(found.get(key) or "") for key in ("law", "article")]
    return FindingView(
        quote=str(found.get("quote") or ""),
        message=str(found.get("message") or ""),
        basis=" ".join(part for part in basis if part),
        suggestion=str(found.get("suggestion") or ""),
    )


def _fact(fact: Mapping[str, Any]) -> FactView:
    return FactView(
        label=str(fact.get("label") or fact["id"]),
        value=_value(fact["value"], str(fact.get("unit") or "")),
        source=str(fact.get("source") or ""),
    )


def _value(value: object, unit: str) -> str:
    from prompts.messages import money

    names = catalogue()
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        suffixes = {"times": "倍", "days": "天", "people": "人", "age": "岁"}
        match unit:
            case "yuan":
                return money(value)
            case "fraction":
                return percent(value)
            case "rank":
                return f"第{value}"
        return f"{value:g}{suffixes.get(unit, '')}"
    text = str(value)
    if unit == "datetime":
        return _moment(text)
    return names.get(f"names.{text}", text)


def _duration(milliseconds: float) -> str:
    if milliseconds < 1000:
        return f"{max(1, round(milliseconds))}毫秒"
    return f"{milliseconds / 1000:.1f}秒"
