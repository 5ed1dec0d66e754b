"""The provider as this server knows it: its addresses, its keys, and what its tokens say."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from api.auth import LEEWAY, ProviderDown, Unauthorized
from home.clock import Clock, system_clock
from home.errors import BadInput

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA", "Ed25519")
"""Signatures by the provider's private key. Never HS256, for which a public key would do."""
FRESH = 3600.0  # seconds that keys are believed without asking
_BETWEEN = 30.0  # seconds between two looks for a key that is not there
_TIMEOUT = 5.0
_LONGEST = 16_384  # characters of a token
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class Addresses:
    """Where the provider does what."""

    authorize: str
    token: str
    keys: str


class Provider:
    """An OpenID Connect provider, read when first asked for.

    Args:
        issuer: its address, exactly as its tokens name it.
        clock: when tokens begin and end.
        now: a clock in seconds that never goes back, for what is remembered.

    Raises:
        BadInput: the address is not https (or a loopback one).
    """

    def __init__(
        self,
        issuer: str,
        clock: Clock = system_clock,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        require_safe(issuer, "the issuer")
        self.issuer = issuer
        self._clock = clock
        self._now = now
        self._lock = threading.Lock()
        self._addresses: Addresses | None = None
        self._keys: KeySet | None = None
        self._read_at = float("-inf")

    @property
    def addresses(self) -> Addresses:
        """As its discovery document says.

        Raises:
            ProviderDown: it cannot be read, or speaks for another issuer.
        """
        with self._lock:
            return self._discovered()

    def claims(self, token: str, audience: str) -> Mapping[str, Any]:
        """What a signed token says, once everything about it holds.

        Raises:
            Unauthorized: it is not this provider's, for another audience, over, not begun yet, or
                signed in a way that is not taken.
            ProviderDown: the keys cannot be read.
        """
        from joserfc import jws, jwt
        from joserfc.errors import ExpiredTokenError, JoseError

        if len(token) > _LONGEST:
            raise Unauthorized("a token must be one of the identity provider's, got a longer text")
        expected = jwt.JWTClaimsRegistry(
            now=int(self._clock().timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": audience},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        )
        try:
            header = jws.extract_compact(token.encode()).headers()
            if header.get("alg") not in ALGORITHMS:
                raise ValueError("alg")
            key = self._key(header.get("kid"))
            claims = jwt.decode(token, key, algorithms=list(ALGORITHMS)).claims
            expected.validate(claims)
        except ExpiredTokenError:
            raise Unauthorized("the token must still be valid, got one that has expired") from None
        except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
            kind = type(error).__name__
            raise Unauthorized(
                f"a token must be one of the identity provider's for {audience!r} ({kind})"
            ) from None
        return claims

    def _key(self, kid: object) -> Any:
        """The key of that name; one that is not known may be new, so the provider is asked again,
        though not by every forged token.
        """
        if not isinstance(kid, str):
            raise ValueError("kid")
        with self._lock:
            age = self._now() - self._read_at
            found = self._named(kid)
            if self._keys is None or age > FRESH or (found is None and age > _BETWEEN):
                try:
                    self._read_keys()
                except ProviderDown:
                    if self._keys is None or found is None:
                        raise
                found = self._named(kid)
        if found is None:
            raise ValueError("kid")
        return found

    def _named(self, kid: str) -> Any:
        for key in self._keys.keys if self._keys else ():
            if key.kid == kid and key.as_dict().get("use", "sig") == "sig":
                return key
        return None

    def _read_keys(self) -> None:
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        given = _read(self._discovered().keys)
        signing = [one for one in given.get("keys", ()) if one.get("kty") in ("RSA", "EC", "OKP")]
        try:
            self._keys = KeySet.import_key_set({"keys": signing})
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise ProviderDown(f"the provider's keys must be a JWK set, got: {error}") from None
        self._read_at = self._now()

    def _discovered(self) -> Addresses:
        if self._addresses is None:
            said = _read(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            if said.get("issuer") != self.issuer:
                raise ProviderDown(
                    f"the provider must name itself {self.issuer}, got {said.get('issuer')!r}"
                )
            try:
                found = Addresses(
                    said["authorization_endpoint"], said["token_endpoint"], said["jwks_uri"]
                )
            except KeyError as error:
                raise ProviderDown(f"the provider's discovery must say {error}") from None
            for name in ("authorize", "token", "keys"):
                require_safe(getattr(found, name), f"the provider's address for {name}")
            self._addresses = found
        return self._addresses


def require_safe(address: str, what: str) -> None:
    """Refuse an address over which tokens would travel in clear.

    Raises:
        BadInput: neither https nor loopback.
    """
    parts = urlsplit(str(address))
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        return
    raise BadInput(f"{what} must be an https:// address, got {address!r}")


def _read(address: str) -> dict[str, Any]:
    import httpx

    try:
        response = httpx.get(address, timeout=_TIMEOUT, follow_redirects=False)
        response.raise_for_status()
        found = response.json()
    except (httpx.HTTPError, ValueError) as error:
        raise ProviderDown(f"the identity provider must answer at {address}: {error}") from None
    if not isinstance(found, dict):
        raise ProviderDown(f"the identity provider must answer JSON at {address}")
    return found
