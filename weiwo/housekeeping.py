"""What a server does by itself while it runs: what is promised to be gone after days is deleted,
and the call centre hears who waits for a person.
"""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.handoff_notices import Notifier

log = logging.getLogger("weiwo.housekeeping")
EVERY = 3600.0  # seconds
LOOK = 2.0  # seconds between two looks at who waits
_LEAVE = 15.0  # seconds that a notice under way has when the server ends


@asynccontextmanager
async def kept_tidy(home: Path) -> AsyncIterator[None]:
    """Sweep the home now and then while the block runs."""
    task = asyncio.create_task(_sweeping(home))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _sweeping(home: Path) -> None:
    from tools.table_models.storage import sweep

    while True:
        try:
            await asyncio.to_thread(sweep, home)
        except OSError:  # a disk that fails now may do so again; the pages go on
            log.warning("old tables could not be deleted", exc_info=True)
        await asyncio.sleep(EVERY)


@asynccontextmanager
async def telling(notifier: "Notifier | None") -> AsyncIterator[None]:
    """Tell the call centre of who waits while the block runs; nothing where it has no door."""
    if notifier is None:
        yield
        return
    ended = threading.Event()
    thread = threading.Thread(target=_tell, args=(notifier, ended), name="telling", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        await asyncio.to_thread(thread.join, _LEAVE)


def _tell(notifier: "Notifier", ended: threading.Event) -> None:
    while not ended.is_set():
        try:
            notifier.run()
        except Exception:  # a mart that is rebuilt, a database that is away: the next look tells
            log.warning("the call centre could not be told", exc_info=True)
        ended.wait(LOOK)
