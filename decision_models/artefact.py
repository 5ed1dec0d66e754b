"""A model's folder: text files with checksums, so that what was damaged on disk is told as such."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from home.errors import WeiwoError

_SUMS = "checksums.json"


class DamagedModel(WeiwoError):
    """A model's files are not those that were written."""


def write(folder: Path, contents: Mapping[str, str], beside: Sequence[str] = ()) -> None:
    """Write these files and the checksums of them, and of folders that lie there already."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_text(content, encoding="utf-8")
    sums = {name: digest(folder / name) for name in (*contents, *beside)}
    (folder / _SUMS).write_text(json.dumps(sums, indent=1), encoding="utf-8")


def read(folder: Path, names: Sequence[str]) -> Mapping[str, str]:
    """What ``write`` wrote under these names; everything with a checksum is compared with it.

    Raises:
        ValueError, OSError: a file is missing or has changed since; says which.
    """
    sums = json.loads((folder / _SUMS).read_text(encoding="utf-8"))
    for name, known in sums.items():
        if digest(folder / name) != known:
            raise ValueError(f"{name} has changed since it was written")
    missing = [name for name in names if name not in sums]
    if missing:
        raise ValueError(f"{missing[0]} has no checksum")
    return {name: (folder / name).read_text(encoding="utf-8") for name in names}


def digest(path: Path) -> str:
    """Of a file's content, or of all files of a folder with their names.

    Raises:
        OSError: there is nothing of that name.
    """
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    if not path.is_dir():
        raise FileNotFoundError(f"{path.name} is missing")
    found = hashlib.sha256()
    for file in sorted(one for one in path.rglob("*") if one.is_file()):
        found.update(f"{file.relative_to(path)}\0{digest(file)}\n".encode())
    return found.hexdigest()
