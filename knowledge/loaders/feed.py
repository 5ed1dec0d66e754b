"""RSS and Atom feeds: each entry a document."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from knowledge.dates import parse_day
from knowledge.documents import Document, Failure
from knowledge.loaders.markup import visible_text
from knowledge.loaders.plain import decode

_TEXTS = ("encoded", "content", "description", "summary")
_DECLARED = re.compile(rb"""(\s*<\?xml[^>]*encoding=["'])([\w.-]+)(["'])""")
_MARKUP = re.compile(r"<[a-zA-Z/!][^>]*>")


def load(path: Path) -> Iterator[Document | Failure]:
    """Each item or entry, named by its guid, id or link.

    Raises:
        ValueError: the file is well-formed XML and no feed.
    """
    from defusedxml.ElementTree import fromstring  # refuses entity bombs and outside entities

    root: Element = fromstring(_in_utf8(path.read_bytes()))
    entries = [element for element in root.iter() if _name(element) in ("item", "entry")]
    if not entries and _name(root) not in ("rss", "feed", "RDF"):
        raise ValueError(f"must be RSS or Atom, got <{_name(root)}>")
    channel = next((e for e in root.iter() if _name(e) in ("channel", "feed")), root)
    site = _text(channel, "title")
    for number, entry in enumerate(entries, start=1):
        yield _entry(entry, site, path, number)


def _in_utf8(data: bytes) -> bytes:
    """The feed in an encoding that the XML parser reads: it has none of the Chinese ones."""
    declared = _DECLARED.match(data)
    if not declared or declared.group(2).lower() in (b"utf-8", b"utf-16"):
        return data
    return _DECLARED.sub(rb"\1utf-8\3", decode(data).encode(), count=1)


def _entry(entry: Element, site: str, path: Path, number: int) -> Document | Failure:
    body = max((_plain(_text(entry, name)) for name in _TEXTS), key=len)
    title = _plain(_text(entry, "title"))
    if not any(map(str.isalnum, body)):
        body = title
    if not body:
        return Failure(str(path), "entry must have text, got none", number)
    link = _link(entry)
    day = next((_text(entry, n) for n in ("pubDate", "published", "date", "updated")
                if _text(entry, n)), "")  # fmt: skip
    return Document(
        id=_text(entry, "guid") or _text(entry, "id") or link or f"{path.as_posix()}#{number}",
        title=title,
        text=body,
        source=_text(entry, "source") or site,
        published=parse_day(day),
        url=link,
        kind="news",
        origin=path.as_posix(),
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


def _plain(text: str) -> str:
    return visible_text(text)[0] if _MARKUP.search(text) else text.strip()
