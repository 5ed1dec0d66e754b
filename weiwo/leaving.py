"""Settings -> what leaves by itself: messages to customers, and notices of who waits."""

import os
import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.handoff_notices import Notifier
    from tools.outreach.worker import Worker
    from tools.toolbox import Toolbox
    from weiwo.settings import Settings


def worker_of(toolbox: "Toolbox", settings: "Settings") -> "Worker":
    """What sends what is due.

    Raises:
        BadInput: ``WEIWO_GATEWAYS`` names a file that cannot be used, or that lacks a secret.
    """
    from tools.outreach.configuration import gateways
    from tools.outreach.worker import Worker

    password = settings.smtp_password
    ways = gateways(
        settings.home,
        settings.gateways,
        _webhook_secret(settings),
        password.get_secret_value() if password else None,
    )
    return Worker(toolbox, ways, _name())


def notifier_of(toolbox: "Toolbox", settings: "Settings") -> "Notifier | None":
    """What tells the call centre; None where ``WEIWO_GATEWAYS`` names no door of it.

    Raises:
        BadInput: as for ``worker_of``.
    """
    from tools.handoff_notices import Notifier
    from tools.outreach.configuration import call_centre

    door = call_centre(settings.gateways, _webhook_secret(settings))
    return None if door is None else Notifier(toolbox, door, _name())


def _webhook_secret(settings: "Settings") -> str | None:
    return settings.webhook_secret.get_secret_value() if settings.webhook_secret else None


def _name() -> str:
    """Who holds a claim: this process, as an operator finds it."""
    return f"{socket.gethostname()}/{os.getpid()}"
