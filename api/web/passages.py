"""The passage behind a citation, within what its reader may read."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.web.views import CitationView
from home.errors import NotFound

if TYPE_CHECKING:
    from api.door import Door
    from tools.access import Scope

AROUND = 600  # characters shown before and after the passage


@dataclass(frozen=True)
class PassageView:
    """A document's text around the passage, which stands apart to be marked."""

    title: str
    origin: str
    before: str
    passage: str
    after: str
    url: str = ""


def passage_of(door: "Door", scope: "Scope", citation: CitationView) -> PassageView:
    """Read the cited document again for this reader; its labels are applied by the search itself.

    A document that was removed since is shown as it was quoted.
    """
    try:
        document = door.parts.toolbox.knowledge.document(citation.document, access=scope.labels())
    except NotFound:
        return PassageView(citation.title, citation.origin, "", citation.quote, "")
    text = document.text
    start, end = citation.span or _found(text, citation.quote)
    start, end = max(0, min(start, len(text))), max(0, min(end, len(text)))
    return PassageView(
        title=document.title or citation.title,
        origin=citation.origin,
        before=("……" if start > AROUND else "") + text[max(0, start - AROUND) : start],
        passage=text[start:end],
        after=text[end : end + AROUND] + ("……" if end + AROUND < len(text) else ""),
        url=getattr(document, "url", "") or "",
    )


def _found(text: str, quote: str) -> tuple[int, int]:
    at = text.find(quote) if quote else -1
    return (at, at + len(quote)) if at >= 0 else (0, 0)
