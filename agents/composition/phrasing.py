"""Puts a message together from the phrases of a bank: its parts in order, in one tone throughout.

Deterministic by seed. What a phrase may say is in ``prompts/phrases``.
"""

import hashlib
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TypedDict

import yaml
from jinja2 import Environment, StrictUndefined, Template, UndefinedError


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


@cache
def bank() -> dict[str, dict]:  # type: ignore[type-arg]
    """``prompts/phrases/copy.yaml``."""
    text = resources.files("prompts.phrases").joinpath("copy.yaml").read_text(encoding="utf-8")
    bank: dict[str, dict] = yaml.safe_load(text)  # type: ignore[type-arg]
    return bank


def label(channel: str) -> str:
    """The visible AI label of a text on this channel; empty where the channel needs none."""
    labels = bank()["labels"]
    return str(labels.get(channel, labels["other"]))


def tones_of(tone: str | None) -> frozenset[str]:
    """The tags of what an asker says of the tone."""
    return frozenset(
        f"tone:{tag}"
        for tag, words in bank()["tones"].items()
        if any(word in (tone or "") for word in words)
    )


def phrases_of(*parts: str) -> dict[str, list[Phrase]]:
    """The bank's phrases of these parts, for messages that share them."""
    return {name: bank()["parts"][name] for name in parts}


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
    if any(f"tone:{tone}" in tags and name in left for tone, left in bank()["skipped"].items()):
        return "", ""
    eligible: list[tuple[str, str | None, str]] = []
    weights: list[int] = []
    for phrase in _in_tone(words.phrases[name], tags):
        if phrase.get("once") in said:
            continue
        try:
            text = filled(phrase["text"], words.values)
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


def filled(phrase: str, values: Mapping[str, str]) -> str:
    """A phrase with its places filled.

    Raises:
        UndefinedError: it says something that is not known here.
    """
    return _compiled(phrase).render(values)


@cache
def _compiled(phrase: str) -> Template:
    """A phrase of the bank, compiled once: a batch says each of them many times."""
    return _environment().from_string(phrase)


@cache
def _environment() -> Environment:
    return Environment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)
