"""A customer's portrait as a page shows it: themes, holdings, scores with their reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.web.customer_list import contact_words
from prompts.messages import catalogue, money

MOST_TRAITS = 6


@dataclass(frozen=True)
class ThemeView:
    """One of the seven themes."""

    title: str
    traits: tuple[str, ...]


@dataclass(frozen=True)
class HoldingView:
    """One position."""

    name: str
    category: str
    risk: str
    amount: str
    matures: str


@dataclass(frozen=True)
class ScoreView:
    """One model's probability; ``share`` is the percentile in percent, for the bar."""

    title: str
    probability: str
    lift: str
    share: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class PortraitView:
    """The portrait."""

    name: str
    customer_id: str
    aum: str
    risk: str
    themes: tuple[ThemeView, ...]
    holdings: tuple[HoldingView, ...]
    scores: tuple[ScoreView, ...]
    profiling_refused: bool
    allowed: bool | None
    contact: str


def portrait_view(profile: Mapping[str, Any], now: datetime | None = None) -> PortraitView:
    """The view of ``decision.customer_profile`` at ``now``."""
    contact = profile.get("contact") or {}
    risk = profile.get("risk_level")
    return PortraitView(
        name=profile["name"],
        customer_id=profile["customer_id"],
        aum="—" if profile.get("aum") is None else money(profile["aum"]),
        risk=_named(risk) if risk else "未测评",
        themes=tuple(
            ThemeView(theme["title"], tuple(t["text"] for t in theme["traits"][:MOST_TRAITS]))
            for theme in profile.get("themes") or ()
        ),
        holdings=tuple(_holding(found) for found in profile.get("holdings") or ()),
        scores=tuple(_score(found) for found in profile.get("scores") or ()),
        profiling_refused=bool(profile.get("profiling_refused")),
        allowed=contact.get("allowed"),
        contact=contact_words(contact, now),
    )


def _holding(found: Mapping[str, Any]) -> HoldingView:
    return HoldingView(
        name=found["product_name"],
        category=_named(found["category"]),
        risk=found.get("risk_level") or "—",
        amount=money(found["amount"]),
        matures=found.get("matures_on") or "—",
    )


def _score(found: Mapping[str, Any]) -> ScoreView:
    return ScoreView(
        title=found["title"],
        probability=f"{found['probability'] * 100:.1f}%",
        lift=f"{found['lift']:.1f}倍",
        share=round(100 * found["percentile"]),
        reasons=tuple(str(reason["text"]) for reason in found.get("reasons") or ()),
    )


def _named(code: str) -> str:
    return catalogue().get(f"names.{code}", code)
