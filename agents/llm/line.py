"""One endpoint with what stands before it: its places, its breaker, its span and its account."""

from collections.abc import Callable, Iterator, Sequence

from agents.llm.accounting import Account, Sample
from agents.llm.deadline import Deadline, Monotonic
from agents.llm.errors import LlmError, LlmUnavailable
from agents.llm.limits.breaker import Breaker
from agents.llm.limits.slots import Slots
from agents.llm.request.completion import Completion
from agents.llm.request.endpoint import Endpoint
from agents.llm.request.parsing import must_be_whole, parsed
from agents.llm.request.tracing import chat_span, completed
from agents.llm.text_model import Reply
from prompts.catalogue import Prompt

_STATES = {"closed": 0.0, "half_open": 0.5, "open": 1.0}


class Line:
    """The way to one endpoint; safe from any thread."""

    def __init__(
        self,
        endpoint: Endpoint,
        account: Account,
        clock: Monotonic,
        *,
        concurrency: int,
        failures: int,
        rest: float,
    ) -> None:
        self.endpoint = endpoint
        self.breaker = Breaker(failures, rest, clock)
        self.slots = Slots(concurrency)
        self._account = account

    def enter(self, seconds: float) -> str:
        """Take a place, waiting at most so long; "" where there is one, else why there is none.

        Whoever got in must ``ask`` next: that gives the place back.
        """
        if self.breaker.state == "open":
            return "circuit_open"
        if not self.slots.take(seconds):
            return "busy"
        if not self.breaker.admits():
            self.slots.give_back()
            return "circuit_open"
        return ""

    def ask(
        self,
        messages: Sequence[tuple[str, str]],
        shape: type[Reply],
        until: Deadline,
        prompt: Prompt | None,
        restored: Callable[[str], str],
        heard: Callable[[str], bool] | None = None,
    ) -> tuple[Reply, Completion]:
        """One request; ``restored`` puts back into the reply what was masked, and ``heard`` is told
        that as it grows.

        Raises:
            LlmError: no usable reply; counted, and told to the breaker.
        """
        outcome = "fault"
        listens = None if heard is None else lambda text: heard(restored(text))
        try:
            with chat_span(self.endpoint, prompt) as span:
                found = self.endpoint.complete(
                    messages, shape, until, self.slots.give_back, listens
                )
                completed(span, found)
                self._spent(found)
                must_be_whole(found, self.endpoint.name)
                reply = parsed(restored(found.text), shape, self.endpoint.name)
            outcome = "ok"
            self.breaker.succeeded()
        except LlmError as error:
            outcome = error.kind
            self._tell(error)
            raise
        except BaseException:
            self.breaker.failed()
            raise
        finally:
            self._account.add("weiwo_llm_requests_total", 1, **self._labels, outcome=outcome)
        return reply, found

    def _tell(self, error: LlmError) -> None:
        if isinstance(error, LlmUnavailable):
            if error.fault:
                self.breaker.failed()
            else:
                self.breaker.succeeded()
            if error.retry_after:
                self.breaker.rest(error.retry_after)
        else:
            self.breaker.succeeded()  # it answers; what it says is not its connection's fault

    @property
    def _labels(self) -> dict[str, str]:
        return {"endpoint": self.endpoint.label, "model": self.endpoint.name}

    def _spent(self, found: Completion) -> None:
        usage, add = self.endpoint.usage(found), self._account.add
        fresh = usage.prompt_tokens - usage.cached_tokens
        add("weiwo_llm_tokens_total", fresh, **self._labels, kind="prompt")
        add("weiwo_llm_tokens_total", usage.cached_tokens, **self._labels, kind="cached_prompt")
        add("weiwo_llm_tokens_total", usage.completion_tokens, **self._labels, kind="completion")
        add("weiwo_llm_cost_total", usage.cost, **self._labels)
        add("weiwo_llm_seconds_total", found.seconds, **self._labels)

    def samples(self) -> Iterator[Sample]:
        """How many requests are under way, and where the breaker stands (1 open, 0 closed)."""
        labels = tuple(sorted(self._labels.items()))
        yield Sample("weiwo_llm_requests_in_progress", labels, self.slots.taken)
        yield Sample("weiwo_llm_breaker_open", labels, _STATES[self.breaker.state])
