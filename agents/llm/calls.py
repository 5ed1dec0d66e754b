"""What a turn's trace says of each call to the text model."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agents.llm.errors import LlmError
from agents.llm.text_model import Usage

if TYPE_CHECKING:
    from prompts.catalogue import Prompt


@dataclass(frozen=True)
class Call:
    """One call: by which node, with which prompt (name, version, hash), how it went, what it cost.

    ``outcome`` is ``ok``, ``cached``, ``unavailable`` or ``bad_reply``; ``kind`` which of them;
    ``seconds`` the caller waited.
    """

    node: str
    prompt: str
    version: int
    hash: str
    outcome: str
    kind: str = ""
    model: str = ""
    endpoint: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    cost: float = 0.0
    seconds: float = 0.0
    first_seconds: float = 0.0
    attempts: int = 0

    @classmethod
    def ok(cls, node: str, prompt: "Prompt", usage: Usage) -> "Call":
        """A call that brought a reply."""
        return cls(
            *(node, prompt.front.name, prompt.front.version, prompt.hash, "ok"),
            model=usage.model,
            endpoint=usage.endpoint,
            prompt_tokens=usage.prompt_tokens,
            completion_tokens=usage.completion_tokens,
            cached_tokens=usage.cached_tokens,
            cost=usage.cost,
            seconds=round(usage.seconds, 3),
            first_seconds=round(usage.first_seconds, 3),
            attempts=usage.attempts,
        )

    @classmethod
    def cached(cls, node: str, prompt: "Prompt", model: str) -> "Call":
        """A reply that was given before to the same words."""
        return cls(
            *(node, prompt.front.name, prompt.front.version, prompt.hash, "cached"), model=model
        )

    @classmethod
    def failed(cls, node: str, prompt: "Prompt", error: LlmError, seconds: float) -> "Call":
        """A call that brought none. The error's own words name the server; a trace does not."""
        return cls(
            *(node, prompt.front.name, prompt.front.version, prompt.hash, error.reason),
            kind=error.kind,
            seconds=round(seconds, 3),
            attempts=error.attempts,
        )


def spent(calls: Iterable[Call]) -> dict[str, float]:
    """What the calls of a turn took together."""
    made = tuple(calls)
    return {
        "calls": len(made),
        "prompt_tokens": sum(call.prompt_tokens for call in made),
        "completion_tokens": sum(call.completion_tokens for call in made),
        "cached_tokens": sum(call.cached_tokens for call in made),
        "cost": round(sum(call.cost for call in made), 6),
        "seconds": round(sum(call.seconds for call in made), 3),
    }
