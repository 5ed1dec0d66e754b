"""Ways out: a file, a mail server, a signed webhook."""

from tools.outreach.gateways.gateway import (
    Gateway,
    GatewayError,
    NotTaken,
    Outgoing,
    Refused,
    Standing,
    Unclear,
)

__all__ = ["Gateway", "GatewayError", "NotTaken", "Outgoing", "Refused", "Standing", "Unclear"]
