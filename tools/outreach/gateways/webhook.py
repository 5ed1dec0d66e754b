"""A signed webhook: the bank's own gateway for SMS, push or WeCom, or its call centre's desk."""

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from tools.outreach.gateways.gateway import NotTaken, Outgoing, Refused, Standing, Unclear
from tools.outreach.gateways.signature import body_of, signed_headers

if TYPE_CHECKING:
    import httpx

_NOT_NOW = frozenset({408, 425, 429, 503})
"""The gateway says that it did not take it: busy, or not ready."""


@dataclass(frozen=True)
class WebhookGateway:
    """POSTs a message as JSON; GETs ``url/KEY`` to ask for it (200 taken, 404 absent).

    Args:
        secret: shared with the gateway, at least 32 bytes.
        timeout: seconds for the whole exchange.
        clock: seconds since 1970.
    """

    url: str
    secret: bytes
    timeout: float = 10.0
    name: str = "webhook"
    clock: Callable[[], float] = time.time

    def send(self, message: Outgoing) -> str:
        """Hand the message over; the gateway's ``id`` for it, else its key.

        Raises:
            NotTaken: no connection, or 408, 425, 429, 503.
            Refused: another 4xx.
            Unclear: no answer in time, or another 5xx: it may have been taken.
        """
        return self.post(message.key, asdict(message))

    def post(self, key: str, message: Mapping[str, object]) -> str:
        """Hand anything over under a key; as ``send``."""
        import httpx

        body = body_of(message)
        headers = signed_headers(self.secret, int(self.clock()), body, key)
        headers["Content-Type"] = "application/json; charset=utf-8"
        try:
            with httpx.Client(timeout=self.timeout, trust_env=False) as client:
                response = client.post(self.url, content=body, headers=headers)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol) as error:
            raise NotTaken(f"{self.url}: {type(error).__name__}") from error
        except httpx.HTTPError as error:
            raise Unclear(f"{self.url}: {type(error).__name__}") from error
        if response.status_code in _NOT_NOW:
            raise NotTaken(f"{self.url}: {response.status_code}")
        if response.is_client_error:
            raise Refused(f"{self.url}: {response.status_code}")
        if not response.is_success:
            raise Unclear(f"{self.url}: {response.status_code}")
        return _number(response) or key

    def ask(self, key: str) -> Standing:
        """What the gateway says of the key; anything but a clear answer is none."""
        import httpx

        headers = signed_headers(self.secret, int(self.clock()), b"", key)
        try:
            with httpx.Client(timeout=self.timeout, trust_env=False) as client:
                response = client.get(f"{self.url.rstrip('/')}/{key}", headers=headers)
        except httpx.HTTPError:
            return "cannot_say"
        if response.status_code == 200:
            return "taken"
        return "absent" if response.status_code == 404 else "cannot_say"


def _number(response: "httpx.Response") -> str | None:
    try:
        found = response.json()
    except ValueError:
        return None
    number = found.get("id") if isinstance(found, dict) else None
    return str(number)[:200] if number is not None else None
