"""Asks over HTTP: politely, boundedly, and with errors that say what to do."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from home.errors import WeiwoError
from knowledge.polling.source import Scalar, Source

_PASSING = frozenset((408, 425, 429, 500, 502, 503, 504))
_LONGEST_WAIT = 60.0  # seconds; what a Retry-After asks beyond it is left to the next poll
_HINTS = {
    401: "check the credentials in its headers",
    403: "check the credentials in its headers and what they may read",
    404: "check its url",
    429: "lower requests_per_minute",
}


class SourceFailed(WeiwoError):
    """A source could not be asked, or refused to answer."""


@dataclass(frozen=True)
class Answer:
    """A body with the validators to ask with next time; no body: nothing has changed."""

    body: bytes | None
    etag: str = ""
    last_modified: str = ""


class Fetcher:
    """One source's HTTP client; use it as a context manager.

    Redirects are followed within the source's own host alone, so that its credentials go nowhere
    else.

    Args:
        source: with the variables of the environment filled in.
        wait: sleeps; injected by tests.
    """

    def __init__(self, source: Source, wait: Callable[[float], None] = time.sleep) -> None:
        self._source = source
        self._wait = wait
        self._next_at = 0.0
        self._client = httpx.Client(
            timeout=source.timeout_seconds,
            headers={"User-Agent": "weiwo", **source.headers},
            follow_redirects=False,
            trust_env=False,
        )

    def __enter__(self) -> "Fetcher":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(
        self, url: str, parameters: Mapping[str, Scalar], etag: str = "", last_modified: str = ""
    ) -> Answer:
        """The answer to one request, asked again where it failed in passing.

        Raises:
            SourceFailed: it cannot be reached, refuses, or answers with too much.
        """
        asked = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {key: said for key, said in asked.items() if said}
        for attempt in range(self._source.retries + 1):
            last = attempt == self._source.retries
            self._keep_pace()
            try:
                status, found, body = self._ask(url, parameters, headers)
            except httpx.HTTPError as error:
                if last:
                    raise self._failed(url, f"{type(error).__name__}: {error}") from error
                self._wait(min(2.0**attempt, _LONGEST_WAIT))
                continue
            if status == 304:
                return Answer(None, etag, last_modified)
            if status == 200:
                return Answer(body, found.get("ETag", ""), found.get("Last-Modified", ""))
            if status not in _PASSING or last:
                raise self._failed(url, f"status {status}", _HINTS.get(status, ""))
            self._wait(_pause(found.get("Retry-After", ""), attempt))
        raise AssertionError("unreachable")

    def same_host(self, url: str) -> bool:
        """Whether ``url`` lies on the source's own host, scheme and port."""
        own, other = urlsplit(self._source.url), urlsplit(url)
        return (own.scheme, own.netloc) == (other.scheme, other.netloc)

    def _ask(
        self, url: str, parameters: Mapping[str, Scalar], headers: Mapping[str, str]
    ) -> tuple[int, httpx.Headers, bytes]:
        at = httpx.URL(url).copy_merge_params(dict(parameters)) if parameters else httpx.URL(url)
        for _ in range(5):
            with self._client.stream("GET", at, headers=dict(headers)) as response:
                if not response.has_redirect_location:
                    body = self._read(response) if response.status_code == 200 else b""
                    return response.status_code, response.headers, body
                at = response.url.join(response.headers.get("Location", ""))
            if not self.same_host(str(at)):
                raise self._failed(url, f"a redirect to {at.scheme}://{at.host}", "check its url")
        raise self._failed(url, "more than 5 redirects", "check its url")

    def _read(self, response: httpx.Response) -> bytes:
        largest = int(self._source.largest_megabytes * 1024 * 1024)
        held = bytearray()
        for part in response.iter_bytes(64 * 1024):  # unpacked: a small answer may hold a large one
            held += part
            if len(held) > largest:
                raise self._failed(
                    str(response.url), f"more than {largest} bytes", "raise largest_megabytes"
                )
        return bytes(held)

    def _keep_pace(self) -> None:
        now = time.monotonic()
        if now < self._next_at:
            self._wait(self._next_at - now)
        self._next_at = max(now, self._next_at) + 60.0 / self._source.requests_per_minute

    def _failed(self, url: str, what: str, hint: str = "") -> SourceFailed:
        parts = urlsplit(url)  # without its query, which may hold a key
        where = f"{parts.scheme}://{parts.netloc}{parts.path}"
        advice = f"; {hint}" if hint else ""
        return SourceFailed(f"source {self._source.name} at {where} gave {what}{advice}")


def _pause(retry_after: str, attempt: int) -> float:
    asked = float(retry_after) if retry_after.isdigit() else 2.0**attempt
    return min(asked, _LONGEST_WAIT)
