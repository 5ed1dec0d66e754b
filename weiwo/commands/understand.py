"""``weiwo understand``."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import BaseModel, ConfigDict, field_validator

if TYPE_CHECKING:
    from agents.understanding.second_reading import SecondReader

READ_AT_ONCE = 512
"""Lines that are understood together: enough to embed well, few enough to show progress."""


class Line(BaseModel):
    """One question; ``intent`` is the right one, where somebody has said so."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: str
    text: str
    persona: str | None = None
    history: list[str | dict[str, Any]] = []
    intent: str | None = None

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
    disagreements: Annotated[
        Path | None,
        typer.Option(help="where a text model and the fast path differ, one masked line each"),
    ] = None,
) -> None:
    """Understand each line: intent, slots, topics, confidence, route.

    With a text model configured, it reads again what the fast path is unsure of; where lines say
    which `intent` is right, the last line on standard error says how often the model was.
    """
    from weiwo.jsonl import read_rows, write_rows
    from weiwo.settings import Settings
    from weiwo.text_models import configured, reader_of

    lines = list(read_rows(jsonl, Line))
    settings = Settings()
    differing: list[dict[str, object]] = []
    right: list[bool] = []
    reader = reader_of(configured(settings), settings)
    write_rows(out, _understood(lines, reader, differing, right, settings.llm_concurrency))
    if disagreements is not None:
        write_rows(disagreements, differing)
    if right:
        share = sum(right) / len(right)
        print(
            f"没有把握的{len(right)}题，模型读对{sum(right)}题："
            f"WEIWO_LLM_READING_ACCURACY={share:.2f}",
            file=sys.stderr,
        )


def _understood(
    lines: Sequence[Line],
    reader: "SecondReader | None",
    differing: list[dict[str, object]],
    right: list[bool],
    at_once: int,
) -> Iterator[dict[str, object]]:
    """The output lines, in order; progress goes to standard error."""
    from concurrent.futures import ThreadPoolExecutor

    from rich.console import Console

    from agents.understanding import Request, interpret
    from agents.understanding.second_reading import ReadAgain

    with Console(stderr=True).status("理解") as status, ThreadPoolExecutor(at_once) as threads:
        for at in range(0, len(lines), READ_AT_ONCE):
            status.update(f"理解 {at}/{len(lines)}")
            chunk = lines[at : at + READ_AT_ONCE]
            found = interpret(Request(one.text, one.persona, one.history) for one in chunk)
            if reader is None:
                again = [ReadAgain(one.understanding) for one in found]
            else:
                again = list(threads.map(reader.read, found, [one.persona for one in chunk]))
            for line, one in zip(chunk, again, strict=True):
                if one.said is not None and line.intent is not None:
                    right.append(one.said == line.intent)
                if one.disagreement is not None:
                    differing.append({"id": line.id, **one.disagreement.as_row()})
                yield {"id": line.id, **one.understanding.as_row()}
