"""What a page holds and its reader does not see: taken out of the text, and looked at apart.

Nobody could check a citation of text that is not to be seen, and instructions to a machine hide
there. White letters are left in: on a dark table head they are what everybody reads, and where
they hide something it is marked like any other text.
"""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)"
    r"|font-size\s*:\s*(?:0|0?\.\d+|[01](?:\.\d+)?\s*(?:px|pt))(?:\s|;|!|$|p|r|e|%)"
    r"|text-indent\s*:\s*-\d{3,}|(?:left|top)\s*:\s*-\d{4,}px|max-height\s*:\s*0",
    re.IGNORECASE,
)
_RULE = re.compile(r"([^{}]{1,200})\{([^{}]{0,1000})\}")
_SIMPLE = re.compile(r"[\w-]*[.#][\w-]+|\[hidden\]")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_NEVER_TEXT = ("script", "style", "noscript", "template", "head")


def taken_apart(page: str) -> tuple[str, str]:
    """``page`` without what is hidden in it, and the hidden text.

    Hidden is: comments, ``hidden``, and what an inline style or a plain rule of the page's own
    style sheet makes invisible or less than two points high. Broken markup is no error; a page
    that cannot be parsed comes back as it is.
    """
    from lxml import etree, html

    try:
        root = html.document_fromstring(_DECLARATION.sub("", page))
    except (etree.ParserError, ValueError):
        return page, ""
    rules = _hiding_rules(root)
    hidden: list[str] = []
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            hidden.append(str(element.text or ""))
            _drop(element)
        elif element.tag not in (*_NEVER_TEXT, "html", "body") and _is_hidden(element, rules):
            hidden.append(" ".join(str(text) for text in element.itertext()))
            _drop(element)
    shown: str = html.tostring(root, encoding="unicode")
    return shown, "\n".join(hidden)


def _is_hidden(element: "HtmlElement", rules: frozenset[str]) -> bool:
    if "hidden" in element.attrib or _HIDING.search(element.get("style") or ""):
        return True
    names = {f".{name}" for name in (element.get("class") or "").split()}
    if element.get("id"):
        names.add(f"#{element.get('id')}")
    return bool(rules) and any(name in rules or f"{element.tag}{name}" in rules for name in names)


def _hiding_rules(root: "HtmlElement") -> frozenset[str]:
    """Selectors of one class or id that the page's own style sheets hide."""
    found: set[str] = set()
    for sheet in root.iter("style"):
        for selectors, rule in _RULE.findall(sheet.text or ""):
            if _HIDING.search(rule):
                found |= {one.strip() for one in selectors.split(",")}
    return frozenset(one for one in found if _SIMPLE.fullmatch(one))


def _drop(element: "HtmlElement") -> None:
    """Take ``element`` out; the text after it belongs to its neighbour and stays."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)
