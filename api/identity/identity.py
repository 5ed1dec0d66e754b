"""Whom the bank's provider says that somebody is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.identity.mapping import Mapped
from api.identity.provider import ALGORITHMS, Provider
from tools.access import Scope


@dataclass(frozen=True)
class Known:
    """An asker, and through which program of the bank's."""

    scope: Scope
    client: str


@dataclass(frozen=True)
class Identity:
    """The provider, what it calls this server, and the institution's rules.

    Args:
        provider: who signs.
        rules: whose claims give which role.
        audience: what tokens of programs must be for; an ID token is not one.
        client_id: this server as a client that signs people in.
        client_secret: its secret; None for a public client, which PKCE alone protects.
        scopes: what is asked of the provider at sign-in.
    """

    provider: Provider
    rules: Mapped
    audience: str
    client_id: str | None = None
    client_secret: str | None = None
    scopes: str = "openid profile"

    def read(self, token: str) -> Known:
        """Whom a program's bearer token is for.

        Raises:
            Unauthorized: it is not a good one.
            RefusedByPolicy: it is, and no rule gives its owner a role.
        """
        claims = self.provider.claims(token, self.audience)
        return Known(self.rules.scope_of(claims), _client(claims))

    def signed_by_provider(self, token: str) -> bool:
        """Whether it is worth asking the provider's keys; says nothing of whether it is good."""
        from joserfc import jws
        from joserfc.errors import JoseError

        try:
            header = jws.extract_compact(token.encode()).headers()
        except (JoseError, ValueError, TypeError):
            return False
        return header.get("alg") in ALGORITHMS


def _client(claims: Mapping[str, Any]) -> str:
    found = claims.get("azp") or claims.get("client_id") or ""
    return found[:80] if isinstance(found, str) else ""
