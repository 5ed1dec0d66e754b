"""Greetings and notices for a group and an occasion, from ``prompts/phrases/greetings.yaml``.

They sell nothing; a product may be named as an extra, with everything that has to stand beside it.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import yaml

from agents.composition.copywriter import CopyProduct, traits
from agents.composition.phrasing import (
    Message,
    Phrase,
    Words,
    compose,
    differing,
    phrases_of,
    tones_of,
)

EVERYDAY = "everyday"
_SHARED = ("product", "public_product", "sender", "signature", "email_sender", "opt_out")
_ZODIAC = "鼠牛虎兔龙蛇马羊猴鸡狗猪"
_FIRST_YEAR = 4  # a year of the rat
_NEW_YEAR_FROM, _NEW_YEAR_TO = (1, 21), (2, 21)
"""Between these days the lunar year begins; within them it is not said which year it is."""
_PRODUCT_PARTS = frozenset({"product", "public_product"})


@dataclass(frozen=True)
class GreetingRequest:
    """What a greeting is written from: an occasion and an audience of the bank."""

    channel: str
    occasion: str
    audience: str | None
    on: date
    sender: str
    bank: str
    hotline: str | None = None
    tone: str | None = None
    hour: int = 10
    product: CopyProduct | None = None
    required: tuple[str, ...] = ()
    name: str | None = None
    """Who alone is greeted, as the bank addresses them (王女士); None for a group."""


@dataclass(frozen=True)
class Greeting:
    """What a greeting is, in words, for the answer around it."""

    occasion: str
    audience: str
    kind: str
    channel: str
    product_name: str | None


@cache
def _bank() -> dict[str, Any]:
    text = resources.files("prompts.phrases").joinpath("greetings.yaml").read_text(encoding="utf-8")
    bank: dict[str, Any] = yaml.safe_load(text)
    return bank


def occasion_in(text: str) -> str | None:
    """The occasion that a text names, by its longest word; None where it names none."""
    return _named(text, "occasions")


def audience_in(text: str) -> str | None:
    """The audience that a text names; one that says nothing of whom counts last."""
    return _named(text, "audiences")


def _named(text: str, what: str) -> str | None:
    found = [
        (name not in ("everyone", EVERYDAY), len(match.group()), name)
        for name, one in _bank()[what].items()
        for word in one["words"]
        if (match := re.search(word, text))
    ]
    return max(found)[2] if found else None


def channels() -> tuple[str, ...]:
    """The channels that a greeting can be written for."""
    return tuple(_bank()["channels"])


def occasions() -> tuple[str, ...]:
    """The occasions of the bank."""
    return tuple(_bank()["occasions"])


def audiences() -> tuple[str, ...]:
    """The audiences of the bank."""
    return tuple(_bank()["audiences"])


def several(request: GreetingRequest, count: int, first: int = 0) -> list[Message]:
    """``count`` greetings that differ, from the variant ``first`` on."""
    words = _words(request)
    return differing(lambda variant, heard: compose(words, variant, heard), count, first)


def titled(request: GreetingRequest) -> Greeting:
    """What the greeting is, in words."""
    occasion = _bank()["occasions"][request.occasion]
    audience = _bank()["audiences"].get(request.audience or "")
    return Greeting(
        occasion=occasion["title"],
        audience=request.name or (audience["title"] if audience else ""),
        kind=occasion["kind"],
        channel=request.channel,
        product_name=request.product.name if request.product else None,
    )


def zodiac_of(occasion_on: date) -> str | None:
    """The animal of the lunar year that begins next, seen from a day; None within the weeks in
    which it may or may not have begun.
    """
    if _NEW_YEAR_FROM <= (occasion_on.month, occasion_on.day) < _NEW_YEAR_TO:
        return None
    begun = (occasion_on.month, occasion_on.day) >= _NEW_YEAR_TO
    return _ZODIAC[(occasion_on.year + begun - _FIRST_YEAR) % len(_ZODIAC)]


def _words(request: GreetingRequest) -> Words:
    layout = _bank()["channels"][request.channel]
    left: set[str] = set() if request.product else set(_PRODUCT_PARTS)
    tags = _tags(request)
    if "tone:brief" in tags and "kind:notice" not in tags:
        left.add("more")  # a warning says what to do, however brief
    order = tuple(name for name in layout["parts"] if name not in left)
    return Words(
        channel=request.channel,
        order=order,
        phrases={**phrases_of(*_SHARED), **_bank()["parts"], **_phrases(request)},
        separator=layout.get("separator", ""),
        values=_values(request),
        tags=tags,
        key="|".join(
            (
                "greeting",
                request.occasion,
                str(request.name or request.audience),
                request.channel,
                str(request.on),
            )
        ),
        required=request.required if request.product else (),
    )


def _phrases(request: GreetingRequest) -> dict[str, list[Phrase]]:
    """The text itself: what is said of the occasion and to the audience."""
    occasion = _bank()["occasions"][request.occasion]
    audience = _bank()["audiences"].get(request.audience or "")
    # Wishes to a group stand beside a festival or a kind word, not beside a warning.
    says = audience["says"] if audience and occasion["kind"] in ("festival", "care") else []
    named = [Phrase(text=one) for one in _BY_NAME] if request.name else []
    return {
        **({"salute": named} if named else {}),
        "wish": [Phrase(text=one) for one in occasion["wishes"]],
        "more": [Phrase(text=one) for one in occasion.get("more", [])],
        "about": [Phrase(text=one) for one in says],
    }


_BY_NAME = ("{{ name }}，您好！", "{{ name }}，{{ part_of_day }}好！")


def _values(request: GreetingRequest) -> dict[str, str]:
    hour = request.hour
    values = {
        "bank": request.bank,
        "sender": request.sender,
        "short": _bank()["occasions"][request.occasion]["short"],
        "part_of_day": "早上" if hour < 11 else "中午" if hour < 13 else "下午",
    }
    if request.name:
        values["name"] = request.name
    if request.hotline:
        values["hotline"] = request.hotline
    if zodiac := zodiac_of(request.on):
        values["zodiac"] = zodiac
    if request.product:
        values |= {"product": request.product.name, "product_traits": traits(request.product)}
    return values


def _tags(request: GreetingRequest) -> frozenset[str]:
    return frozenset(
        {
            f"kind:{_bank()['occasions'][request.occasion]['kind']}",
            "hotline:yes" if request.hotline else "hotline:no",
            *tones_of(request.tone),
        }
    )
