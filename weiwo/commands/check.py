"""``weiwo check``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import BaseModel, BeforeValidator, ConfigDict

from agents.guardrails.context import CheckContext

if TYPE_CHECKING:
    from agents.guardrails.checker import Explained


class Line(BaseModel):
    """One text that is about to go out."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: str
    text: str
    context: Annotated[CheckContext, BeforeValidator(lambda given: given or {})] = CheckContext()


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command()(check)


def check(
    jsonl: Annotated[Path, typer.Option(help="lines with id, text, context")],
    out: Annotated[Path, typer.Option(help="where the results are written")],
    explain: Annotated[
        bool, typer.Option("--explain", help="also what was let pass, and how each rule is sourced")
    ] = False,
) -> None:
    """Check each text that goes out: verdict, and law, article, quote and wording per finding."""
    from agents.guardrails.checker import engine
    from weiwo.commands.screen import one_thread_each
    from weiwo.jsonl import read_rows, write_rows
    from weiwo.rules import use_own_rules
    from weiwo.settings import Settings

    lines = list(read_rows(jsonl, Line))
    one_thread_each()
    use_own_rules(Settings().home)
    checker = engine()
    write_rows(out, (_row(one, checker.explain(one.text, one.context), explain) for one in lines))


def _row(line: Line, explained: "Explained", explain: bool) -> dict[str, object]:
    result = explained.result
    findings: list[dict[str, Any]] = [
        {
            "rule": one.rule,
            "law": one.law,
            "article": one.article,
            "span": list(one.span),
            "quote": one.quote,
            "message": one.message,
            "suggestion": one.suggestion,
            "verdict": one.verdict.value,
        }
        | ({"by": one.by, "source": one.source} if explain else {})
        for one in result.findings
    ]
    row: dict[str, object] = {
        "id": line.id,
        "verdict": result.verdict.value,
        "findings": findings,
    }
    if explain:
        row["pack"] = result.pack
        row["suppressed"] = [
            {
                "rule": one.rule,
                "by": one.by,
                "span": list(one.span),
                "quote": one.quote,
                "why": one.why,
            }
            for one in explained.suppressed
        ]
    return row
