"""``weiwo demo``: builds the demo bank and does the four main jobs."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command()(demo)


def demo(
    llm: Annotated[bool, typer.Option("--llm", help="let the small local model word too")] = False,
    news: Annotated[
        Path | None,
        typer.Option(help="a file of real news: searchable by words at once, by meaning later"),
    ] = None,
) -> None:
    """Build the demo bank, train, ingest, then do the four main jobs and print them."""
    import time
    from contextlib import ExitStack

    from rich.console import Console

    from weiwo.assembly import assemble
    from weiwo.demo_home import prepare
    from weiwo.demonstration import run
    from weiwo.settings import Settings

    started = time.monotonic()
    progress = Console(stderr=True, highlight=False)

    def tell(what: str) -> None:
        progress.print(f"[dim]{time.monotonic() - started:5.1f}s[/dim] {what}")

    settings = Settings()
    prepare(settings.home, tell, news)
    with ExitStack() as stack:
        if llm:
            from weiwo.local_model import NAME, serve_local_model

            tell("启动本地小模型")
            address = stack.enter_context(serve_local_model())
            settings = settings.model_copy(
                update={
                    "llm_base_url": address,
                    "llm_model": NAME,
                    "llm_timeout": 60.0,
                    "llm_turn_timeout": 180.0,
                }
            )
        parts = stack.enter_context(assemble(settings))
        run(parts)
    tell("完成")
