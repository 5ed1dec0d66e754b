"""The two ways in which a text model fails: nothing came in time, or what came cannot be used."""


class LlmError(Exception):
    """The text model could not be used.

    ``reason`` and ``kind`` are one word each for traces and metrics: ``kind`` says which of the
    failures of that ``reason`` it was. ``attempts`` counts the requests that were sent.
    """

    reason = "error"

    def __init__(self, message: str, kind: str = "") -> None:
        super().__init__(message)
        self.kind = kind or self.reason
        self.attempts = 0


class LlmUnavailable(LlmError):
    """No answer in time: connection refused, time-out, overload, server error, too many waiting.

    ``again`` says that the same request may go through a little later; ``retry_after`` is when the
    server said so, in seconds; ``fault`` that the endpoint itself is to blame (for its breaker).
    """

    reason = "unavailable"

    def __init__(
        self,
        message: str,
        kind: str = "",
        *,
        again: bool = False,
        retry_after: float | None = None,
        fault: bool = True,
    ) -> None:
        super().__init__(message, kind)
        self.again = again
        self.retry_after = retry_after
        self.fault = fault


class LlmBadReply(LlmError):
    """An answer that is not of the asked shape: cut, refused, not JSON, too long."""

    reason = "bad_reply"
