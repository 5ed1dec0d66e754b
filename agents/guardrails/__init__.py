"""What may go out and what comes in: ``check`` and ``screen``.

Importing this package loads nothing; the rule pack and models are read once, on first use.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from agents.guardrails.context import CheckContext, Customer, Fact, Product
    from agents.guardrails.screening.result import ScreenResult
    from agents.guardrails.verdicts import CheckResult, Finding, Verdict

__all__ = [
    "CheckContext",
    "CheckResult",
    "Customer",
    "Fact",
    "Finding",
    "Product",
    "ScreenResult",
    "Verdict",
    "check",
    "screen",
]

_HOMES = {
    "CheckContext": "context",
    "Customer": "context",
    "Fact": "context",
    "Product": "context",
    "CheckResult": "verdicts",
    "Finding": "verdicts",
    "Verdict": "verdicts",
    "ScreenResult": "screening",
}


def check(
    text: str,
    context: "CheckContext | None" = None,
    *,
    learned: bool = True,
    only: "Collection[str] | None" = None,
    plain: bool = False,
) -> "CheckResult":
    """Whether ``text`` may go out, with law, article, quote and a compliant wording per finding.

    ``learned`` says whether the detector learned from sentences by anyone looks too: it judges
    free words, and costs an embedding for a sentence that it doubts. ``only`` names the rules that
    hold for this text, where not all do. ``plain`` says that nobody can have disguised a word in
    it (the house's own templates), so that none is looked for.
    """
    from agents.guardrails.checker import engine

    return engine().check(text, context, learned=learned, only=only, plain=plain)


def screen(text: str, persona: str | None = None) -> "ScreenResult":
    """Whether ``text`` is let in, refused or handed to a person, and what to tell the asker."""
    from agents.guardrails.screening.screener import screen as screened

    return screened(text, persona)


def suspected(text: str) -> bool:
    """Whether ``text``, though let in, comes near to what is refused."""
    from agents.guardrails.screening.screener import suspected as near

    return near(text)


def __getattr__(name: str) -> object:
    import importlib

    if name in _HOMES:
        return getattr(importlib.import_module(f"agents.guardrails.{_HOMES[name]}"), name)
    raise AttributeError(name)
