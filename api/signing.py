"""The secret that signs this home's tokens and sessions."""

import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path

from home.errors import BadInput

FILE = "secret.key"
MINIMUM = 32  # characters; RFC 7518 section 3.2 asks HS256 for a key of at least 256 bits
_PLACEHOLDERS = ("secret", "changeme", "change-me", "password", "default", "example", "weiwo")


def signing_secret(home: Path, configured: str | None, *, demo: bool) -> str:
    """The configured secret, else the home's own, made on first use in a file of mode 0600.

    The file appears in one atomic step, so it needs no writer lock and two servers that start at
    once agree.

    Args:
        home: the data folder.
        configured: ``WEIWO_SECRET``, if set.
        demo: a demo home takes any secret; elsewhere a short, default or readable one is refused.

    Raises:
        BadInput: the secret is one that others could guess or read.
    """
    if configured is not None:
        if not demo:
            _require_strength(configured)
        return configured
    path = home / FILE
    if not path.exists():
        _create(path)
    if not demo and path.stat().st_mode & 0o077:
        raise BadInput(
            f"{path} must be readable by its owner alone (chmod 600 {path}), "
            f"got mode {path.stat().st_mode & 0o777:03o}"
        )
    return path.read_text(encoding="ascii").strip()


def derive(secret: str, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose, so that a token of one kind never passes as another."""
    return hashlib.blake2b(
        purpose.encode(), key=hashlib.sha256(secret.encode()).digest(), digest_size=32
    ).digest()


def _require_strength(secret: str) -> None:
    plain = secret.lower()
    for word in _PLACEHOLDERS:
        plain = plain.replace(word, "")
    if len(secret) < MINIMUM or len(set(plain)) < 10:
        raise BadInput(
            f"WEIWO_SECRET must be at least {MINIMUM} random characters outside a demo home "
            f"(for example from `openssl rand -hex 32`), got {len(secret)} that are short, "
            "repeated or a default"
        )


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{FILE}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was first; its secret is then used
            os.link(aside, path)
    finally:
        aside.unlink()
