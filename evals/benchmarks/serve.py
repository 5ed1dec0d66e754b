"""``weiwo bench serve``: two hundred people at once, and five hundred who wait for a slow model.

The server runs in a process of its own over a home put aside; this process asks it over loopback.
Each figure stands beside a limit that has a name; above 1.0 of it the benchmark fails. Rates and
seconds are of the machine as it was, with whatever else ran on it; processor time a request and the
cores that the limit's rate would need are of the server alone.
"""

import asyncio
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any, TypeAlias

import numpy as np

from evals.load.asking import Streams, Went, ask_on, hold_streams
from evals.load.model import slow_model
from evals.load.people import users
from evals.load.process import cpu_seconds, memory_mb

USES_SERVER = True

RATE = 40.0
"""Questions a second of 200 people, each of whom asks one in five seconds."""
P95_MS = 500.0
"""A turn of a call: what to say next must be there within half a second."""
STREAMS = 500
"""People who wait for a text model at the same time."""
GROWTH_MB = 300.0
"""What five hundred open streams may add to a process."""

Row: TypeAlias = Mapping[str, str | int | float | bool | None]
Serving: TypeAlias = Callable[..., AbstractContextManager[Any]]


def run(parts: Any, serving: Serving, *, full: bool = False) -> Iterator[Row]:
    """Measure a server.

    Args:
        parts: what ``weiwo.assembly`` builds; None where the home has no data.
        serving: starts ``weiwo serve`` over them (``weiwo.serving_aside``).
        full: two minutes of questions instead of twenty seconds.
    """
    if parts is None:
        yield {"what": "the home has no data: weiwo demo makes some"}
        return
    people = users(parts)
    cores = os.cpu_count() or 1
    for workers in (1, cores) if cores > 1 else (1,):
        # All come from one address here, which a bank's people do not.
        with serving(parts, workers=workers, rate_client=0, rate_user=0) as server:
            row = _questions(server, people, workers, 120.0 if full else 20.0)
            yield row if workers == cores else _beside(row)
    with (
        slow_model(3.0) as model,
        serving(parts, rate_client=0, rate_user=0, llm_base_url=model) as server,
    ):
        yield _streams(server, people)


def _questions(server: Any, people: Any, workers: int, during: float) -> Row:
    tokens = {user.asker: server.token(user.asker) for user in people}
    every = len(people) / RATE
    # What is loaded once is loaded before the clock runs.
    asyncio.run(ask_on(server.url, tokens, people[:: len(people) // 20], every=1.0, during=5.0))
    began, spent = time.perf_counter(), cpu_seconds(server.pid)
    went = asyncio.run(ask_on(server.url, tokens, people, every=every, during=during))
    taken, cpu = time.perf_counter() - began, cpu_seconds(server.pid) - spent
    return _question_row(went, workers, taken, cpu)


def _question_row(went: Went, workers: int, taken: float, cpu: float) -> Row:
    answered, failed = len(went.seconds), sum(went.failed.values())
    rate = answered / taken
    p50, p95 = (
        float(np.percentile(went.seconds, q)) * 1000 if went.seconds else None for q in (50, 95)
    )
    each = cpu / max(1, answered)
    return {
        "what": f"200 people, {workers} worker{'s' if workers > 1 else ''}",
        "asked": answered + failed,
        "failed": failed,
        "a second": round(rate, 1),
        "limit": RATE,
        "limit / a second": round(RATE / rate, 2) if rate else None,
        "p50 ms": p50 and round(p50),
        "p95 ms": p95 and round(p95),
        "p95 limit": P95_MS,
        "p95 / limit": p95 and round(p95 / P95_MS, 2),
        "cpu ms each": round(each * 1000),
        "cores at limit": round(each * RATE, 1),
        # Who asks every five seconds leaves a little out at the end: a twentieth is no failure.
        "kept": failed == 0 and rate >= 0.95 * RATE and p95 is not None and p95 <= P95_MS,
    }


def _beside(row: Row) -> Row:
    """One worker of several cores, which computes on one of them: shown, and held to no limit."""
    return {**row, "kept": True} if not row["failed"] else row


def _streams(server: Any, people: Any) -> Row:
    tokens = {user.asker: server.token(user.asker) for user in people}
    asyncio.run(ask_on(server.url, tokens, people[:4], every=5.0, during=5.0))
    before = memory_mb(server.pid)
    found = asyncio.run(hold_streams(server.url, tokens, people, round(STREAMS * 1.2), hold=5.0))
    growth = memory_mb(server.pid) - before
    return _stream_row(found, growth)


def _stream_row(found: Streams, growth: float) -> Row:
    failed = sum(found.failed.values())
    return {
        "what": "streams at a model of 3 s",
        "asked": found.open + found.told + failed,
        "failed": failed,
        "open at once": found.most,
        "limit": STREAMS,
        "told to come back": found.told,
        "MB more": round(growth),
        "MB limit": GROWTH_MB,
        "MB / limit": round(growth / GROWTH_MB, 2),
        "kept": failed == 0 and found.most >= STREAMS and growth <= GROWTH_MB,
    }
