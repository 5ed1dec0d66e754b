"""What a server does by itself while it runs: what is promised to be gone after days is deleted."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

log = logging.getLogger("weiwo.housekeeping")
EVERY = 3600.0  # seconds


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
