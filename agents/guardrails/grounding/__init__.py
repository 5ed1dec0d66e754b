"""Every figure of a text bound to the fact that it states: ``bind``."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agents.guardrails.grounding.binding import Binding, GroundingResult, bind

__all__ = ["Binding", "GroundingResult", "bind"]


def __getattr__(name: str) -> object:
    if name in __all__:
        from agents.guardrails.grounding import binding

        return getattr(binding, name)
    raise AttributeError(name)
