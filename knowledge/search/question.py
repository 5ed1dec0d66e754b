"""What a query says: its terms, its figures, its parts, and whether it asks for what is new."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.chunking import width
from knowledge.normalisation import normalise
from knowledge.search.thesaurus import thesaurus
from knowledge.tokens import bigrams, words

LONG = 90.0
"""From this width (see `knowledge.chunking.width`) a query is a story and is read in windows."""

_LONGEST = 20_000  # characters; what goes beyond adds nothing to what is looked for
_UNSAYABLE = re.compile("[\0\ud800-\udfff]")
_NO_WORD = re.compile(
    r"[^\W_]{40,}|\b[b-df-hj-np-tv-xz]{4,}\b|\b[a-z]*[b-df-hj-np-tv-xz]{5,}[a-z]*\b",
    re.ASCII | re.IGNORECASE,
)
"""No vowel, or five consonants together; no language says much in such words alone."""
_MOST_PARTS = 24
_WINDOW, _STEP = 70.0, 25.0  # a need is told in three sentences or so, and begins anywhere
_CLAUSE = 5.0  # below this width a clause is joined to its neighbour
_MOST_CLAUSES = 4
_RECENT = re.compile(
    r"最近|最新|近期|近日|今天|今日|昨天|昨日|本周|这周|刚刚|眼下|目前|当前|现在"
    r"|\b(?:latest|recent|recently|today|yesterday|this week|currently|news)\b"
)
_END = re.compile(r"(?<=[。！？!?；;\n])|(?<=[A-Za-z0-9)\"'])\.\s+")
_CLAUSES = re.compile(
    r"[。！？!?；;\n]+|(?<=[，,、：:。！？!?；;])\s*(?:另外|顺便|还有|还想|同时|再有|除此之外)[，,]?|以及"
    r"|(?<=[A-Za-z0-9)])\.\s+|,?\s+(?:and also|also|besides|as well as)\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Part:
    """A stretch of a query that is looked for by itself.

    ``meant_words`` and ``meant_bigrams`` are not said: documents may say it so
    (`knowledge.search.thesaurus`).
    """

    text: str
    words: tuple[str, ...]
    bigrams: tuple[str, ...]
    meant_words: tuple[str, ...]
    meant_bigrams: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """A query taken apart once.

    ``parts``: overlapping windows of a story (``story``), or the clauses of a question that asks
    for several things; empty for a question that asks one.
    """

    whole: Part
    parts: tuple[Part, ...]
    story: bool
    asks_for_recent: bool
    english: bool

    @property
    def readable(self) -> bool:
        """Whether it is made of words: a model finds some meaning in any run of letters, too."""
        letters = "".join(_NO_WORD.findall(self.text))
        return len(letters) * 2 < max(len("".join(self.text.split())), 1)

    @property
    def text(self) -> str:
        """The query, stripped and of a reasonable length."""
        return self.whole.text

    @property
    def embedded(self) -> tuple[str, ...]:
        """The texts whose vectors are looked for: of a story its windows, which cover it."""
        parts = tuple(part.text for part in self.parts)
        return parts if self.story else (self.text, *parts)


def take_apart(query: str) -> Question:
    """The `Question` that ``query`` is; any string is one, also an empty one."""
    text = _UNSAYABLE.sub(" ", query[:_LONGEST]).strip()
    long = width(text) > LONG
    parts = _windows(text) if long else _clauses(text)
    several = len(parts) > 1
    return Question(
        whole=_part(text),
        parts=tuple(map(_part, parts)) if several else (),
        story=long and several,
        asks_for_recent=bool(_RECENT.search(normalise(text))),
        english=is_english(text),
    )


def is_english(text: str) -> bool:
    """Whether ``text`` is written in Latin letters."""
    return sum(character > "\u2e7f" for character in text) < len(text) / 5


def _part(text: str) -> Part:
    said, pairs, meant = tuple(words(text)), tuple(bigrams(text)), thesaurus().meant(text)
    return Part(
        text=text,
        words=said,
        bigrams=pairs,
        meant_words=tuple(word for word in words(meant) if word not in said),
        meant_bigrams=tuple(pair for pair in bigrams(meant) if pair not in pairs),
    )


def _windows(text: str) -> list[str]:
    """Runs of whole sentences of about `_WINDOW`, each beginning about `_STEP` after the last."""
    sentences = [found.strip() for found in _END.split(text) if found.strip()]
    sizes = [width(sentence) for sentence in sentences]
    starts, since = [0], 0.0
    for at, size in enumerate(sizes):
        if since >= _STEP:
            starts.append(at)
            since = 0.0
        since += size
    runs = [(start, _reach(sizes, start)) for start in starts]
    whole = [run for run, before in zip(runs, [(0, 0), *runs], strict=False) if run[1] > before[1]]
    return [" ".join(sentences[start:end]) for start, end in _thinned(whole)]


def _reach(sizes: Sequence[float], start: int) -> int:
    held = 0.0
    for at in range(start, len(sizes)):
        held += sizes[at]
        if held >= _WINDOW:
            return at + 1
    return len(sizes)


def _thinned(runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """At most `_MOST_PARTS` of ``runs``, evenly: of a book, too, some of every page is read."""
    every = -(-len(runs) // _MOST_PARTS)
    return runs[::every]


def _clauses(text: str) -> list[str]:
    """What a short question asks one after the other; what is too short to ask goes along."""
    found: list[str] = []
    for clause in (piece.strip(" ，,、") for piece in _CLAUSES.split(text)):
        if not clause:
            continue
        if found and min(width(clause), width(found[-1])) < _CLAUSE:
            found[-1] = f"{found[-1]} {clause}"
        else:
            found.append(clause)
    return found[:_MOST_CLAUSES]
