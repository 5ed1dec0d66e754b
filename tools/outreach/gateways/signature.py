"""Signatures of webhooks: HMAC-SHA256 over the moment and the body, good for a short while."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

TIMESTAMP = "X-Weiwo-Timestamp"
SIGNATURE = "X-Weiwo-Signature"
KEY = "Idempotency-Key"
WINDOW = 300
"""Seconds by which the moment may lie before or after the receiver's clock."""

Fault: TypeAlias = Literal["unsigned", "stale", "forged", "replayed"]


def signed_headers(secret: bytes, timestamp: int, body: bytes, key: str) -> dict[str, str]:
    """The headers of a signed request; ``timestamp`` in seconds since 1970."""
    return {TIMESTAMP: str(timestamp), SIGNATURE: _sign(secret, timestamp, body, key), KEY: key}


def _sign(secret: bytes, timestamp: int, body: bytes, key: str) -> str:
    said = f"{timestamp}.{key}.".encode() + body
    return f"v1={hmac.new(secret, said, hashlib.sha256).hexdigest()}"


@dataclass
class Verifier:
    """For the receiver's side: whether a request is ours, fresh, and not seen before.

    A request that was repeated by us carries the same key and another moment; one that somebody
    else repeats carries the same signature.
    """

    secret: bytes
    window: int = WINDOW
    _seen: dict[str, int] = field(default_factory=dict)

    def fault(self, headers: Mapping[str, str], body: bytes, now: int) -> Fault | None:
        """What is wrong with a request, None where nothing is. ``now`` in seconds since 1970."""
        given = {name.lower(): value for name, value in headers.items()}
        signature, key = given.get(SIGNATURE.lower()), given.get(KEY.lower(), "")
        stamp = given.get(TIMESTAMP.lower(), "")
        if signature is None or not stamp.isascii() or not stamp.isdigit():
            return "unsigned"
        if abs(now - int(stamp)) > self.window:
            return "stale"
        if not hmac.compare_digest(signature, _sign(self.secret, int(stamp), body, key)):
            return "forged"
        self._seen = {one: at for one, at in self._seen.items() if now - at <= 2 * self.window}
        if signature in self._seen:
            return "replayed"
        self._seen[signature] = now
        return None


def body_of(message: Mapping[str, object]) -> bytes:
    """A message as the bytes that are signed."""
    return json.dumps(message, ensure_ascii=False, sort_keys=True).encode()
