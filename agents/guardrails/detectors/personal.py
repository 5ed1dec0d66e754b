"""Full identity and card numbers in a text that goes out (G16)."""

from collections.abc import Iterable

from agents.guardrails.document import Document, Hit
from agents.guardrails.packs.schema import DetectorEntry
from agents.guardrails.personal_data import Kind, find

_SENSITIVE = {Kind.ID_CARD: "完整的身份证号码", Kind.BANK_CARD: "完整的银行卡号"}


def personal_data(document: Document, entry: DetectorEntry) -> Iterable[Hit]:
    """Identity cards and bank cards that are not masked."""
    del entry
    if sum(map(str.isdigit, document.mapped.original)) < 13 and not _spoken(document.text):
        return
    for datum in find(document.mapped.original):
        if datum.kind in _SENSITIVE:
            start, end = _inward(document, datum.start, datum.end)
            yield Hit(
                start,
                end,
                "detector:personal_data",
                message=f"文本中出现{_SENSITIVE[datum.kind]}。",
            )


def _spoken(text: str) -> bool:
    return sum(map(text.count, "〇零一二三四五六七八九幺")) >= 13


def _inward(document: Document, start: int, end: int) -> tuple[int, int]:
    """Offsets into the normalised text of an original stretch."""
    starts, ends = document.mapped.starts, document.mapped.ends
    inside = [i for i in range(len(starts)) if starts[i] >= start and ends[i] <= end]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)
