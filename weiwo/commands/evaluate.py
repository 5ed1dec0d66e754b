"""``weiwo eval`` and ``weiwo bench``."""

from inspect import signature
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command(name="eval")(evaluate)
    app.command(name="bench")(bench)


def evaluate(
    suites: Annotated[
        list[str] | None, typer.Argument(help="one suite or several; all when left out")
    ] = None,
    markdown: Annotated[
        Path | None, typer.Option(help="also write the scores there, as Markdown tables")
    ] = None,
) -> None:
    """Run the evaluation suites and hold each score against its floor."""
    from rich.console import Console
    from rich.table import Table

    from evals.reporting import as_markdown
    from evals.runner import run_suites
    from weiwo.assembly import assemble_aside
    from weiwo.settings import Settings

    table = Table("suite", "metric", "score", "floor", "cases", "note", title="weiwo eval")
    broken = 0
    results = []
    chosen: list[str | None] = [*suites] if suites else [None]
    with assemble_aside(Settings()) as parts:
        for result in (one for name in chosen for one in run_suites(name, parts)):
            results.append(result)
            score = result.score
            shown = "not measured" if score.value is None else f"{score.value:.4f}"
            floor = "" if result.floor is None else f"{result.floor:.4f}"
            mark = "" if result.kept is not False else "BELOW ITS FLOOR "
            mark = "BROKEN: " if result.broken else mark
            broken += result.kept is False
            table.add_row(
                result.suite, score.metric, shown, floor, str(score.cases), mark + score.note
            )
    Console(width=160).print(table)
    if markdown is not None:
        markdown.write_text(as_markdown(results), encoding="utf-8")
    if broken:
        raise typer.Exit(1)


def bench(
    name: Annotated[str | None, typer.Argument(help="one benchmark; all when left out")] = None,
    customers: Annotated[
        int | None, typer.Option(help="of how many customers, where a benchmark is of customers")
    ] = None,
    full: Annotated[bool, typer.Option(help="the long run, where a benchmark has one")] = False,
) -> None:
    """Measure speed and quality, beside a named peer or limit; fails over a limit."""
    from rich.console import Console
    from rich.table import Table

    from evals.runner import benchmark, benchmark_names
    from weiwo.assembly import assemble_aside
    from weiwo.settings import Settings

    console = Console(width=160)
    broken = False
    for one in [name] if name else benchmark_names():
        module = benchmark(one)
        if getattr(module, "USES_SERVER", False):
            from weiwo.serving_aside import serving

            with assemble_aside(Settings()) as parts:
                rows = [dict(row) for row in module.run(parts, serving, full=full)]
        elif getattr(module, "USES_ENDPOINT", False):
            from weiwo.text_models import endpoints

            rows = [
                dict(row) for row in module.run(next(iter(endpoints(Settings())), None), full=full)
            ]
        elif getattr(module, "USES_PARTS", False):
            with assemble_aside(Settings()) as parts:
                rows = [dict(row) for row in module.run(parts)]
        else:
            asked = {"customers": customers, "full": full or None}
            known = signature(module.run).parameters
            given = {key: one for key, one in asked.items() if one is not None and key in known}
            rows = [dict(row) for row in module.run(**given)]
        columns = list(dict.fromkeys(key for row in rows for key in row))
        table = Table(*columns, title=f"weiwo bench {one}")
        for row in rows:
            table.add_row(*(_shown(row.get(column)) for column in columns))
        console.print(table)
        broken = broken or any(row.get("kept") is False for row in rows)
    if broken:
        raise typer.Exit(1)


def _shown(value: object) -> str:
    if value is None:
        return "not measured"
    if isinstance(value, bool):
        return "yes" if value else "NO"
    if isinstance(value, float):
        return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    return str(value)
