"""``weiwo bench llm``: what the configured text model's server does, asked as weiwo asks it.

Readings and writings one after another, then writings of 1, 16, 64 and 256 at once, then streams
that are let go of at their first word, then the same twice with a seed. It says nothing of what the
words are worth.
"""

import re
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from agents.llm import Deadline, Endpoint, LlmError
from evals.load.replies import Asked, ask, ask_together, writing

USES_ENDPOINT = True

CALLS = 6.4
"""Calls a second in the busiest hour of 2,200 managers (docs/serving-with-vllm.md)."""
ALONE = 40
AT_ONCE = (16, 64, 256)
STOPPED = 32
PAIRS = 10
LOOK = 0.02
_RUNNING = re.compile(r"^vllm:num_requests_running(?:\{[^}]*\})? ([0-9.e+]+)$", re.MULTILINE)
_UNUSABLE = frozenset({"not_json", "shape", "empty", "too_long"})

Row: TypeAlias = Mapping[str, str | int | float | bool | None]


def run(endpoint: Endpoint | None, *, full: bool = False) -> Iterator[Row]:
    """Measure a server; ``full``: four times the requests."""
    if endpoint is None:
        yield {"what": "no text model is configured: set WEIWO_LLM_BASE_URL and WEIWO_LLM_MODEL"}
        return
    for kind in ("read", "write"):  # what is loaded once is loaded before the clock runs
        first = ask(endpoint, kind, 0)
        if not (first.answered or first.outcome in _UNUSABLE):
            yield {"what": f"{endpoint.base_url}: {first.outcome}", "kept": False}
            return
    more = 4 if full else 1
    for kind in ("read", "write"):
        yield _row(kind, 1, [ask(endpoint, kind, number + 1) for number in range(ALONE * more)])
    for at_once in AT_ONCE:
        times = (4 if at_once < 64 else 2) * more
        yield _row("write", at_once, ask_together(endpoint, "write", at_once, times), CALLS)
    yield _stopped(endpoint)
    yield _seeded(endpoint)


def _row(kind: str, at_once: int, asked: Sequence[Asked], limit: float | None = None) -> Row:
    answered = [one for one in asked if one.answered]
    whole = [one for one in asked if one.outcome == "whole"]
    unusable = [one for one in asked if one.outcome in _UNUSABLE]
    taken = max(one.ended for one in asked) - min(one.began for one in asked)
    rate = len(answered) / taken
    prompt = sum(one.prompt_tokens for one in answered)
    cached = sum(one.cached_tokens for one in answered)
    return {
        "what": kind,
        "at once": at_once,
        "asked": len(asked),
        "whole": len(whole),
        "cut": len(answered) - len(whole),
        "bad": len(unusable),
        "failed": len(asked) - len(answered) - len(unusable),
        "/s": round(rate, 2),
        "limit": limit,
        "tokens/s": round(sum(one.tokens for one in answered) / taken),
        "tokens": round(sum(one.tokens for one in answered) / max(1, len(answered))),
        "cached": round(cached / prompt, 2) if prompt else None,
        "first ms": _ms([one.first_seconds for one in answered], 50),
        "p50 ms": _ms([one.ended - one.began for one in answered], 50),
        "p95 ms": _ms([one.ended - one.began for one in answered], 95),
        "kept": len(answered) == len(asked) and (limit is None or rate >= limit),
    }


def _ms(seconds: Sequence[float], percent: int) -> int | None:
    return round(1000 * float(np.percentile(seconds, percent))) if seconds else None


def _stopped(endpoint: Endpoint) -> Row:
    """Many streams, each let go of at its first word; how long until the server has none."""
    let_go = threading.Barrier(STOPPED + 1)

    def one(number: int) -> None:
        messages, shape = writing(number)
        until = Deadline.after(endpoint.timeout)
        with suppress(LlmError):
            endpoint.complete(messages, shape, until, heard=lambda _: False)
        let_go.wait()

    for number in range(STOPPED):
        threading.Thread(target=one, args=(number + 1,), daemon=True).start()
    let_go.wait()
    began = time.monotonic()
    while (running := _running(endpoint)) and time.monotonic() - began < endpoint.timeout:
        time.sleep(LOOK)
    if running is None:
        return {"what": "stopped at the first word: the server does not say", "at once": STOPPED}
    took = round(1000 * (time.monotonic() - began))
    left = f"free after {took} ms" if running == 0 else f"{running:.0f} under way after {took} ms"
    return {
        "what": f"stopped at the first word: {left}",
        "at once": STOPPED,
        "kept": running == 0,
    }


def _running(endpoint: Endpoint) -> float | None:
    """Requests under way as a vLLM server counts them; None where it does not say."""
    import httpx

    try:
        said = httpx.get(endpoint.base_url.removesuffix("/v1") + "/metrics", timeout=5.0).text
    except httpx.HTTPError:
        return None
    counts = _RUNNING.findall(said)
    return sum(float(count) for count in counts) if counts else None


def _seeded(endpoint: Endpoint) -> Row:
    """Whether the same request with the same seed brings the same words."""
    seeded = replace(endpoint, extra={**endpoint.extra, "seed": 7})
    same = 0
    for number in range(PAIRS):
        messages, shape = writing(number + 1)
        said = []
        for _ in range(2):
            try:
                found = seeded.complete(messages, shape, Deadline.after(endpoint.timeout))
                said.append(found.text)
            except LlmError as error:
                said.append(error.kind)
        same += said[0] == said[1]
    return {"what": f"twice with one seed: the same words in {same} of {PAIRS}", "at once": 1}
