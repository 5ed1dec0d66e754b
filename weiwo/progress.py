"""Progress of long commands on standard error, stage by stage."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decision_models.runs import Progress


@contextmanager
def progress() -> "Iterator[Progress]":
    """A function that is told of stages and shows a bar for each."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TimeElapsedColumn

    from prompts.messages import catalogue

    console = Console(stderr=True)
    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as shown:
        tasks: dict[str, TaskID] = {}

        def say(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                named = catalogue().get(f"training_stages.{stage}", stage)
                tasks[stage] = shown.add_task(named, total=total)
            shown.update(tasks[stage], completed=done, total=total)

        yield say
