"""``weiwo screen``."""

import os
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel, ConfigDict


class Line(BaseModel):
    """One text that comes in."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: str
    text: str
    persona: str | None = None


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command()(screen)


def screen(
    jsonl: Annotated[Path, typer.Option(help="lines with id, text, persona")],
    out: Annotated[Path, typer.Option(help="where the results are written")],
) -> None:
    """Screen each text that comes in: let in, refused, or handed to a person, and why."""
    from agents.guardrails import screen as screened
    from weiwo.jsonl import read_rows, write_rows

    lines = list(read_rows(jsonl, Line))
    one_thread_each()
    results = ((one.id, screened(one.text, one.persona)) for one in lines)
    write_rows(
        out,
        (
            {
                "id": name,
                "action": result.action,
                "category": result.category,
                "reason": result.reason,
                "evidence": [list(span) for span in result.evidence],
            }
            for name, result in results
        ),
    )


def one_thread_each() -> None:
    """Embed on one thread: a sentence is too short to share, and idle threads cost the others."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
