"""PDF files that carry their text."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

from knowledge.documents import Document, Failure

_SPLIT_CHINESE = re.compile(r"(?<=[\u3400-\u9fff，、；：])[ \t]*\n[ \t]*(?=[\u3400-\u9fff])")
_WIDE_GAP = re.compile(r"[ \t]{2,}")


def load(path: Path) -> Iterator[Document | Failure]:
    """The file as one document, its pages joined; a scan without text is a failure."""
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns of each oddity it mends
    reader = PdfReader(path)
    if reader.is_encrypted and not reader.decrypt(""):
        yield Failure(str(path), "is encrypted and needs a password")
        return
    pages = [page.extract_text() or "" for page in reader.pages]
    text = _WIDE_GAP.sub(" ", "\n".join(pages)).strip()
    # Lines end where the page ends, in the middle of Chinese sentences.
    text = _SPLIT_CHINESE.sub("", text)
    if not any(map(str.isalnum, text)):
        yield Failure(str(path), f"has no text layer on {len(pages)} pages (a scan?)")
        return
    title = str((reader.metadata.title if reader.metadata else None) or "").strip()
    first = text.split("\n", 1)[0].strip()
    yield Document(
        id=path.as_posix(),
        title=title or (first if len(first) <= 60 and first != text else ""),
        text=text,
        origin=path.as_posix(),
    )
