"""What a page shows of an answer: typed, in words and rounded, ready for a template."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.web.customer_list import CustomerList, customer_list, iso_moment
from api.web.portrait import PortraitView, portrait_view
from prompts.messages import catalogue, money, percent
from tools.catalogue import TOOLS, Effect

_VERDICTS = {
    "pass": ("good", "检查通过"),
    "advisory": ("good", "检查通过，有提示"),
    "evidence_required": ("warn", "缺少依据，已处理"),
    "manual_review": ("warn", "需人工审核"),
    "violation": ("bad", "已拦截"),
}


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
    withheld: int = 0

    @property
    def summary(self) -> str:
        """The one line that always shows."""
        parts = [self.verdict, self.figures]
        if self.rejected:
            parts.append(f"退回{len(self.rejected)}句")
        if self.withheld:
            parts.append(f"拦下{self.withheld}段")
        return "，".join(part for part in parts if part)


@dataclass(frozen=True)
class FactView:
    """A figure that the answer may use, and where it is from."""

    label: str
    value: str
    source: str


@dataclass(frozen=True)
class CardView:
    """A card of a screen; ``rows`` are label and value, ``call`` is a telephone number to tap."""

    kind: str
    title: str
    badge: str
    rows: tuple[tuple[str, str], ...]
    note: str
    call: str


@dataclass(frozen=True)
class AnswerView:
    """A delivered answer.

    Where a list or a portrait shows what the text's middle says, ``lead`` and ``closing`` stand
    around it and ``middle`` is there to be opened; else all of the text is ``lead``. ``record`` is
    the answer's number in the audit chain, ``turn`` in its thread; ``acted`` says that the turn has
    written something.
    """

    text: str
    lead: str
    middle: str
    closing: str
    label: str
    engine: str
    duration: str
    checks: ChecksView
    customers: CustomerList | None = None
    portrait: PortraitView | None = None
    citations: tuple[CitationView, ...] = ()
    facts: tuple[FactView, ...] = ()
    more_facts: int = 0
    record: int = 0
    speech: str = ""
    cards: tuple[CardView, ...] = ()
    turn: int = 0
    acted: bool = False


MOST_FACTS = 60


def view_of(answer: Mapping[str, Any], now: datetime | None = None) -> AnswerView:
    """The view of an answer as ``ask --json`` has it, read at ``now``."""
    decision = answer["decision"]
    customers = customer_list(decision.get("items") or (), now)
    # A text is written from a portrait too, but it is the text that was asked for.
    asked = answer["intent"] == "customer_profile"
    profile = decision.get("customer_profile") if asked else None
    cards = tuple(map(_card, answer.get("cards") or ()))
    tells = any(card.rows for card in cards) and not _in_detail(answer)
    lead, middle, closing = _parted(answer["answer"], bool(customers or profile) or tells)
    facts = [_fact(fact) for fact in answer["facts"]]
    return AnswerView(
        text=answer["answer"],
        lead=lead,
        middle=middle,
        closing=closing,
        label=answer["label"],
        engine="模板措辞" if answer["engine"] == "template" else "模型措辞",
        duration=_duration(answer["timing_ms"].get("total", 0.0)),
        checks=_checks(answer["guard"]),
        customers=customers,
        portrait=portrait_view(profile, now) if profile and not customers else None,
        citations=tuple(_citation(n, found) for n, found in enumerate(answer["citations"], 1)),
        facts=tuple(facts[:MOST_FACTS]),
        more_facts=max(0, len(facts) - MOST_FACTS),
        record=_number(answer["trace"].get("audit")),
        speech=str(answer.get("speech") or ""),
        cards=cards,
        turn=_number(answer["trace"].get("turn")),
        acted=any(_writes(str(made["tool"])) for made in decision.get("tools") or ()),
    )


def _number(found: object) -> int:
    return found if isinstance(found, int) else 0


def _in_detail(answer: Mapping[str, Any]) -> bool:
    """Whether the text says more of a single product than a card holds."""
    return answer["intent"] == "product_info" and len(answer.get("cards") or ()) == 1


def _card(card: Mapping[str, Any]) -> CardView:
    rows = tuple((str(row["label"]), str(row["value"])) for row in card["rows"])
    told = {name: str(card[name]) for name in ("kind", "title", "badge", "note", "call")}
    return CardView(rows=rows, **told)


def _writes(tool: str) -> bool:
    return any(one.name == tool and one.effect is Effect.WRITE for one in TOOLS)


def _parted(text: str, is_shown: bool) -> tuple[str, str, str]:
    if not is_shown:
        return text, "", ""
    lead, *rest = text.split("\n\n")
    closing = rest.pop() if len(rest) > 1 else ""
    return lead, "\n\n".join(rest), closing


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
        withheld=int(guard.get("withheld") or 0),
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
        return iso_moment(text)
    return names.get(f"names.{text}", text)


def _duration(milliseconds: float) -> str:
    if milliseconds < 1000:
        return f"{max(1, round(milliseconds))}毫秒"
    return f"{milliseconds / 1000:.1f}秒"
