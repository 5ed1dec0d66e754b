"""The files that paths name."""

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from home.errors import BadInput
from knowledge.documents import Failure
from knowledge.loaders.folder_fields import NAME


def find_files(paths: Iterable[Path]) -> tuple[list[Path], list[Failure]]:
    """The files that ``paths`` name, folders searched through, and what could not be looked into.

    Hidden ones are left aside. A link to a folder is not followed (it may lead back into itself),
    and said so; a file that two names lead to comes once.

    Raises:
        BadInput: a path does not exist.
    """
    found: dict[Path, Path] = {}
    failed: list[Failure] = []
    for path in paths:
        if not _exists(path):
            raise BadInput(f"{path} must be a file or folder to ingest, got a path without one")
        if not path.is_dir():
            found.setdefault(path.resolve(), path)
            continue
        for inner in sorted(_within(path, failed)):
            found.setdefault(inner.resolve(), inner)
    return list(found.values()), failed


def _within(folder: Path, failed: list[Failure]) -> list[Path]:
    def unreadable(error: OSError) -> None:
        failed.append(Failure(str(error.filename), f"cannot be looked into: {error.strerror}"))

    found: list[Path] = []
    for root, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in folders:
            if (Path(root) / name).is_symlink():
                failed.append(
                    Failure(str(Path(root) / name), "is a link to a folder, not followed")
                )
        for name in names:
            path = Path(root) / name
            if name.startswith(".") or name == NAME:
                continue
            problem = _problem(path)
            if problem:
                failed.append(Failure(str(path), problem))
            else:
                found.append(path)
    return found


def _problem(path: Path) -> str:
    try:
        mode = path.stat().st_mode
    except OSError as error:  # a link to nothing, or to itself
        return f"cannot be opened: {error.strerror}"
    return "" if stat.S_ISREG(mode) else "is not a regular file"


def _exists(path: Path) -> bool:
    try:
        path.stat()
    except (OSError, ValueError):
        return False
    return True
