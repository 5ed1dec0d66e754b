"""``weiwo understand``."""

from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel, ConfigDict


class Line(BaseModel):
    """One question."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: str
    text: str
    persona: str | None = None
    history: list[str | dict[str, Any]] = []


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command()(understand)


def understand(
    jsonl: Annotated[Path, typer.Option(help="lines with id, persona, text, history")],
    out: Annotated[Path, typer.Option(help="where the results are written")],
) -> None:
    """Understand each line: intent, slots, topics, confidence, route."""
    from agents.understanding import understand as read
    from weiwo.jsonl import read_rows, write_rows

    lines = list(read_rows(jsonl, Line))
    write_rows(
        out,
        ({"id": one.id, **read(one.text, one.persona, one.history).as_row()} for one in lines),
    )
