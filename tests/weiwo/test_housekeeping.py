"""What a server does by itself: old tables are deleted, and a disk that fails stops nothing."""

import asyncio
from pathlib import Path

import pytest

from tools.table_models import storage
from weiwo import housekeeping
from weiwo.housekeeping import kept_tidy


def test_it_sweeps_while_it_runs_and_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    swept: list[Path] = []

    def sweep(home: Path) -> int:
        swept.append(home)
        if len(swept) == 1:
            raise OSError("no space")
        return 0

    monkeypatch.setattr(storage, "sweep", sweep)
    monkeypatch.setattr(housekeeping, "EVERY", 0.01)

    async def served() -> None:
        async with kept_tidy(tmp_path):
            for _ in range(500):
                if len(swept) >= 2:
                    return
                await asyncio.sleep(0.01)

    asyncio.run(served())
    assert swept[:2] == [tmp_path, tmp_path]
