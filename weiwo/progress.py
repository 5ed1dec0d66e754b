"""Progress of long commands on standard error, stage by stage."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decision_models.runs import Progress

_STAGES = {
    "features": "计算特征",
    "labels": "读取标签",
    "models": "训练模型",
    "forecasters": "训练金额预测",
    "effects": "学触达效果",
    "hours": "学最佳时段",
    "fatigue": "学触达疲劳",
    "scores": "打分",
    "ranks": "排名",
    "contributions": "前1%的原因",
    "prospects": "客户总表",
    "forecasts": "预测金额",
    "touches": "触达效果与时段",
    "lookup": "单客查询",
}


@contextmanager
def progress() -> "Iterator[Progress]":
    """A function that is told of stages and shows a bar for each."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TimeElapsedColumn

    console = Console(stderr=True)
    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as shown:
        tasks: dict[str, TaskID] = {}

        def say(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = shown.add_task(_STAGES.get(stage, stage), total=total)
            shown.update(tasks[stage], completed=done, total=total)

        yield say
