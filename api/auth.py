"""Who asks: signed tokens in, a scope out. A scope comes from here and from nowhere else.

Development tokens (``weiwo token --as ROLE:ID``) and the web session are JSON Web Tokens signed
with the home's secret. They are accepted only where ``parts.dev`` says so; a bank's identity
provider takes their place elsewhere.
"""

import hashlib
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from api.signing import derive
from home.clock import Clock, system_clock
from home.errors import BadInput, WeiwoError

if TYPE_CHECKING:
    from joserfc.jwk import OctKey

    from tools.access import Scope

ISSUER = "weiwo"
ALGORITHM = "HS256"
LIFETIME = timedelta(hours=8)  # a working day
LEEWAY = 10  # seconds that two machines' clocks may differ by
_LONGEST = 4096  # characters; ours have about 250


class Unauthorized(WeiwoError):
    """No token, or one that is not ours, not for here, or over."""


class ProviderDown(WeiwoError):
    """The identity provider cannot be reached, and nothing of it is remembered."""


class EndedSessions:
    """Tokens that their owners have signed out of, until they would have ended anyway."""

    def __init__(self, clock: Clock = system_clock) -> None:
        self._clock = clock
        self._ends: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def end(self, token: str) -> None:
        """Take the token for ended from now on."""
        now = self._clock()
        with self._lock:
            self._ends = {name: end for name, end in self._ends.items() if end > now}
            self._ends[_digest(token)] = now + LIFETIME

    def __contains__(self, token: str) -> bool:
        return _digest(token) in self._ends


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class Tokens:
    """Issues and reads tokens of one purpose (``api`` or ``web``).

    Args:
        secret: the home's signing secret.
        audience: the purpose; a token for another one is refused.
        clock: when it is. Never a demo home's fixed moment, or tokens would never expire.
    """

    secret: str
    audience: str = "api"
    clock: Clock = system_clock

    def issue(self, scope: "Scope", lifetime: timedelta = LIFETIME) -> str:
        """A token for ``scope``.

        Raises:
            BadInput: the scope is the machine operator's, whom no token speaks for.
        """
        from joserfc import jwt

        from tools.access import Role

        if scope.role is Role.OPERATOR:
            raise BadInput(f"a token must be for a person of the bank, got {scope}")
        now = int(self.clock().timestamp())
        claims = {
            "iss": ISSUER,
            "aud": f"weiwo:{self.audience}",
            "sub": str(scope),
            "iat": now,
            "exp": now + int(lifetime.total_seconds()),
        }
        return jwt.encode({"alg": ALGORITHM}, claims, self._key())

    def read(self, token: str) -> "Scope":
        """Whom the token is for.

        Raises:
            Unauthorized: it was not signed by this home, for this purpose, or has expired.
        """
        from joserfc import jwt
        from joserfc.errors import ExpiredTokenError, JoseError

        from tools.access import Role, parse

        if len(token) > _LONGEST:
            raise Unauthorized("a token must be one that this home issued, got something longer")
        expected = jwt.JWTClaimsRegistry(
            now=int(self.clock().timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "value": ISSUER},
            aud={"essential": True, "value": f"weiwo:{self.audience}"},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        )
        try:
            claims = jwt.decode(token, self._key(), algorithms=[ALGORITHM]).claims
            expected.validate(claims)
            scope = parse(claims["sub"])
        except ExpiredTokenError:
            raise Unauthorized("the token must still be valid, got one that has expired") from None
        except (JoseError, BadInput, ValueError, TypeError, KeyError, AttributeError) as error:
            kind = type(error).__name__
            raise Unauthorized(f"a token must be one that this home issued ({kind})") from None
        if scope.role is Role.OPERATOR:
            raise Unauthorized("a token must be for a person of the bank, got the operator's")
        return scope

    def _key(self) -> "OctKey":
        from joserfc.jwk import OctKey

        return OctKey.import_key(derive(self.secret, self.audience))
