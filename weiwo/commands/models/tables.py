"""``weiwo models fit-table`` and ``score-table``: a model of any flat table."""

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from decision_models.tabular.table.strangers import Strange


def register(group: typer.Typer) -> None:
    """Add the commands to the ``weiwo models`` group."""
    group.command("fit-table")(fit_table)
    group.command("score-table")(score_table)


def fit_table(
    table: Annotated[Path, typer.Option(help="CSV (also .gz) or Parquet.")],
    target: Annotated[str, typer.Option(help="The column to predict, with two values.")],
    out: Annotated[Path, typer.Option(help="Folder for the model and its card.")],
    positive: Annotated[str | None, typer.Option(help="The target's positive value.")] = None,
    time_column: Annotated[str | None, typer.Option(help="When each row was.")] = None,
    exclude: Annotated[str, typer.Option(help="Columns to leave out, comma-separated.")] = "",
    seconds: Annotated[float | None, typer.Option(help="Time budget.")] = None,
    seed: Annotated[int, typer.Option(help="Same seed, same model.")] = 7,
) -> None:
    """Fit and validate a model on a table, with a card that says what to trust."""
    from decision_models.tabular import fitting
    from decision_models.threads import alone

    request = fitting.FitRequest(
        table=table,
        target=target,
        out=out,
        positive=positive,
        time_column=time_column,
        exclude=names(exclude),
        seconds=seconds,
        seed=seed,
    )
    with alone():
        card = fitting.fit_table(request, progress())
    quality = card.quality
    print(f"模型已写入 {out}（卡片：{out / 'card.html'}）")
    print(f"{card.rows:,} 行，正例（{card.target} = {card.positive}）占 {card.base_rate:.2%}")
    print(
        f"AUC {quality.auc:.4f}（90% 区间 {quality.auc_low:.4f} ~ {quality.auc_high:.4f}），"
        f"前 20% 覆盖 {quality.capture_20:.1%} 的正例，"
        f"校准误差 {quality.calibration_error_after:.4f}"
    )
    for suspect in card.leakage_suspects:
        done = "已排除" if suspect.excluded else "仍在使用，请核实"
        print(f"可能泄露答案：{suspect.column}（{done}）{suspect.evidence}", file=sys.stderr)
    for note in card.notes:
        print(f"注意：{note}", file=sys.stderr)


def score_table(
    model: Annotated[Path, typer.Option(help="Folder that fit-table wrote.")],
    table: Annotated[Path, typer.Option(help="Table with the same columns, in any order.")],
    out: Annotated[Path, typer.Option(help="CSV to write: row, score.")],
) -> None:
    """Score every row of a table: P(positive), calibrated."""
    from decision_models.tabular import scoring

    summary = scoring.score_table(model, table, out)
    print(f"{summary.rows:,} 行已打分，平均 {summary.mean:.4f}，写入 {out}")
    if summary.extra:
        print(f"注意：模型不认识的列没有使用：{'、'.join(summary.extra)}", file=sys.stderr)
    say_strange(summary.strange)


def say_strange(found: "Sequence[Strange]") -> None:
    """Name the cells that a model could not read or had not met, on standard error."""
    for one in found:
        what = (
            "读不成数字或日期，按缺失处理" if one.unreadable else "是没有单独学过的取值，按其他处理"
        )
        print(f"注意：{one.column} 有 {one.rows:,} 行{what}，例如“{one.example}”", file=sys.stderr)


def names(listed: str) -> tuple[str, ...]:
    """The names in a comma-separated list."""
    return tuple(name.strip() for name in listed.split(",") if name.strip())


def progress() -> "_Progress":
    """Told of each step."""
    return _Progress()


class _Progress:
    """Steps on standard error, each with the seconds since the start."""

    def __init__(self) -> None:
        self.started = time.monotonic()

    def __call__(self, step: str) -> None:
        print(f"[{time.monotonic() - self.started:5.1f} s] {step}", file=sys.stderr, flush=True)
