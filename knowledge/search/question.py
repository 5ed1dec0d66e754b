"""What a query says: its terms, its figures, its parts, and whether it asks for what is new."""

import re
from dataclasses import dataclass

from knowledge.chunking import width
from knowledge.normalisation import normalise
from knowledge.tokens import bigrams, words

LONG = 50.0
"""From this width (see `knowledge.chunking.width`) a query is a story and is also read in parts."""

_LONGEST = 20_000  # characters; what goes beyond adds nothing to what is looked for
_MOST_PARTS = 12
_RECENT = re.compile(
    r"最近|最新|近期|近日|今天|今日|昨天|昨日|本周|这周|刚刚|眼下|目前|当前|现在"
    r"|\b(?:latest|recent|recently|today|yesterday|this week|currently|news)\b"
)
_END = re.compile(r"(?<=[。！？!?；;\n])|(?<=[A-Za-z0-9)\"'])\.\s+")


@dataclass(frozen=True)
class Question:
    """A query taken apart once. ``parts`` is empty unless the query is long."""

    text: str
    words: tuple[str, ...]
    bigrams: tuple[str, ...]
    parts: tuple[str, ...]
    asks_for_recent: bool
    english: bool


def take_apart(query: str) -> Question:
    """The `Question` that ``query`` is; any string is one, also an empty one."""
    text = query[:_LONGEST].strip()
    size = width(text)
    return Question(
        text=text,
        words=tuple(words(text)),
        bigrams=tuple(bigrams(text)),
        parts=_parts(text) if size > LONG else (),
        asks_for_recent=bool(_RECENT.search(normalise(text))),
        english=sum(character > "\u2e7f" for character in text) < len(text) / 5,
    )


def _parts(text: str) -> tuple[str, ...]:
    """Sentences, short ones joined to the next so that each part says something."""
    parts: list[str] = []
    held = ""
    for sentence in _END.split(text):
        held = f"{held} {sentence.strip()}".strip()
        if width(held) >= 12:
            parts.append(held)
            held = ""
    if held:
        parts.append(held)
    return tuple(parts[:_MOST_PARTS])
