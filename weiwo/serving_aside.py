"""A server in a process of its own, over a home that is put aside: for what measures one."""

import os
import re
import secrets
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from home.errors import WeiwoError

if TYPE_CHECKING:
    from weiwo.assembly import Parts

_STOPS = 60  # seconds


@dataclass(frozen=True)
class Served:
    """Where it listens, which process it is, and development tokens for it."""

    url: str
    pid: int
    secret: str

    def token(self, asker: str) -> str:
        """A token for somebody of the demo bank."""
        from api.auth import Tokens
        from tools.access import parse

        return Tokens(self.secret).issue(parse(asker))


@contextmanager
def serving(parts: "Parts", workers: int = 1, **settings: str | int) -> Iterator[Served]:
    """`weiwo serve` over the parts' home on a free port of loopback, ended with the block.

    Args:
        parts: whose home is served.
        workers: processes.
        settings: what else is set, without the prefix: ``llm_base_url=...``.

    Raises:
        WeiwoError: it ended before it listened; says its last words.
    """
    secret = secrets.token_urlsafe(32)
    given = {f"WEIWO_{name.upper()}": str(value) for name, value in settings.items()}
    environment = {
        **os.environ,
        **given,
        "WEIWO_HOME": str(parts.settings.home),
        "WEIWO_SECRET": secret,
    }
    command = [sys.executable, "-m", "weiwo", "serve", "--port", "0", "--workers", str(workers)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        yield Served(_address(process.stderr), process.pid, secret)
    finally:
        process.terminate()
        try:
            process.wait(_STOPS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stderr.close()


def _address(said: IO[str]) -> str:
    before: list[str] = []
    for line in said:
        if found := re.search(r"http://[\d.:]+", line):
            # Read on, or a full pipe would stop it.
            threading.Thread(target=lambda: [None for _ in said], daemon=True).start()
            return found.group()
        before.append(line)
    raise WeiwoError(f"the server must begin to listen, said: {''.join(before[-3:]).strip()}")
