"""What every route shares, and who is asking: the one place where a request becomes a scope."""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.auth import EndedSessions, Tokens, Unauthorized
from api.conversations import Conversations
from api.idempotency import Once
from api.identity.identity import Identity, Known
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
    identity: Identity | None = None
    _once: list[Once] = field(default_factory=list, repr=False)

    def once(self) -> Once:
        """What was answered to writes that carry a key; opened when first asked for."""
        if not self._once:
            toolbox = self.parts.toolbox
            _ = toolbox.ledger  # it asks for a database of its own, and makes its tables first
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
        known = self._known(self.tokens, token)
        if known.client:
            self.rates.clients.take(f"client {known.client}")
        self.rates.users.take(str(known.scope))
        return known.scope

    @property
    def proven(self) -> Tokens:
        """Sessions of people whom the bank's provider has signed in."""
        return Tokens(self.sessions.secret, "web-oidc", self.sessions.clock)

    def admitted(self, tokens: Tokens, token: str) -> Scope:
        """The scope that a token stands for, here and now.

        Raises:
            Unauthorized: the token is not good, or whom it is for is not in this bank.
            RefusedByPolicy: the bank's provider knows its owner, who has no role here.
        """
        return self._known(tokens, token).scope

    def require_known(self, scope: Scope) -> None:
        """Check that whom a scope is for is in this bank.

        Raises:
            Unauthorized: they are not.
        """
        try:
            verify(scope, self.parts.toolbox.store)
        except NotFound:
            raise Unauthorized(f"the token is for {scope}, who is not in this bank") from None

    def _known(self, tokens: Tokens, token: str) -> Known:
        known = self._read(tokens, token)
        if token in self.ended:
            raise Unauthorized("the session must be open, got one that was signed out of")
        self.require_known(known.scope)
        return known

    def _read(self, tokens: Tokens, token: str) -> Known:
        if self.identity is not None:
            if tokens.audience == self.sessions.audience:
                with suppress(Unauthorized):
                    return Known(self.proven.read(token), "web")
            elif self.identity.signed_by_provider(token):
                return self.identity.read(token)
        if not self.parts.dev:
            raise Unauthorized(
                "development tokens are accepted in a demo home or with WEIWO_DEV=1 only; "
                "this home is neither"
            )
        return Known(tokens.read(token), "")

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
    description="The identity provider's access token; in a demo home `weiwo token --as ROLE:ID`.",
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
