"""What a reader sees of HTML, without its markup."""

from html.parser import HTMLParser

_LEFT_OUT = frozenset(
    ("script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form", "head")
)
_BLOCKS = frozenset(
    ("p", "div", "li", "tr", "br", "section", "article", "table", "ul", "ol", "dt", "dd", "hr")
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"))
_VOID = frozenset(("br", "hr"))


def visible_text(page: str) -> tuple[str, str]:
    """The text of ``page`` with a line per block or table row, and its <title>.

    Broken markup is no error.
    """
    reader = _Reader()
    reader.feed(page)
    reader.close()
    lines = (" ".join(line.split()).strip("| ") for line in "".join(reader.pieces).split("\n"))
    return "\n".join(line for line in lines if line), " ".join("".join(reader.title).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.title: list[str] = []
        self._skipping: list[str] = []
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _LEFT_OUT:
            self._skipping.append(tag)
        elif tag == "body":
            self._skipping.clear()  # a <head> that was never closed
        self._in_title = tag == "title" and "title" not in self._skipping
        if tag in _BLOCKS or tag in _HEADINGS:
            self.pieces.append("\n")
        elif tag in ("td", "th"):
            self.pieces.append(" | ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._skipping:
            while self._skipping.pop() != tag:
                pass
        self._in_title = False
        if (tag in _BLOCKS or tag in _HEADINGS) and tag not in _VOID:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title.append(data)
        elif not self._skipping:
            self.pieces.append(data)
