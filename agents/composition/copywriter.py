"""The template writer for messages: composes a text for one customer from the phrase bank.

Deterministic by seed; two customers of a batch differ because the seed carries the customer, the
product, the channel and the variant. What a phrase may say is in ``prompts/phrases/copy.yaml``.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from agents.composition import wording
from agents.composition.phrasing import (
    Message,
    Words,
    bank,
    compose,
    differing,
    filled,
    label,
    tones_of,
)

__all__ = [
    "PRIVATE_CHANNELS",
    "CopyProduct",
    "CopyRequest",
    "Message",
    "Tone",
    "addressed",
    "channel_title",
    "channels",
    "label",
    "several",
    "traits",
    "write",
]

Tone: TypeAlias = Literal["亲切", "正式", "俏皮", "简洁", "口语"]
"""The tones that a form offers: of each kind that the phrase bank hears, its first word."""


@dataclass(frozen=True)
class CopyProduct:
    """The facts of the product that the decision core chose. Money in yuan, term in days."""

    product_id: str
    name: str
    category: str
    risk_level: str | None
    term_days: int | None
    min_amount: float | None
    open_rule: str | None


@dataclass(frozen=True)
class CopyRequest:
    """What a message is written from. ``name`` is None for a public text (moments, banner)."""

    channel: str
    product: CopyProduct
    on: date
    sender: str
    bank: str
    required: tuple[str, ...]
    customer_id: str = ""
    name: str | None = None
    gender: str | None = None
    age: int | None = None
    customer_risk: str | None = None
    tone: str | None = None
    speaker: str = "human"
    news_theme: str | None = None
    maturity_on: date | None = None
    hour: int = 10
    hotline: str | None = None
    seed: int = 0


PRIVATE_CHANNELS = frozenset({"wecom", "outbound_call", "email"})
"""Where a message reaches the customer alone and may mention what they hold."""


def channels() -> tuple[str, ...]:
    """The channels that a message can be written for, in the words of ``contracts.md``."""
    return tuple(bank()["channels"])


def channel_title(channel: str) -> str:
    """The channel's Chinese name."""
    return str(bank()["channels"][channel]["title"])


def several(request: CopyRequest, count: int, first: int = 0) -> list[Message]:
    """``count`` messages of one request, from the variant ``first`` on; none says in a phrase of
    another what it could say in one of its own.
    """
    return differing(lambda variant, heard: write(request, variant, heard), count, first)


def write(request: CopyRequest, variant: int = 0, heard: frozenset[str] = frozenset()) -> Message:
    """Compose the message; another ``variant`` chooses other phrases, and none of ``heard``
    where others fit.

    Raises:
        KeyError: the channel is unknown.
    """
    layout = bank()["channels"][request.channel]
    key = f"{request.seed}|{request.customer_id}|{request.product.product_id}|{request.channel}"
    words = Words(
        channel=request.channel,
        order=tuple(layout["parts"]),
        phrases=bank()["parts"],
        separator=layout.get("separator", ""),
        values=_values(request),
        tags=_tags(request),
        key=key,
        required=request.required,
    )
    return compose(words, variant, heard)


def _values(request: CopyRequest) -> dict[str, str]:
    product = request.product
    word = wording.CATEGORY_WORDS.get(product.category, "产品")
    values = {
        "product": product.name,
        "product_traits": traits(product),
        "category_word": word,
        "category_goods": word if word.endswith("产品") else f"{word}产品",
        "sender": request.sender,
        "bank": request.bank,
        "part_of_day": "早上" if request.hour < 11 else "中午" if request.hour < 13 else "下午",
    }
    if request.hotline:
        values["hotline"] = request.hotline
    if request.name:
        values["honorific"] = wording.honorific(request.name, request.gender)
    if request.maturity_on:
        values["maturity_day"] = wording.short_day(request.maturity_on)
    if product.term_days:
        values["term_word"] = wording.term(product.term_days)
    if product.risk_level:
        values["risk"] = wording.RISK_WORDS[product.risk_level]
    if product.open_rule:
        values["open_rule_sentence"] = f"申购赎回规则：{product.open_rule.rstrip('。')}。"
    if request.customer_risk:
        values["customer_risk"] = request.customer_risk
    if request.news_theme:
        themes = bank()["themes"]
        phrase = themes.get(request.news_theme, themes["other"])
        values["theme_news"] = filled(phrase, {"theme": request.news_theme})
    if season := _season(request.on):
        values |= {f"season_{key}": season[key] for key in ("occasion", "short", "wish")}
    return values


def addressed(request: CopyRequest) -> str:
    """How the message addresses its reader."""
    return wording.honorific(request.name or "", request.gender)


def traits(product: CopyProduct) -> str:
    """What a short text says of a product: term or opening, risk level, minimum; never a yield.

    A benchmark needs its basis beside it (compliance.md G3), for which a short text has no room.
    """
    said = []
    if product.term_days:
        said.append(f"期限{wording.term(product.term_days)}")
    if product.risk_level:
        said.append(f"风险等级{wording.RISK_WORDS[product.risk_level]}")
    if product.min_amount:
        said.append(f"{wording.money(product.min_amount)}起")
    return "，".join(said) or f"是一款{wording.CATEGORY_WORDS.get(product.category, '产品')}"


def _season(on: date) -> dict[str, str] | None:
    today = on.strftime("%m-%d")
    for season in bank()["seasons"]:
        start, end = season["from"], season["to"]
        inside = start <= today <= end if start <= end else today >= start or today <= end
        if inside:
            return dict(season)
    return None


def _tags(request: CopyRequest) -> frozenset[str]:
    product, season = request.product, _season(request.on)
    holds = {
        f"speaker:{request.speaker}": True,
        f"category:{product.category}": True,
        "purpose:placement": product.category not in ("credit_card", "loan", "insurance"),
        "private:yes": request.channel in PRIVATE_CHANNELS,
        "reason:maturity": request.maturity_on is not None,
        "reason:news": request.news_theme is not None,
        "season:any": season is not None,
        f"season:{season['tag'] if season else 'none'}": True,
        "season:autumn": request.on.month in (9, 10, 11),
        "age:senior": (request.age or 0) >= 65,
        "term:known": bool(product.term_days),
        "open_rule:yes": bool(product.open_rule),
        "hotline:yes": bool(request.hotline),
        "hotline:no": not request.hotline,
        "rated:yes": bool(request.customer_risk and product.risk_level),
    }
    return frozenset({tag for tag, is_so in holds.items() if is_so} | tones_of(request.tone))
