"""Asks a server as many people do, and keeps how each question went."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

from evals.load.people import User

_PATIENCE = 120.0  # seconds; who waits longer has left


@dataclass
class Went:
    """How it went: seconds of each answer, and what else came of questions, by kind."""

    seconds: list[float] = field(default_factory=list)
    failed: dict[str, int] = field(default_factory=dict)

    def fail(self, kind: str) -> None:
        """Count one that was not answered."""
        self.failed[kind] = self.failed.get(kind, 0) + 1


async def ask_on(
    url: str, tokens: Mapping[str, str], people: Sequence[User], *, every: float, during: float
) -> Went:
    """Everybody asks once in ``every`` seconds, or when their last answer has come, whichever is
    later: nobody asks two things at once.
    """
    went = Went()
    async with _client(url) as client:
        ends = time.perf_counter() + during
        asking = [
            _user(client, tokens[user.asker], user, number, every, ends, went)
            for number, user in enumerate(people)
        ]
        await asyncio.gather(*asking)
    return went


async def _user(
    client: httpx.AsyncClient,
    token: str,
    user: User,
    number: int,
    every: float,
    ends: float,
    went: Went,
) -> None:
    chance = random.Random(number)
    await asyncio.sleep(chance.random() * every)
    while (began := time.perf_counter()) < ends:
        try:
            response = await client.post(
                "/api/ask",
                json={"question": user.question(chance)},
                headers={"Authorization": f"Bearer {token}"},
            )
        except httpx.HTTPError as error:
            went.fail(type(error).__name__)
        else:
            if response.status_code == 200:
                went.seconds.append(time.perf_counter() - began)
            else:
                went.fail(str(response.status_code))
        # Who would ask next after the end has gone home: waiting for that is no part of the rate.
        await asyncio.sleep(max(0.0, min(began + every, ends) - time.perf_counter()))


@dataclass
class Streams:
    """Streams that were asked for: open ones at once, those told to come back, other failures."""

    open: int = 0
    most: int = 0
    told: int = 0
    failed: dict[str, int] = field(default_factory=dict)


async def hold_streams(
    url: str, tokens: Mapping[str, str], people: Sequence[User], count: int, *, hold: float
) -> Streams:
    """Open ``count`` streams one after another and hold them all for ``hold`` seconds."""
    found, held = Streams(), asyncio.Event()
    async with _client(url) as client:
        tasks = []
        for number in range(count):
            user = people[number % len(people)]
            tasks.append(
                asyncio.create_task(_stream(client, tokens[user.asker], user, found, held))
            )
            await asyncio.sleep(0.01)
        settled = time.perf_counter() + _PATIENCE
        while found.open + found.told + sum(found.failed.values()) < count:
            if time.perf_counter() > settled:
                break
            await asyncio.sleep(0.1)
        await asyncio.sleep(hold)
        held.set()
        await asyncio.gather(*tasks)
    return found


async def _stream(
    client: httpx.AsyncClient, token: str, user: User, found: Streams, held: asyncio.Event
) -> None:
    body = {
        "model": "weiwo",
        "messages": [{"role": "user", "content": user.questions[0]}],
        "stream": True,
    }
    headers = {"Authorization": f"Bearer {token}"}
    try:
        async with client.stream(
            "POST", "/v1/chat/completions", json=body, headers=headers
        ) as response:
            if response.status_code == 503 and response.headers.get("retry-after"):
                found.told += 1
                return
            if response.status_code != 200:
                kind = str(response.status_code)
                found.failed[kind] = found.failed.get(kind, 0) + 1
                return
            await anext(response.aiter_lines())
            found.open += 1
            found.most = max(found.most, found.open)
            await held.wait()
    except httpx.HTTPError as error:
        kind = type(error).__name__
        found.failed[kind] = found.failed.get(kind, 0) + 1


@asynccontextmanager
async def _client(url: str) -> AsyncIterator[httpx.AsyncClient]:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(base_url=url, timeout=_PATIENCE, limits=limits) as client:
        yield client
