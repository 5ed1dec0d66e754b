"""``weiwo models drift``: has what the models see, or what they are worth, changed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from decision_models.drift.report import DriftReport

_VERDICTS = {"stable": "稳定", "watch": "关注", "retrain": "重新训练"}
_WHY = {
    "score": "评分分布变化",
    "features": "多个特征分布变化",
    "ranking": "排序能力下降",
    "level": "概率水平不准",
}
_MOST_SHOWN = 5


def register(group: typer.Typer) -> None:
    """Add the command to ``weiwo models``."""
    group.command("drift")(drift)


def drift(
    names: Annotated[list[str] | None, typer.Argument(help="without names: all")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="as JSON")] = False,
) -> None:
    """Compare today's customers, and the newest closed month, with what each model was made of."""
    from decision_models.drift.run import DriftFailed, measure
    from weiwo.progress import progress
    from weiwo.settings import Settings

    show = _print_json if as_json else _print
    with progress() as say:
        try:
            reports = measure(Settings().home, names or None, say)
        except DriftFailed as failed:
            show(failed.found)
            raise
    show(reports)


def _print_json(reports: "Sequence[DriftReport]") -> None:
    import json
    from dataclasses import asdict

    print(json.dumps([asdict(one) for one in reports], ensure_ascii=False, indent=1))


def _print(reports: "Sequence[DriftReport]") -> None:
    from decision_models.features import names
    from weiwo.tables import print_table

    if not reports:
        return
    heads = ["模型", "版本", "对比", "评分PSI", "特征变化", "AUC原", "AUC现", "实际/预计", "结论"]
    rows = []
    for one in reports:
        seen = one.decay
        why = "、".join(_WHY[name] for name in one.why)
        rows.append(
            [
                one.model,
                str(one.version),
                f"{one.since}→{one.until}",
                f"{one.score:.3f}",
                f"{len(one.shifts)}/{one.features}",
                "—" if seen is None else f"{seen.before:.3f}",
                "—" if seen is None else f"{seen.auc:.3f}（{seen.day}）",
                "—" if seen is None else f"{seen.off:.2f}",
                _VERDICTS[one.verdict] + (f"：{why}" if why else ""),
            ]
        )
    print_table(heads, rows)
    meanings = {feature.name: feature.meaning for feature in names()}
    for one in reports:
        for shift in one.shifts[:_MOST_SHOWN]:
            print(
                f"  {one.model}  {meanings.get(shift.feature, shift.feature)}  PSI {shift.psi:.2f}"
            )
    print(
        "PSI低于0.10为稳定，0.10至0.25需关注，0.25以上为分布已变（Siddiqi 2006）；"
        "客户少时的偶然波动不算，训练之后没有新的月份可学时不要求重新训练。"
    )
