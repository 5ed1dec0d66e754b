"""How long to wait before a request is sent again."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

FIRST = 0.4
LONGEST = 8.0


def pause(attempt: int, jitter: Callable[[], float]) -> float:
    """Seconds before attempt ``attempt`` + 1 (1 is the first retry).

    Full jitter: a random share of an exponentially growing wait, so that those who failed
    together do not come back together (M. Brooker, Exponential Backoff and Jitter, AWS
    Architecture Blog, 2015).

    Args:
        attempt: how many requests were sent already.
        jitter: a number in [0, 1) each time, as ``random.random``.
    """
    return min(LONGEST, FIRST * 2.0 ** (attempt - 1)) * jitter()


def retry_after(headers: Mapping[str, str], now: Callable[[], datetime]) -> float | None:
    """Seconds that ``Retry-After`` asks for (RFC 9110, 10.2.3: seconds or a date); None without."""
    said = headers.get("retry-after", "").strip()
    if not said:
        return None
    try:
        seconds = float(said)
    except ValueError:
        try:
            when = parsedate_to_datetime(said)
        except ValueError:
            return None
        seconds = (when.replace(tzinfo=when.tzinfo or UTC) - now()).total_seconds()
    return max(0.0, seconds) if seconds < float("inf") else None
