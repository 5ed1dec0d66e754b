"""What a document is called, and by which names it speaks of others."""

import re
from collections.abc import Iterator

from knowledge.documents import Document
from knowledge.normalisation import normalise

_HEAD = 40  # characters at the start of a text in which a document says its own code
_CODE = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Z]{1,6}[-_ ]?|[a-z]{1,8}[-_])\d{2,6}(?:\.\d{1,3})?(?![\w-])"
)
_TARGET = re.compile(r"\]\(\s*<?([^)\s>]+)|\bhref\s*=\s*[\"']?([^\"'\s>]+)|\[\[([^\]|#]+)", re.I)
_NAMED = re.compile(r"《([^》]{2,60})》|“([^”]{2,80})”|\"([^\"\n]{4,100})\"|「([^」]{2,60})」")
_WORD = re.compile(r"[a-z0-9]+")
_CHINESE = re.compile("[\u3400-\u9fff]")
_TITLE_WORDS = 3  # from which an English title is recognised without quotation marks


def own_names(document: Document) -> Iterator[str]:
    """What surely names ``document``: its id, its title, the codes in them."""
    yield from _paths(document.id)
    if document.title:
        yield _level(document.title)
        yield _level(_CODE.sub("", document.title))
    for text in (document.id, document.title):
        yield from map(_code, _CODE.findall(text))


def maybe_names(document: Document) -> Iterator[str]:
    """The codes that its text begins with."""
    yield from map(_code, _CODE.findall(document.text[:_HEAD]))


def mentions(document: Document) -> Iterator[str]:
    """Whatever in its text may name another document, English titles aside."""
    for match in _TARGET.finditer(document.text):
        yield from _paths(next(filter(None, match.groups())))
    yield from map(_code, _CODE.findall(document.text))
    for match in _NAMED.finditer(document.text):
        yield _level(next(filter(None, match.groups())))


def english_titles(title: str) -> set[str]:
    """The forms of an English title that may be recognised within a sentence."""
    if not title or _CHINESE.search(title):
        return set()
    forms = {_level(title), _level(_CODE.sub("", title))}
    return {form for form in forms if form.isascii() and form.count(" ") >= _TITLE_WORDS - 1}


def words_of(text: str) -> list[str]:
    """The words of an English text, in order."""
    return _WORD.findall(text)


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
