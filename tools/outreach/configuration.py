"""Which gateway serves which channel: a YAML file of the institution; by default a file each."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from home.errors import BadInput
from tools.outreach.clearance import SENT_CHANNELS
from tools.outreach.gateways import Gateway
from tools.outreach.gateways.file import FileGateway
from tools.outreach.gateways.smtp import SmtpGateway
from tools.outreach.gateways.webhook import WebhookGateway

SHORTEST_SECRET = 32


class _Way(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FileWay(_Way):
    """JSON lines that another program picks up."""

    kind: Literal["file"]
    path: Path


class SmtpWay(_Way):
    """A mail server; ``addresses`` is a CSV file with customer_id and address."""

    kind: Literal["smtp"]
    host: str
    port: int = Field(default=587, ge=1, le=65535)
    sender: str = Field(pattern=r"^[^@\s]+@[^@\s]+$")
    addresses: Path
    user: str | None = None
    starttls: bool = True


class WebhookWay(_Way):
    """The bank's own gateway over HTTP, signed with ``WEIWO_WEBHOOK_SECRET``."""

    kind: Literal["webhook"]
    url: str = Field(pattern=r"^https?://")
    timeout: float = Field(default=10, gt=0, le=60)


AnyWay: TypeAlias = FileWay | SmtpWay | WebhookWay


Chosen: TypeAlias = Annotated[AnyWay, Field(discriminator="kind")]


class Ways(_Way):
    """The file: a way for each channel that goes out; ``handoffs`` is where the call centre hears
    of customers who wait for a person.
    """

    sms: Chosen | None = None
    push: Chosen | None = None
    wecom: Chosen | None = None
    email: Chosen | None = None
    handoffs: WebhookWay | None = None


def gateways(
    home: Path,
    path: Path | None = None,
    webhook_secret: str | None = None,
    smtp_password: str | None = None,
) -> Mapping[str, Gateway]:
    """The ways out by channel; a channel that the file does not name has none, and waits.

    Raises:
        BadInput: the file cannot be used, or lacks a secret; names what it must be.
    """
    if path is None:
        folder = home / "outreach"
        return {one: FileGateway(folder / f"{one}.jsonl") for one in sorted(SENT_CHANNELS)}
    ways, folder = _ways(path), path.parent
    chosen = {channel: getattr(ways, channel) for channel in sorted(SENT_CHANNELS)}
    return {
        channel: _gateway(way, folder, webhook_secret, smtp_password)
        for channel, way in chosen.items()
        if way is not None
    }


def call_centre(
    path: Path | None = None, webhook_secret: str | None = None
) -> WebhookGateway | None:
    """Where it is told who waits for a person; None where the file names no such door.

    Raises:
        BadInput: the file cannot be used, or lacks the secret; names what it must be.
    """
    way = _ways(path).handoffs if path is not None else None
    return None if way is None else _webhook(way, webhook_secret)


def _ways(path: Path) -> Ways:
    try:
        return Ways.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except OSError as error:
        raise BadInput(f"WEIWO_GATEWAYS must be a readable file, got {path}: {error}") from error
    except (yaml.YAMLError, ValidationError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} must map channels to gateways: {error}") from error


def _gateway(
    way: AnyWay,
    folder: Path,
    webhook_secret: str | None,
    smtp_password: str | None,
) -> Gateway:
    if isinstance(way, FileWay):
        return FileGateway(folder / way.path)
    if isinstance(way, WebhookWay):
        return _webhook(way, webhook_secret)
    addresses = _addresses(folder / way.addresses)
    return SmtpGateway(
        way.host,
        way.port,
        way.sender,
        addresses.get,
        user=way.user,
        password=smtp_password,
        starttls=way.starttls,
    )


def _webhook(way: WebhookWay, webhook_secret: str | None) -> WebhookGateway:
    secret = (webhook_secret or "").encode()
    if len(secret) < SHORTEST_SECRET:
        raise BadInput(
            f"WEIWO_WEBHOOK_SECRET must have at least {SHORTEST_SECRET} bytes "
            f"(`openssl rand -hex 32`), got {len(secret)}"
        )
    return WebhookGateway(way.url, secret, way.timeout)


def _addresses(path: Path) -> Mapping[str, str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        return {row["customer_id"].strip(): row["address"].strip() for row in rows}
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"addresses must be a readable CSV file, got {path}: {error}") from error
    except (KeyError, AttributeError) as error:
        raise BadInput(f"{path} must have the columns customer_id and address") from error
