"""What others need of a text model; endpoints, several together, and scripted ones are one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from pydantic import BaseModel

from agents.llm.deadline import Deadline

if TYPE_CHECKING:
    from prompts.catalogue import Prompt

Reply = TypeVar("Reply", bound=BaseModel)


@dataclass(frozen=True)
class Usage:
    """What one reply cost.

    ``seconds`` from the first request to the last byte, ``first_seconds`` to the first word of the
    reply that was taken; tokens where the endpoint counts them, ``cached_tokens`` of the prompt's
    were not computed anew; ``cost`` in the currency of the prices; ``attempts`` are requests sent.
    """

    prompt_tokens: int
    completion_tokens: int
    seconds: float
    cached_tokens: int = 0
    first_seconds: float = 0.0
    cost: float = 0.0
    model: str = ""
    endpoint: str = ""
    attempts: int = 1


class TextModel(Protocol):
    """Words in, a reply of a given shape out."""

    @property
    def name(self) -> str:
        """The model's name, for traces."""
        ...

    def reply(
        self,
        messages: Sequence[tuple[str, str]],
        shape: type[Reply],
        *,
        deadline: Deadline | None = None,
        prompt: "Prompt | None" = None,
        heard: Callable[[str], bool] | None = None,
    ) -> tuple[Reply, Usage]:
        """The model's reply as a ``shape``, by ``deadline``; ``prompt`` is what traces name.

        ``heard`` is told the reply's raw text as it grows, from its beginning again where a request
        is repeated, and ends the reply where it answers False (``LlmBadReply``, "stopped").

        Raises:
            LlmError: there is none that can be used.
        """
        ...
