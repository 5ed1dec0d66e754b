"""``weiwo models fit-uplift`` and ``score-uplift``: whom a treatment moves, on any flat table."""

import sys
from pathlib import Path
from typing import Annotated

import typer


def register(group: typer.Typer) -> None:
    """Add the commands to the ``weiwo models`` group."""
    group.command("fit-uplift")(fit_uplift)
    group.command("score-uplift")(score_uplift)


def fit_uplift(
    table: Annotated[Path, typer.Option(help="CSV (also .gz) or Parquet.")],
    treatment: Annotated[str, typer.Option(help="The column that says who was treated.")],
    target: Annotated[str, typer.Option(help="The outcome: two values, or amounts.")],
    out: Annotated[Path, typer.Option(help="Folder for the model and its card.")],
    treated: Annotated[str | None, typer.Option(help="The value of the treated arm.")] = None,
    control: Annotated[str | None, typer.Option(help="The value of the control arm.")] = None,
    exclude: Annotated[str, typer.Option(help="Columns to leave out, comma-separated.")] = "",
    seconds: Annotated[float | None, typer.Option(help="Time budget.")] = None,
    seed: Annotated[int, typer.Option(help="Same seed, same model.")] = 7,
) -> None:
    """Learn whom a treatment moves, with a card that says whether anyone differs at all."""
    from decision_models.threads import alone
    from decision_models.uplift import fitting
    from decision_models.uplift.table.preparation import Asked
    from weiwo.commands.models.tables import names, progress

    asked = Asked(treatment, target, treated, control, names(exclude))
    request = fitting.UpliftRequest(table, asked, out, seconds, seed)
    with alone():
        card = fitting.fit_uplift(request, progress())
    print(f"模型已写入 {out}（卡片：{out / 'card.html'}）")
    for line in card.said:
        print(line)
    for warning in card.warnings:
        print(f"注意：{warning}", file=sys.stderr)


def score_uplift(
    model: Annotated[Path, typer.Option(help="Folder that fit-uplift wrote.")],
    table: Annotated[Path, typer.Option(help="Table with the same columns, in any order.")],
    out: Annotated[Path, typer.Option(help="CSV to write: row, uplift.")],
) -> None:
    """Score every row of a table: outcome if treated less outcome if not."""
    from decision_models.uplift import scoring
    from weiwo.commands.models.tables import say_strange

    summary = scoring.score_uplift(model, table, out)
    print(
        f"{summary.rows:,} 行已打分，平均效果 {summary.mean:+.4f}，"
        f"{summary.positive:.1%} 的行效果为正，写入 {out}"
    )
    if summary.extra:
        print(f"注意：模型不认识的列没有使用：{'、'.join(summary.extra)}", file=sys.stderr)
    say_strange(summary.strange)
