"""The template writer for messages: composes a text for one customer from the phrase bank.

Deterministic by seed; two customers of a batch differ because the seed carries the customer, the
product, the channel and the variant. What a phrase may say is in ``prompts/phrases/copy.yaml``.
"""

import hashlib
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Literal, TypeAlias, TypedDict

import yaml
from jinja2 import Environment, StrictUndefined, Template, UndefinedError

from agents.composition import wording

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


@dataclass(frozen=True)
class Message:
    """A composed text: ``body`` may be worded otherwise, ``fixed`` (required sentence, sender, a
    way to refuse, label) stays as it is; ``parts`` are the phrases that it is made of, and
    ``phrases`` the same before a fact was filled in: what they say is the phrase bank's own.
    """

    channel: str
    body: str
    fixed: str
    title: str | None
    parts: tuple[tuple[str, str], ...]
    phrases: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The whole text as it would be sent."""
        return self.body + self.fixed


class Phrase(TypedDict, total=False):
    """One line of the bank."""

    text: str
    when: list[str]
    once: str


_TITLES = ("_title", "_subject")
_FIXED = frozenset({"required", "sender", "signature", "email_sender", "opt_out"})

PRIVATE_CHANNELS = frozenset({"wecom", "outbound_call", "email"})
"""Where a message reaches the customer alone and may mention what they hold."""


@cache
def _bank() -> dict[str, dict]:  # type: ignore[type-arg]
    text = resources.files("prompts.phrases").joinpath("copy.yaml").read_text(encoding="utf-8")
    bank: dict[str, dict] = yaml.safe_load(text)  # type: ignore[type-arg]
    return bank


def channels() -> tuple[str, ...]:
    """The channels that a message can be written for, in the words of ``contracts.md``."""
    return tuple(_bank()["channels"])


def channel_title(channel: str) -> str:
    """The channel's Chinese name."""
    return str(_bank()["channels"][channel]["title"])


def label(channel: str) -> str:
    """The visible AI label of a text on this channel; empty where the channel needs none."""
    labels = _bank()["labels"]
    return str(labels.get(channel, labels["other"]))


def several(request: CopyRequest, count: int, first: int = 0) -> list[Message]:
    """``count`` messages of one request, from the variant ``first`` on; none says in a phrase of
    another what it could say in one of its own.
    """
    return differing(lambda variant, heard: write(request, variant, heard), count, first)


def differing(
    make: Callable[[int, frozenset[str]], Message], count: int, first: int
) -> list[Message]:
    """``count`` messages that ``make`` makes of a variant and the phrases that were heard."""
    made: list[Message] = []
    heard: set[str] = set()
    for variant in range(first, first + count):
        made.append(make(variant, frozenset(heard)))
        heard.update(made[-1].phrases)
    return made


def write(request: CopyRequest, variant: int = 0, heard: frozenset[str] = frozenset()) -> Message:
    """Compose the message; another ``variant`` chooses other phrases, and none of ``heard``
    where others fit.

    Raises:
        KeyError: the channel is unknown.
    """
    layout = _bank()["channels"][request.channel]
    key = f"{request.seed}|{request.customer_id}|{request.product.product_id}|{request.channel}"
    words = Words(
        channel=request.channel,
        order=tuple(layout["parts"]),
        phrases=_bank()["parts"],
        separator=layout.get("separator", ""),
        values=_values(request),
        tags=_tags(request),
        key=key,
        required=request.required,
    )
    return compose(words, variant, heard)


@dataclass(frozen=True)
class Words:
    """What one message is put together from.

    Args:
        order: the names of its parts; ``phrases`` has those to choose from for each.
        values: what fills a phrase's places; one that is missing keeps the phrase out.
        tags: what holds, by which phrases are chosen.
        key: of whom and what it is: the seed of the choices.
        required: the sentences that it must carry.
    """

    channel: str
    order: tuple[str, ...]
    phrases: Mapping[str, list[Phrase]]
    separator: str
    values: dict[str, str]
    tags: frozenset[str]
    key: str
    required: tuple[str, ...] = ()


def compose(words: Words, variant: int = 0, heard: frozenset[str] = frozenset()) -> Message:
    """The message of these words; ``write`` says what a variant is."""
    chooser = random.Random(hashlib.sha256(f"{words.key}|{variant}".encode()).digest())
    said: set[str] = set()  # what a message mentions once at most, such as the season
    chosen = [(name, *_part(name, words, chooser, said, heard)) for name in words.order]
    parts = [(name, text) for name, text, _ in chosen if text]
    titles = [text for name, text in parts if name.endswith(_TITLES)]
    rest_of = [(name, text) for name, text in parts if not name.endswith(_TITLES)]
    separator = words.separator
    # What is fixed may stand in the middle (a script ends with a question): then all of it stays.
    free = next((n for n, (name, _) in enumerate(rest_of) if name in _FIXED), len(rest_of))
    body = separator.join(text for _, text in rest_of[:free])
    rest = [*(text for _, text in rest_of[free:]), label(words.channel)]
    fixed = separator.join(text for text in rest if text)
    return Message(
        channel=words.channel,
        body=body,
        fixed=separator + fixed if fixed else "",
        title=titles[0].strip() if titles else None,
        parts=tuple(parts),
        phrases=tuple(phrase for _, text, phrase in chosen if text and phrase),
    )


def _part(
    name: str,
    words: Words,
    chooser: random.Random,
    said: set[str],
    heard: frozenset[str],
) -> tuple[str, str]:
    """One part's words, and the phrase that they were made from; empty where none fits."""
    if name == "required":
        return "".join(words.required), ""
    tags = words.tags
    if any(f"tone:{tone}" in tags and name in left for tone, left in _bank()["skipped"].items()):
        return "", ""
    eligible: list[tuple[str, str | None, str]] = []
    weights: list[int] = []
    for phrase in _in_tone(words.phrases[name], tags):
        if phrase.get("once") in said:
            continue
        try:
            text = _compiled(phrase["text"]).render(words.values)
        except UndefinedError:
            continue  # it says something that is not known here
        eligible.append((text, phrase.get("once"), phrase["text"]))
        # A phrase made for this situation is chosen more often than one for any.
        weights.append(1 + len(phrase.get("when", ())))
    if not eligible:
        return "", ""
    new = [one for one, (_, _, phrase) in enumerate(eligible) if phrase not in heard]
    among = new or range(len(eligible))
    (place,) = chooser.choices(among, [weights[one] for one in among])
    text, once, phrase_text = eligible[place]
    if once:
        said.add(once)
    return text, phrase_text


def _in_tone(phrases: list[Phrase], tags: frozenset[str]) -> list[Phrase]:
    """The part's phrases that fit; where some sound as was asked, those alone, so that a tone is
    heard from the greeting to the last sentence.
    """
    fitting = [one for one in phrases if tags.issuperset(one.get("when", ()))]
    heard = {tag for tag in tags if tag.startswith("tone:")}
    return [one for one in fitting if heard.intersection(one.get("when", ()))] or fitting


@cache
def _compiled(phrase: str) -> Template:
    """A phrase of the bank, compiled once: a batch says each of them many times."""
    return _environment().from_string(phrase)


@cache
def _environment() -> Environment:
    return Environment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)


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
        themes = _bank()["themes"]
        phrase = themes.get(request.news_theme, themes["other"])
        values["theme_news"] = _compiled(phrase).render(theme=request.news_theme)
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
    for season in _bank()["seasons"]:
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


def tones_of(tone: str | None) -> frozenset[str]:
    """The tags of what an asker says of the tone."""
    return frozenset(
        f"tone:{tag}"
        for tag, words in _bank()["tones"].items()
        if any(word in (tone or "") for word in words)
    )


def phrases_of(*parts: str) -> dict[str, list[Phrase]]:
    """The bank's phrases of these parts, for messages that share them."""
    return {name: _bank()["parts"][name] for name in parts}
