"""Web pages: the article without menus and footers."""

import re
from collections.abc import Iterator
from pathlib import Path

from knowledge.dates import parse_day
from knowledge.documents import Document
from knowledge.loaders.markup import visible_text
from knowledge.loaders.plain import decode

_DECLARED = re.compile(rb"""<meta[^>]+charset=["']?\s*([\w-]+)""", re.IGNORECASE)
_SHORT_PAGE = 5000  # characters; below it, extraction by density is known to drop real content


def load(path: Path) -> Iterator[Document]:
    """The page as one document, named by its path."""
    page = _decode(path.read_bytes())
    title, article, published, source = _extract(page)
    everything, page_title = visible_text(page)
    dropped = len(article) < len(everything) / 2 and len(everything) <= _SHORT_PAGE
    if dropped or not article:
        article = everything
    yield Document(
        id=path.as_posix(),
        title=title or page_title,
        text=article,
        source=source,
        published=parse_day(published),
        origin=path.as_posix(),
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


def _extract(page: str) -> tuple[str, str, str, str]:
    """Title, article, day and site by trafilatura; empty where it finds none."""
    from trafilatura import bare_extraction

    found = bare_extraction(page, favor_recall=True, include_comments=False, with_metadata=True)
    if found is None:
        return "", "", "", ""
    fields = found if isinstance(found, dict) else found.as_dict()
    title, text, day, site = (fields.get(key) for key in ("title", "text", "date", "sitename"))
    return str(title or ""), str(text or ""), str(day or ""), str(site or "")
