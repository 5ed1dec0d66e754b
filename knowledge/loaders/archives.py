"""Office files are ZIP archives: what they unpack to is looked at before anything is unpacked."""

import zipfile
from pathlib import Path

LARGEST_PART = 64 * 1024 * 1024
"""Bytes of one unpacked XML part; a parsed one takes ten times as much memory."""

_MOST_PARTS = 10_000


def check_unpacked(path: Path) -> None:
    """Refuse an archive whose parts are too large or too many (a ZIP bomb).

    A part cannot unpack to more than its entry says: `zipfile` stops there.

    Raises:
        ValueError: says what was too much.
    """
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
    if len(parts) > _MOST_PARTS:
        raise ValueError(f"must have at most {_MOST_PARTS} parts, got {len(parts)}")
    for part in parts:
        if part.filename.endswith((".xml", ".rels")) and part.file_size > LARGEST_PART:
            raise ValueError(
                f"{part.filename} must unpack to at most {LARGEST_PART} bytes, got {part.file_size}"
            )
