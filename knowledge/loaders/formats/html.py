"""Web pages: the article without menus, footers and what is hidden in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.documents import Document
from knowledge.injected import addresses_a_machine
from knowledge.loaders.concealed import taken_apart
from knowledge.loaders.described import described, labelled_day
from knowledge.loaders.formats.plain import decode
from knowledge.loaders.markup import visible_text

_DECLARED = re.compile(rb"""<meta[^>]+charset=["']?\s*([\w-]+)""", re.IGNORECASE)
_SHORT_PAGE = 5000  # characters; below it, extraction by density is known to drop real content
_DATED = re.compile(
    r"""<time\b[^>]*>.*?</time>|<script[^>]*ld\+json[^>]*>.*?</script>""", re.IGNORECASE | re.DOTALL
)
_OWN = re.compile(
    r"""<meta\s[^>]*name=["'](?:weiwo|dc)[.:]([\w-]+)["'][^>]*content=["']([^"']*)["']""",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Page:
    title: str = ""
    text: str = ""
    site: str = ""
    url: str = ""


def load(path: Path) -> Iterator[Document]:
    """The page as one document, named by its path.

    Title, day, site and address come from its meta elements; ``<meta name="weiwo.access"
    content="staff">`` and the like give any other field.
    """
    page, hidden = taken_apart(_decode(path.read_bytes()))
    found = _extract(page)
    everything, page_title = visible_text(page)
    article = found.text
    dropped = len(article) < len(everything) / 2 and len(everything) <= _SHORT_PAGE
    if dropped or not article:
        article = everything
    yield described(
        path,
        article,
        {
            "title": found.title or page_title,
            "published": _declared_day(page) or labelled_day(everything),
            "source": found.site,
            "url": found.url,
            **{name.lower(): value for name, value in _OWN.findall(page)},
        },
        suspicious=addresses_a_machine(hidden),
    )


def _decode(data: bytes) -> str:
    declared = _DECLARED.search(data[:4096])
    name = declared.group(1).decode("ascii") if declared else ""
    if name:
        try:
            return data.decode("gb18030" if name.lower().startswith("gb") else name)
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)


def _extract(page: str) -> _Page:
    """What trafilatura finds; empty where it finds nothing."""
    from trafilatura import bare_extraction

    found = bare_extraction(page, favor_recall=True, include_comments=False, with_metadata=True)
    if found is None:
        return _Page()
    fields = found if isinstance(found, dict) else found.as_dict()
    names = ("title", "text", "sitename", "url")
    return _Page(*(str(fields.get(name) or "") for name in names))


def _declared_day(page: str) -> str:
    """The day in the page's meta elements, structured data and <time>; empty without one.

    Days elsewhere on the page are not looked at: they may be a copyright line's.
    """
    from htmldate import find_date

    head = page[: page.lower().find("</head>") + 1]
    told = "".join(_DATED.findall(page))
    found = find_date(
        f"<html>{head}</head><body>{told}</body></html>", extensive_search=False, original_date=True
    )
    return found or ""
