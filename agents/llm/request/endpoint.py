"""One OpenAI-compatible endpoint, and one request to it."""

import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, NoReturn

from pydantic import BaseModel

from agents.llm.accounting import Prices
from agents.llm.deadline import Deadline, Monotonic
from agents.llm.errors import LlmBadReply, LlmUnavailable
from agents.llm.limits.backoff import retry_after
from agents.llm.request.completion import Completion
from agents.llm.request.parsing import Structured, must_be_whole, parsed, response_format
from agents.llm.request.streaming import TooLate, pieces, watch
from agents.llm.text_model import Reply, Usage
from home.clock import Clock, system_clock
from prompts.catalogue import Prompt

_CHARACTERS_A_TOKEN = 12
"""More than any token holds: a reply beyond so many times its limit does not keep to the limit."""


@dataclass(frozen=True)
class Endpoint:
    """An OpenAI-compatible endpoint (``TextModel``): one request, no second try.

    Args:
        base_url: for example ``http://127.0.0.1:8000/v1``.
        name: the model's name at that endpoint.
        timeout: seconds for the whole reply, first byte to last; an endless stream ends here.
        max_tokens: the reply's length limit.
        structured: how the endpoint is told the shape of the reply.
        extra: further members of the request, for example vLLM's ``chat_template_kwargs``.
        prices: what its tokens cost.
        label: what metrics and traces call it.
    """

    base_url: str
    name: str
    api_key: str = field(default="none", repr=False)
    timeout: float = 20.0
    max_tokens: int = 320
    temperature: float = 0.3
    structured: Structured = "json_schema"
    extra: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    prices: Prices = field(default_factory=Prices)
    label: str = "first"
    clock: Monotonic = field(default=time.monotonic, compare=False, repr=False)
    wall: Clock = field(default=system_clock, compare=False, repr=False)

    def reply(
        self,
        messages: Sequence[tuple[str, str]],
        shape: type[Reply],
        *,
        deadline: Deadline | None = None,
        prompt: Prompt | None = None,
    ) -> tuple[Reply, Usage]:
        """Ask for a JSON reply by schema (guided decoding where the server has it).

        Raises:
            LlmUnavailable: no connection, time-out, 429 or 5xx, or the request was turned down.
            LlmBadReply: refused, cut short, or not of the shape.
        """
        found = self.complete(messages, shape, deadline or Deadline.after(self.timeout, self.clock))
        must_be_whole(found, self.name)
        return parsed(found.text, shape, self.name), self.usage(found)

    def usage(self, found: Completion, attempts: int = 1) -> Usage:
        """What a completion cost here."""
        counted = (found.prompt_tokens, found.completion_tokens, found.cached_tokens)
        return Usage(
            prompt_tokens=found.prompt_tokens,
            completion_tokens=found.completion_tokens,
            seconds=found.seconds,
            cached_tokens=found.cached_tokens,
            first_seconds=found.first_seconds,
            cost=self.prices.cost(*counted),
            model=found.model or self.name,
            endpoint=self.label,
            attempts=attempts,
        )

    def complete(
        self,
        messages: Sequence[tuple[str, str]],
        shape: type[BaseModel],
        deadline: Deadline,
        ended: Callable[[], None] = lambda: None,
        heard: Callable[[str], bool] | None = None,
    ) -> Completion:
        """The text of one reply, by the sooner of ``deadline`` and this endpoint's time-out; it may
        have been cut, or be empty (``must_be_whole``), and has been paid for all the same.

        ``heard`` is told the text as it grows, and ends the stream where it answers False.

        ``ended`` is called once the connection is let go of, which may be after this has raised.

        Raises:
            LlmUnavailable: as for ``reply``.
            LlmBadReply: stopped by whoever heard it, or much longer than its limit.
        """
        import httpx
        import openai

        until = deadline.within(self.timeout)
        started = self.clock()
        found = Completion()
        try:
            coming = pieces(lambda: self._stream(messages, shape, until.left()), until, ended)
            with closing(coming):
                for chunk in coming:
                    self._take(found, chunk, started)
                    if heard is not None and not heard(found.text):
                        raise LlmBadReply(f"{self.name} was stopped by whoever heard it", "stopped")
        except TooLate:
            if until.called_off:  # its asker's doing, not the endpoint's
                raise LlmUnavailable("nobody waits any more", "called_off", fault=False) from None
            waited = self.clock() - started
            raise LlmUnavailable(
                f"{self.base_url}: no full reply within {waited:.3g} s", "timeout"
            ) from None
        except (openai.OpenAIError, httpx.HTTPError) as error:
            self._failed(error)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
            # What the client's parser trips over: a proxy's page, chunks of another shape.
            said = f"{self.base_url} must speak the API: {type(error).__name__}: {error}"
            raise LlmUnavailable(said, "protocol") from error
        found.seconds = self.clock() - started
        return found

    def _take(self, found: Completion, chunk: Any, started: float) -> None:
        said = str(chunk.content)
        if said and not found.text:
            found.first_seconds = self.clock() - started
        found.text += said
        found.finish = chunk.response_metadata.get("finish_reason") or found.finish
        found.model = chunk.response_metadata.get("model_name") or found.model
        if counts := chunk.usage_metadata:
            found.prompt_tokens = counts.get("input_tokens", 0)
            found.completion_tokens = counts.get("output_tokens", 0)
            found.cached_tokens = counts.get("input_token_details", {}).get("cache_read", 0)
        if len(found.text) > self.max_tokens * _CHARACTERS_A_TOKEN:
            raise LlmBadReply(f"{self.name} must stop at {self.max_tokens} tokens", "too_long")

    def _failed(self, error: Exception) -> NoReturn:
        """Which failure it was, and whether asking again may help."""
        import openai

        said = f"{self.base_url}: {type(error).__name__}: {str(error)[:200]}"
        if isinstance(error, openai.APIStatusError):
            status = error.status_code
            if status == 429:
                wait = retry_after(error.response.headers, self.wall)
                raise LlmUnavailable(
                    said, "rate_limited", again=True, retry_after=wait, fault=False
                ) from error
            if status >= 500:
                wait = retry_after(error.response.headers, self.wall)
                raise LlmUnavailable(said, "server_error", again=True, retry_after=wait) from error
            # The key, the model's name or the request itself: the same again fails again.
            known = status in (401, 403, 404)
            raise LlmUnavailable(said, "rejected", fault=known) from error
        if isinstance(error, openai.APITimeoutError):
            raise LlmUnavailable(said, "timeout") from error
        raise LlmUnavailable(said, "connection", again=True) from error

    def _stream(
        self, messages: Sequence[tuple[str, str]], shape: type[BaseModel], seconds: float
    ) -> Generator[Any, None, None]:
        body = {**response_format(shape, self.structured), **self.extra}
        # Not LangChain's own response_format: it parses the growing text anew at every piece.
        more = {"extra_body": body} if body else {}
        yield from self._client.stream(list(messages), timeout=max(seconds, 0.001), **more)

    @cached_property
    def _client(self) -> Any:
        import ssl

        import httpx
        from langchain_openai import ChatOpenAI

        # Reading the machine's certificates takes a while; without them no TLS is trusted.
        plain = self.base_url.startswith("http://")
        verify = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if plain else True
        # Bounded by ``slots``, not by the pool; a connection is let go of when nobody waits.
        limits = httpx.Limits(max_connections=None)
        client = httpx.Client(event_hooks={"response": [watch]}, limits=limits, verify=verify)
        return ChatOpenAI(
            base_url=self.base_url,
            api_key=self.api_key,
            model=self.name,
            temperature=self.temperature,
            max_completion_tokens=self.max_tokens,
            max_retries=0,
            stream_usage=True,
            use_responses_api=False,
            http_client=client,
        )
