"""A copy of the documents beside the versions: the index may be lost, what was taken in may not.

Each version holds its documents; the copy lies in another folder, so that deleting or damaging
``versions/`` leaves `weiwo knowledge rebuild` something to build from.
"""

import os
import shutil
from pathlib import Path

_KEPT = 2


class DocumentCopies:
    """``root/documents/<version>.db``, written before the version is switched to.

    Args:
        root: the folder of the knowledge base.
    """

    def __init__(self, root: Path) -> None:
        self._folder = root / "documents"

    def keep(self, documents: Path, version: str) -> None:
        """Copy ``documents`` for ``version``, whole or not at all."""
        self._folder.mkdir(parents=True, exist_ok=True)
        aside = self._folder / "unfinished"
        shutil.copyfile(documents, aside)
        with aside.open("rb") as file:
            os.fsync(file.fileno())
        aside.replace(self._folder / f"{version}.db")

    def find(self, version: str | None) -> list[Path]:
        """The copies, that of ``version`` first, then the newest."""
        names = sorted(self._folder.glob("*.db"), reverse=True)
        return sorted(names, key=lambda path: path.stem != version)

    def prune(self, version: str) -> None:
        """Forget all but the last ones and that of ``version``."""
        for path in self.find(version)[_KEPT:]:
            path.unlink(missing_ok=True)
