"""What is remembered of a source between polls."""

import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError


class SourceState(BaseModel):
    """Where the last poll ended.

    ``url`` is what it asked: a source file that now names another one starts from the beginning.
    ``cursor`` is the cursor or address to go on from; ``caught_up`` says that counted pages were
    read to their end, so that the next poll may stop at what it knows.
    """

    model_config = ConfigDict(extra="ignore")

    url: str
    etag: str = ""
    last_modified: str = ""
    cursor: str = ""
    page: int | None = None
    caught_up: bool = False
    polled_at: str = ""


def read(path: Path, url: str) -> SourceState:
    """The state in ``path``; a new one where there is none, or none for ``url``."""
    try:
        found = SourceState.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):  # lost or damaged: everything is asked for again
        return SourceState(url=url)
    return found if found.url == url else SourceState(url=url)


def write(path: Path, state: SourceState) -> None:
    """Keep ``state``, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".new")
    with aside.open("wb") as file:
        file.write(state.model_dump_json(indent=1).encode())
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
