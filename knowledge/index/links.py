"""Which documents refer to which: by link, by code, by title.

A procedure says what is done in another one; who needs the first usually needs the second.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from knowledge.documents import Document
from knowledge.normalisation import normalise

Links = NDArray[np.int32]
"""Shape (links, 2): the document that refers, and the one that it refers to, by position."""

_MOST = 20  # of one document: an index page of everything says nothing of anything
_HEAD = 40  # characters at the start of a text in which a document says its own code
_CODE = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Z]{1,6}[-_ ]?|[a-z]{1,8}[-_])\d{2,6}(?:\.\d{1,3})?(?![\w-])"
)
_TARGET = re.compile(r"\]\(\s*<?([^)\s>]+)|\bhref\s*=\s*[\"']?([^\"'\s>]+)|\[\[([^\]|#]+)", re.I)
_NAMED = re.compile(r"《([^》]{2,60})》|“([^”]{2,80})”|\"([^\"\n]{4,100})\"|「([^」]{2,60})」")
_WORD = re.compile(r"[a-z0-9]+")
_TITLE_WORDS = 3  # from which an English title is recognised without quotation marks


def links(documents: Sequence[Document]) -> Links:
    """Every reference between two of ``documents`` of one collection; none to itself.

    A name that several documents bear refers to none of them.
    """
    names = _names(documents)
    titles = _titles(documents)
    found: list[tuple[int, int]] = []
    for at, document in enumerate(documents):
        known = names[document.collection]
        to = dict.fromkeys(
            target
            for name in _mentioned(document, titles[document.collection])
            if (target := known.get(name)) is not None and target != at
        )
        found += [(at, target) for target in list(to)[:_MOST]]
    return np.array(found, np.int32).reshape(-1, 2)


def _names(documents: Sequence[Document]) -> Mapping[str, Mapping[str, int]]:
    """By collection: whatever names exactly one document, and its position.

    What a text begins with names it only where no other document has that in its id or title.
    """
    sure, perhaps = (defaultdict[tuple[str, str], set[int]](set) for _ in range(2))
    for at, document in enumerate(documents):
        for name in _own_names(document):
            sure[document.collection, name].add(at)
        for code in _CODE.findall(document.text[:_HEAD]):
            perhaps[document.collection, _code(code)].add(at)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for claimed in ({key: perhaps[key] for key in perhaps.keys() - sure.keys()}, sure):
        for (collection, name), places in claimed.items():
            if len(places) == 1:
                found[collection][name] = min(places)
    return found


def _own_names(document: Document) -> Iterator[str]:
    yield from _paths(document.id)
    if document.title:
        yield _level(document.title)
        yield _level(_CODE.sub("", document.title))
    for text in (document.id, document.title):
        yield from map(_code, _CODE.findall(text))


def _mentioned(document: Document, titles: Mapping[tuple[str, str], list[str]]) -> Iterator[str]:
    for match in _TARGET.finditer(document.text):
        yield from _paths(next(filter(None, match.groups())))
    yield from map(_code, _CODE.findall(document.text))
    for match in _NAMED.finditer(document.text):
        yield _level(next(filter(None, match.groups())))
    if titles:
        yield from _titles_within(document.text, titles)


def _titles(
    documents: Sequence[Document],
) -> Mapping[str, Mapping[tuple[str, str], list[str]]]:
    """By collection: English titles of some length, by their first two words."""
    found: dict[str, dict[tuple[str, str], list[str]]] = defaultdict(lambda: defaultdict(list))
    for document in documents:
        for title in {_level(document.title), _level(_CODE.sub("", document.title))}:
            words = title.split()
            if len(words) >= _TITLE_WORDS and title.isascii():
                found[document.collection][words[0], words[1]].append(title)
    return found


def _titles_within(text: str, titles: Mapping[tuple[str, str], list[str]]) -> Iterator[str]:
    words = _WORD.findall(text.lower())
    for at, pair in enumerate(pairwise(words)):
        for title in titles.get(pair, ()):
            if words[at : at + title.count(" ") + 1] == title.split():
                yield title


def _paths(target: str) -> Iterator[str]:
    """What a link's target may call a document: its id, with or without folders and ending."""
    path = re.split(r"[#?]", target, maxsplit=1)[0].strip().lower().removeprefix("./")
    while path.startswith("../"):
        path = path[3:]
    stem = re.sub(r"\.(?:md|html?|txt|pdf|docx|json)$", "", path)
    for name in (path, stem, stem.rsplit("/", 1)[-1]):
        if name:
            yield f"/{name}"


def _code(written: str) -> str:
    return re.sub(r"[-_ ]", "", written).lower()


def _level(title: str) -> str:
    level = normalise(title)
    return " ".join(_WORD.findall(level)) if level.isascii() else re.sub(r"\W+", "", level)
