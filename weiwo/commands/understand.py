"""``weiwo understand``."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel, ConfigDict, field_validator

READ_AT_ONCE = 512
"""Lines that are understood together: enough to embed well, few enough to show progress."""


class Line(BaseModel):
    """One question."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: str
    text: str
    persona: str | None = None
    history: list[str | dict[str, Any]] = []

    @field_validator("history", mode="before")
    @classmethod
    def _none_is_empty(cls, value: object) -> object:
        return [] if value is None else value


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command()(understand)


def understand(
    jsonl: Annotated[Path, typer.Option(help="lines with id, persona, text, history")],
    out: Annotated[Path, typer.Option(help="where the results are written")],
) -> None:
    """Understand each line: intent, slots, topics, confidence, route."""
    from weiwo.jsonl import read_rows, write_rows

    lines = list(read_rows(jsonl, Line))
    write_rows(out, _understood(lines))


def _understood(lines: Sequence[Line]) -> Iterator[dict[str, object]]:
    """The output lines, in order; progress goes to standard error."""
    from rich.console import Console

    from agents.understanding import Request, understand_all

    with Console(stderr=True).status("理解") as status:
        for at in range(0, len(lines), READ_AT_ONCE):
            status.update(f"理解 {at}/{len(lines)}")
            chunk = lines[at : at + READ_AT_ONCE]
            found = understand_all(Request(one.text, one.persona, one.history) for one in chunk)
            for line, one in zip(chunk, found, strict=True):
                yield {"id": line.id, **one.as_row()}
