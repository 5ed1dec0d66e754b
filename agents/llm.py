"""The text model: any OpenAI-compatible endpoint, asked for a reply of a given shape.

It words; it never decides. Whatever goes wrong with it is one of two errors, so that the caller
can fall back to the template writer: the endpoint did not answer in time, or its reply cannot be
used.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

Reply = TypeVar("Reply", bound=BaseModel)


class LlmError(Exception):
    """The text model could not be used; ``reason`` is one word for traces and metrics."""

    reason = "error"


class LlmUnavailable(LlmError):
    """No answer in time: connection refused, time-out, overload, server error."""

    reason = "unavailable"


class LlmBadReply(LlmError):
    """An answer that is not of the asked shape: cut, refused, not JSON, too long."""

    reason = "bad_reply"


@dataclass(frozen=True)
class Usage:
    """What one reply cost: tokens where the endpoint counts them, and seconds."""

    prompt_tokens: int
    completion_tokens: int
    seconds: float


class TextModel(Protocol):
    """What the writer needs of a text model; a real endpoint and a scripted one both do it."""

    @property
    def name(self) -> str:
        """The model's name, for traces."""
        ...

    def reply(self, messages: Sequence[tuple[str, str]], shape: type[Reply]) -> tuple[Reply, Usage]:
        """The model's reply as a ``shape``; raises ``LlmError``."""
        ...


@dataclass(frozen=True)
class Endpoint:
    """An OpenAI-compatible endpoint (``TextModel``).

    Args:
        base_url: for example ``http://127.0.0.1:8000/v1``.
        name: the model's name at that endpoint.
        timeout: seconds for the whole reply, first byte to last; an endless stream ends here.
        max_tokens: the reply's length limit.
    """

    base_url: str
    name: str
    api_key: str = "none"
    timeout: float = 20.0
    max_tokens: int = 320
    temperature: float = 0.3

    def reply(self, messages: Sequence[tuple[str, str]], shape: type[Reply]) -> tuple[Reply, Usage]:
        """Ask for a JSON reply by schema (guided decoding where the server has it).

        Raises:
            LlmUnavailable: no connection, time-out, 429 or 5xx.
            LlmBadReply: refused, cut short, or not of the shape.
        """
        import httpx
        import openai

        started = time.monotonic()
        try:
            text, prompt_tokens, completion_tokens = self._stream(messages, shape, started)
        except (openai.APIConnectionError, openai.APIStatusError, httpx.HTTPError) as error:
            raise LlmUnavailable(f"{self.base_url}: {type(error).__name__}: {error}") from error
        except openai.OpenAIError as error:
            raise LlmBadReply(f"{self.base_url}: {error}") from error
        try:
            parsed = shape.model_validate_json(text)
        except ValidationError as error:
            raise LlmBadReply(
                f"{self.name} must reply with a {shape.__name__} in JSON, got {text[:80]!r}"
            ) from error
        return parsed, Usage(prompt_tokens, completion_tokens, time.monotonic() - started)

    def _stream(
        self, messages: Sequence[tuple[str, str]], shape: type[BaseModel], started: float
    ) -> tuple[str, int, int]:
        text = ""
        usage: Any = None
        for chunk in self._client(shape).stream(list(messages)):
            # Streaming bounds the whole reply: the client's own time-out bounds only each read.
            if time.monotonic() - started > self.timeout:
                raise LlmUnavailable(f"{self.base_url}: no full reply within {self.timeout:g} s")
            text += str(chunk.content)
            usage = chunk.usage_metadata or usage
        counts = usage or {}
        return text, counts.get("input_tokens", 0), counts.get("output_tokens", 0)

    def _client(self, shape: type[BaseModel]) -> Any:
        from langchain_openai import ChatOpenAI

        client = ChatOpenAI(
            base_url=self.base_url,
            api_key=self.api_key,
            model=self.name,
            temperature=self.temperature,
            max_completion_tokens=self.max_tokens,
            timeout=self.timeout,
            max_retries=1,
            stream_usage=True,
        )
        schema = {"name": shape.__name__, "schema": shape.model_json_schema(), "strict": True}
        return client.bind(response_format={"type": "json_schema", "json_schema": schema})
