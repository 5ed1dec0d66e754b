"""RSS and Atom feeds: each entry a document."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from knowledge.dates import parse_day
from knowledge.documents import Document, Failure, Removal
from knowledge.injected import addresses_a_machine
from knowledge.loaders.concealed import taken_apart
from knowledge.loaders.formats.plain import decode
from knowledge.loaders.markup import visible_text

_TEXTS = ("encoded", "content", "description", "summary")
_DECLARED = re.compile(rb"""(\s*<\?xml[^>]*encoding=["'])([\w.-]+)(["'])""")
_STRAY = re.compile(rb"&(?!#?\w{1,32};)")
_CLOSED = re.compile(rb"</(?:\w+:)?(?:item|entry|deleted-entry)\s*>")
_MARKUP = re.compile(r"<[a-zA-Z/!][^>]*>")


def load(path: Path) -> Iterator[Document | Removal | Failure]:
    """Each item or entry, named by its guid, id or link; withdrawn ones (RFC 6721) are removals.

    A feed that is not well formed gives the entries that can be made out, and a failure.

    Raises:
        ValueError: the file is no feed, or declares entities.
    """
    yield from entries(path.read_bytes(), path.as_posix())


def entries(data: bytes, origin: str) -> Iterator[Document | Removal | Failure]:
    """The entries of a feed's bytes; ``origin`` says where they came from. See `load`."""
    data = _STRAY.sub(b"&amp;", _in_utf8(data))
    root, broken = _parsed(data)
    found = [e for e in root.iter() if _name(e) in ("item", "entry", "deleted-entry")]
    if broken:  # an entry that is cut off says half of what it says
        found = found[: len(_CLOSED.findall(data))]
    if not found and (broken or _name(root) not in ("rss", "feed", "RDF")):
        raise ValueError(broken or f"must be RSS or Atom, got <{_name(root)}>")
    channel = next((e for e in root.iter() if _name(e) in ("channel", "feed")), root)
    site = _text(channel, "title")
    for number, entry in enumerate(found, start=1):
        yield _entry(entry, site, origin, number)
    if broken:
        reason = f"not well formed ({broken}); {len(found)} entries could be made out"
        yield Failure(origin, reason)


def _parsed(data: bytes) -> tuple[Element, str]:
    """The feed, and what is wrong with it where it is broken.

    What can be made out of broken XML comes from a parser that follows no entity and no network.
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring
    from lxml import etree

    try:
        return fromstring(data), ""
    except DefusedXmlException as error:
        raise ValueError(f"declares entities, which are never followed: {error}") from error
    except ParseError as error:
        parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
        made = None if b"<!DOCTYPE" in data else etree.fromstring(data, parser)
        if made is None:
            raise ValueError(str(error)) from error
        return fromstring(etree.tostring(made)), str(error)


def _in_utf8(data: bytes) -> bytes:
    """The feed in an encoding that the XML parser reads: it has none of the Chinese ones."""
    declared = _DECLARED.match(data)
    if not declared or declared.group(2).lower() in (b"utf-8", b"utf-16"):
        return data
    return _DECLARED.sub(rb"\1utf-8\3", decode(data).encode(), count=1)


def _entry(entry: Element, site: str, origin: str, number: int) -> Document | Removal | Failure:
    if _name(entry) == "deleted-entry":
        return Removal(str(entry.get("ref") or ""), origin=origin)
    raw = max((_text(entry, name) for name in _TEXTS), key=lambda text: len(_plain(text)[0]))
    (body, hidden), (title, _) = _plain(raw), _plain(_text(entry, "title"))
    if not any(map(str.isalnum, body)):
        body = title
    if not body:
        return Failure(origin, "entry must have text, got none", number)
    link = _link(entry)
    day = next((_text(entry, n) for n in ("pubDate", "published", "date", "updated")
                if _text(entry, n)), "")  # fmt: skip
    return Document(
        id=_text(entry, "guid") or _text(entry, "id") or link or f"{origin}#{number}",
        title=title,
        text=body,
        source=_text(entry, "source") or site,
        published=parse_day(day),
        url=link,
        kind="news",
        access="",
        origin=origin,
        suspicious=addresses_a_machine(hidden),
    )


def _name(element: Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _text(element: Element, name: str) -> str:
    """The text of the first direct child called ``name``, its markup included as text."""
    for child in element:
        if _name(child) == name:
            return "".join(child.itertext()).strip()
    return ""


def _link(entry: Element) -> str:
    for child in entry:
        if _name(child) == "link":
            return (child.get("href") or child.text or "").strip()
    return ""


def _plain(text: str) -> tuple[str, str]:
    """What a reader sees of an entry's markup, and what is hidden in it."""
    if not _MARKUP.search(text):
        return text.strip(), ""
    shown, hidden = taken_apart(text)
    return visible_text(shown)[0], hidden
