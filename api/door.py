"""What every route shares, and who is asking: the one place where a request becomes a scope."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.auth import EndedSessions, Tokens, Unauthorized
from api.conversations import Conversations
from api.idempotency import Once
from api.limits import Turns
from api.metrics import Metrics
from api.parts import Parts
from api.rates import Rates
from home.errors import NotFound
from tools.access import Scope, verify

if TYPE_CHECKING:
    from agents.answering import Answer


@dataclass(frozen=True)
class Door:
    """The parts, the tokens of programs and of browsers, the counters, the queue."""

    parts: Parts
    tokens: Tokens
    sessions: Tokens
    metrics: Metrics = field(default_factory=Metrics)
    turns: Turns = field(default_factory=Turns)
    conversations: Conversations = field(default_factory=Conversations)
    ended: EndedSessions = field(default_factory=EndedSessions)
    rates: Rates = field(default_factory=Rates)
    _once: list[Once] = field(default_factory=list, repr=False)

    def once(self) -> Once:
        """What was answered to writes that carry a key; opened when first asked for."""
        if not self._once:
            toolbox = self.parts.toolbox
            self._once.append(Once(toolbox.ledger_url or toolbox.home / "requests.db"))
        return self._once[0]

    def close(self) -> None:
        """Running turns come to their end, then what was opened is closed."""
        self.turns.close()
        for opened in self._once:
            opened.close()

    def admit(self, request: Request, token: str | None) -> Scope:
        """Who asks with a program's request, which counts against their limits.

        Raises:
            Unauthorized: there is no token, or not a good one.
            TooMany: this asker, or this address, sends too many.
        """
        self.rates.clients.take(request.client.host if request.client else "unknown")
        if token is None:
            raise Unauthorized("a request must carry `Authorization: Bearer TOKEN`, got none")
        scope = self.admitted(self.tokens, token)
        self.rates.users.take(str(scope))
        return scope

    def admitted(self, tokens: Tokens, token: str) -> Scope:
        """The scope that a token stands for, here and now.

        Raises:
            Unauthorized: the token is not good, or whom it is for is not in this bank.
        """
        if not self.parts.dev:
            raise Unauthorized(
                "development tokens are accepted in a demo home or with WEIWO_DEV=1 only; "
                "this home is neither"
            )
        scope = tokens.read(token)
        if token in self.ended:
            raise Unauthorized("the session must be open, got one that was signed out of")
        try:
            verify(scope, self.parts.toolbox.store)
        except NotFound:
            raise Unauthorized(f"the token is for {scope}, who is not in this bank") from None
        return scope

    def count(self, answer: "Answer", door: str) -> None:
        """Count a delivered answer."""
        verdict = str(answer.guard.get("verdict", "unknown"))
        self.metrics.add(
            "weiwo_answers_total",
            intent=answer.intent,
            engine=answer.engine,
            verdict=verdict,
            door=door,
        )
        seconds = answer.timing_ms.get("total", 0.0) / 1000
        self.metrics.observe("weiwo_answer_seconds", seconds, engine=answer.engine)


def door_of(request: Request) -> Door:
    """The door that this request came through."""
    door: Door = request.app.state.door
    return door


_bearer = HTTPBearer(
    auto_error=False,
    bearerFormat="JWT",
    description="`weiwo token --as ROLE:ID` prints one for a demo home.",
)


def asker(
    request: Request,
    door: Annotated[Door, Depends(door_of)],
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Scope:
    """Who asks, from the bearer token alone: no cookie, no body, no text says it.

    Raises:
        Unauthorized: there is no token, or not a good one.
    """
    return door.admit(request, credentials.credentials if credentials else None)


TheDoor = Annotated[Door, Depends(door_of)]
Asker = Annotated[Scope, Depends(asker)]


def bearer_scope(door: Door, request: Request) -> Scope:
    """Who asks, for what is no route of FastAPI's.

    Raises:
        Unauthorized: there is no token, or not a good one.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    given = token.strip() if scheme.lower() == "bearer" else ""
    return door.admit(request, given or None)
