"""One or two endpoints behind one door: limits, breaker, retries, failover, accounts, masking."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from agents.guardrails.personal_data import mask, unmask
from agents.llm.accounting import Account, Sample
from agents.llm.deadline import Deadline, Monotonic
from agents.llm.errors import LlmError, LlmUnavailable
from agents.llm.limits.backoff import pause
from agents.llm.line import Line
from agents.llm.request.endpoint import Endpoint
from agents.llm.text_model import Reply, Usage
from prompts.catalogue import Prompt


@dataclass(frozen=True)
class Limits:
    """How far one call may go.

    Args:
        attempts: requests that one call may send, to all endpoints together.
        total: seconds that one call may take where the caller names no deadline.
        concurrency: requests that one endpoint is sent at once.
        failures: faults in a row that open an endpoint's breaker, for ``rest`` seconds.
    """

    attempts: int = 3
    total: float = 40.0
    concurrency: int = 8
    failures: int = 5
    rest: float = 30.0


@dataclass
class _Tried:
    """How far one call has come: whom asking may still help, requests sent, the last failure."""

    waiting: list[Line]
    until: Deadline
    attempts: int = 0
    last: LlmError = field(
        default_factory=lambda: LlmUnavailable("no time is left for a text model", "deadline")
    )

    def failed(self, line: Line, error: LlmError) -> None:
        """Nobody is asked again after a reply that cannot be used: it answers, and time runs."""
        self.last = error
        if not isinstance(error, LlmUnavailable):
            self.waiting.clear()
        elif not error.again:
            self.waiting.remove(line)

    def turned_away(self, line: Line, kind: str) -> None:
        """Not let in: said only where nothing worse has happened."""
        if not self.attempts:
            self.last = LlmUnavailable(f"{line.endpoint.label} takes no request: {kind}", kind)


class TextModels:
    """A ``TextModel`` of endpoints in order of preference; safe to use from several threads.

    A call goes to the first endpoint that takes requests, then to the next; when all have been
    asked and asking again may help, it waits and begins anew, within its deadline. Personal data
    never leaves: it is masked in every message, and put back into the reply.

    Args:
        endpoints: at least one.
        clock, sleep, jitter: time and chance, injected for tests.
    """

    def __init__(
        self,
        endpoints: Sequence[Endpoint],
        limits: Limits | None = None,
        *,
        clock: Monotonic = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        if not endpoints:
            raise ValueError("a text model must have at least one endpoint, got none")
        self.limits = limits or Limits()
        self.account = Account()
        self._clock, self._sleep, self._jitter = clock, sleep, jitter
        self._lines = [
            Line(
                *(endpoint, self.account, clock),
                concurrency=self.limits.concurrency,
                failures=self.limits.failures,
                rest=self.limits.rest,
            )
            for endpoint in endpoints
        ]

    @property
    def name(self) -> str:
        """The first endpoint's model."""
        return self._lines[0].endpoint.name

    def reply(
        self,
        messages: Sequence[tuple[str, str]],
        shape: type[Reply],
        *,
        deadline: Deadline | None = None,
        prompt: Prompt | None = None,
        heard: Callable[[str], bool] | None = None,
    ) -> tuple[Reply, Usage]:
        """See ``TextModel.reply``.

        Raises:
            LlmUnavailable: no endpoint answered by the deadline.
            LlmBadReply: one answered, but not what was asked for; no other is asked.
        """
        until = deadline or Deadline.after(self.limits.total, self._clock)
        started = self._clock()
        bare, hidden = _masked(messages)
        tried = _Tried(list(self._lines), until)
        while tried.waiting and not until.passed:
            before = tried.attempts
            for line in self._entered(tried):
                try:
                    reply, found = line.ask(
                        bare, shape, until, prompt, lambda text: unmask(text, hidden), heard
                    )
                except LlmError as error:
                    tried.failed(line, error)
                else:
                    found.seconds = self._clock() - started
                    return reply, line.endpoint.usage(found, tried.attempts)
            if tried.attempts == before or not self._waited(tried):
                break
        tried.last.attempts = tried.attempts
        raise tried.last

    def _entered(self, tried: "_Tried") -> Iterator[Line]:
        """One round: each endpoint that still may help and lets a request in; where all that
        might are busy, the first of them as soon as it has a place.
        """
        busy: list[Line] = []
        before = tried.attempts
        for line in tuple(tried.waiting):
            if tried.attempts >= self.limits.attempts or tried.until.passed or not tried.waiting:
                return
            if kind := line.enter(0.0):
                tried.turned_away(line, kind)
                busy += [line] if kind == "busy" else []
            else:
                tried.attempts += 1
                yield line
        if busy and tried.attempts == before:
            if kind := busy[0].enter(tried.until.left()):
                tried.turned_away(busy[0], kind)
            else:
                tried.attempts += 1
                yield busy[0]

    def _waited(self, tried: "_Tried") -> bool:
        """Wait before the next round; False where it would come too late, or is one too many."""
        last = tried.last
        asked_for = last.retry_after if isinstance(last, LlmUnavailable) else None
        seconds = max(pause(tried.attempts, self._jitter), asked_for or 0.0)
        enough = tried.attempts >= self.limits.attempts or not tried.waiting
        if enough or seconds >= tried.until.left():
            return False
        self._sleep(seconds)
        return True

    def samples(self) -> Iterator[Sample]:
        """What ``/metrics`` shows: totals, requests under way, and where each breaker stands."""
        yield from self.account.samples()
        for line in self._lines:
            yield from line.samples()


def _masked(
    messages: Sequence[tuple[str, str]],
) -> tuple[list[tuple[str, str]], dict[str, str]]:
    """The messages without personal data, and what each placeholder stands for."""
    values: dict[str, str] = {}
    bare: list[tuple[str, str]] = []
    for role, text in messages:
        masked = mask(text, values)
        values.update(masked.values)
        bare.append((role, masked.text))
    return bare, values
