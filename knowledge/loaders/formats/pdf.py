"""PDF files that carry their text: lines as they stand, tables a row a line."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.dates import parse_day
from knowledge.documents import Document, Failure
from knowledge.injected import addresses_a_machine
from knowledge.loaders.described import described, labelled_day

if TYPE_CHECKING:
    from pdfplumber.page import Page
    from pdfplumber.pdf import PDF

_CHINESE = re.compile(r"[\u3400-\u9fff，、；：]")
_WIDE_GAP = re.compile(r"[ \t]{2,}")
_BLANK_IN_CHINESE = re.compile(r"(?<=[\u3400-\u9fff])\s*\n\s*(?=[\u3400-\u9fff])")
_SMALLEST = 3.0
"""Points; nobody reads smaller letters, and they are left out as hidden."""

_FULL = 0.9
"""Share of the text's width from which a line runs on in the next one."""

_COLUMNS = 2  # blanks in a line of Chinese from which it is a row
_IN_WORDS = re.compile(r"[A-Za-z0-9,;)]$")
_NO_TITLE = re.compile(r"\(?(?:untitled|anonymous|无标题|未命名)\)?", re.IGNORECASE)
_OF_A_PROGRAM = re.compile(r"^Microsoft (?:Word|PowerPoint|Excel) - |\.(?:docx?|pptx?|xlsx?|wps)$")
_LISTED = 20  # pages that a message names


@dataclass
class _Read:
    """What the pages gave; ``scans`` and ``broken`` are page numbers."""

    pages: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    scans: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)


def load(path: Path) -> Iterator[Document | Failure]:
    """The file as one document, its pages joined; what could not be read of it is a failure.

    Pages that are pictures (scans) and pages that are damaged are named by their numbers, and
    the others are taken in. The day is the one that the text gives, else that of the file's
    own information (its making, not its copying).
    """
    import pdfplumber
    from pdfplumber.utils.exceptions import PdfminerException

    for noisy in ("pdfminer", "pypdf", "pdfplumber"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)  # they warn of each oddity they mend
    try:
        opened = pdfplumber.open(path)
    except PdfminerException as error:
        if "Password" in repr(error):
            yield Failure(str(path), "is encrypted and needs a password")
            return
        raise
    with opened:
        read = _read(opened)
        fields = _information(opened)
    text = _WIDE_GAP.sub(" ", "\n".join(read.pages)).strip()
    yield from _passed_over(path, read, has_text=any(map(str.isalnum, text)))
    if any(map(str.isalnum, text)):
        first = text.split("\n", 1)[0].strip()
        fields["title"] = fields["title"] or (first if len(first) <= 60 and first != text else "")
        fields["published"] = labelled_day(text) or fields["published"]
        hidden = " ".join(read.hidden)
        yield described(path, text, fields, suspicious=addresses_a_machine(hidden))


def _passed_over(path: Path, read: _Read, *, has_text: bool) -> Iterator[Failure]:
    total = len(read.pages)
    if read.broken:
        yield Failure(str(path), f"{_pages(read.broken, total)} cannot be read")
    if read.scans and has_text:
        yield Failure(
            str(path), f"{_pages(read.scans, total)} without a text layer (scanned?), passed over"
        )
    elif not has_text and not read.broken:
        yield Failure(str(path), f"has no text layer on {total} pages (a scan?)")


def _pages(numbers: list[int], total: int) -> str:
    named = ", ".join(map(str, numbers[:_LISTED])) + (" ..." if len(numbers) > _LISTED else "")
    return f"pages {named} of {total}" if len(numbers) > 1 else f"page {named} of {total}"


def _read(opened: "PDF") -> _Read:
    read = _Read()
    for number, page in enumerate(opened.pages, start=1):
        try:
            text, hidden = _page_text(page)
            if not any(map(str.isalnum, text)) and page.images:
                read.scans.append(number)
        except Exception:
            # The parser raises whatever it likes on a damaged page; the next one may be whole.
            text, hidden = "", ""
            read.broken.append(number)
        finally:
            page.close()  # else each page read stays in memory
        read.pages.append(text)
        read.hidden.append(hidden)
    return read


def _page_text(page: "Page") -> tuple[str, str]:
    """The page's text with its tables where they stand, and the letters too small to see."""
    small = page.filter(_too_small)
    hidden = small.extract_text() if small.chars else ""
    seen = page.filter(lambda item: not _too_small(item)) if small.chars else page
    tables = [table for table in seen.find_tables() if len(table.rows) > 1]
    boxes = [table.bbox for table in tables]
    around = seen.filter(lambda item: not _inside(item, boxes)) if boxes else seen
    lines = around.extract_text_lines(return_chars=False, strip=True)
    right = max((line["x1"] for line in lines), default=0.0)
    left = min((line["x0"] for line in lines), default=0.0)
    blocks = [(line["top"], str(line["text"]), _fills(line, left, right)) for line in lines]
    for table in tables:
        rows = [_row(cells) for cells in table.extract()]
        blocks.append((table.bbox[1], "\n".join(row for row in rows if row), False))
    return _flowing([block[1:] for block in sorted(blocks)]), hidden


def _fills(line: dict[str, object], left: float, right: float) -> bool:
    return float(str(line["x1"])) - left >= _FULL * (right - left)


def _flowing(blocks: list[tuple[str, bool]]) -> str:
    """Lines with sentences whole again: they end where the page ends.

    Each block with whether it fills its line; a short line ends what it says.
    """
    out: list[str] = []
    goes_on, before = False, ""
    for text, full in blocks:
        if goes_on and _goes_on_in_chinese(before, text):
            out[-1] += text
        elif goes_on and _IN_WORDS.search(before) and text[:1].islower():
            out[-1] += f" {text}"
        else:
            out.append(text)
        goes_on, before = full, text
    return "\n".join(out)


def _goes_on_in_chinese(before: str, text: str) -> bool:
    """Whether neither side of a break is anything but Chinese, nor a row of columns."""
    return (
        before.count(" ") < _COLUMNS
        and _CHINESE.fullmatch(text[:1]) is not None
        and _CHINESE.fullmatch(before[-1:]) is not None
    )


def _too_small(item: dict[str, object]) -> bool:
    size = item.get("size")
    return item.get("object_type") == "char" and isinstance(size, float) and size < _SMALLEST


def _inside(item: dict[str, object], boxes: list[tuple[float, float, float, float]]) -> bool:
    if item.get("object_type") != "char":
        return False
    x = (float(str(item["x0"])) + float(str(item["x1"]))) / 2
    y = (float(str(item["top"])) + float(str(item["bottom"]))) / 2
    return any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)


def _row(cells: list[str | None]) -> str:
    kept = [" ".join(_BLANK_IN_CHINESE.sub("", cell or "").split()) for cell in cells]
    return " | ".join(cell for cell in kept if cell)


def _information(opened: "PDF") -> dict[str, object]:
    """Title, author and day of the file's own information."""
    held = {str(key): value for key, value in opened.metadata.items()}
    day = parse_day(str(held.get("CreationDate") or "").removeprefix("D:")[:8])
    title, author = (str(held.get(name) or "").strip() for name in ("Title", "Author"))
    return {
        "title": "" if _NO_TITLE.fullmatch(title) else _OF_A_PROGRAM.sub("", title),
        "source": "" if _NO_TITLE.fullmatch(author) else author,
        "published": day.isoformat() if day else "",
    }
