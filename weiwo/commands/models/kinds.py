"""The other kinds of model beside chances, as ``weiwo models list``, ``train`` and ``card`` show
them: effects of contacts, best hours, and how contacts weary.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from weiwo.tables import print_table

if TYPE_CHECKING:
    from decision_models.fatigue.card import FatigueCard
    from decision_models.hours.card import HourCard
    from decision_models.mart.warehouse import MartVersion, Warehouse
    from decision_models.uplift.contacts.card import EffectCard, Estimate

KINDS = {
    "binary": "概率",
    "effect": "触达效果",
    "hour": "最佳时段",
    "fatigue": "触达疲劳",
    "amount": "金额",
}
VERDICTS = {"lifts": "有用", "lowers": "有害", "unclear": "说不清"}


def register(_group: typer.Typer) -> None:
    """Nothing of its own: the catalogue's commands show these beside the others."""


def too_small(warehouse: "Warehouse", mart: "MartVersion") -> dict[str, str]:
    """Models that need an experiment or contacts which the institution has not, and why."""
    from decision_models.fatigue import training as fatigue
    from decision_models.hours import training as hours
    from decision_models.uplift.contacts import training as effects

    con = warehouse.connect(mart)
    found = dict.fromkeys(
        effects.switched_off(con, mart.as_of), "该渠道没有留出对照组的活动，或规模太小"
    )
    found |= dict.fromkeys(hours.switched_off(con, mart.as_of), "该渠道的联系记录太少")
    return found | dict.fromkeys(fatigue.switched_off(con, mart.as_of), "联系或拒绝的记录太少")


def print_summary(home: Path, names: Sequence[str] | None) -> None:
    """Print the figures of those that a training run has made (None: all)."""
    from decision_models.fatigue.shelf import Fatigues
    from decision_models.hours.shelf import BestHours
    from decision_models.uplift.contacts.shelf import Effects

    effects = [card for card in Effects(home).cards() if names is None or card.name in names]
    if effects:
        heads = [
            "触达效果",
            "行",
            "对照",
            "成交",
            "平均效果",
            "Qini（较晚的活动）",
            "差别",
            "结论",
            "秒",
        ]
        print_table(heads, [_effect(card) for card in effects])
    hours = [card for card in BestHours(home).cards() if names is None or card.name in names]
    if hours:
        heads = ["最佳时段", "联系", "平均", "推荐时段", "相差（百分点）", "推荐", "秒"]
        print_table(heads, [_hour(card) for card in hours])
    weary = [card for card in Fatigues(home).cards() if names is None or card.name in names]
    if weary:
        heads = ["触达疲劳", "联系", "拒绝", "再联系一次", "AUC", "只看次数", "用于判断", "秒"]
        print_table(heads, [_fatigue(card) for card in weary])


def _effect(card: "EffectCard") -> list[str]:
    later = card.later
    return [
        card.name,
        str(card.experiment.rows),
        str(card.experiment.control),
        str(card.experiment.buyers),
        _points(card.average),
        "—"
        if later is None
        else f"{later.qini.value:.5f}（{later.qini.low:.5f}~{later.qini.high:.5f}）",
        "有" if card.differences.detected else "看不出",
        _verdicts(card),
        f"{card.seconds:.1f}",
    ]


def _verdicts(card: "EffectCard") -> str:
    return "、".join(VERDICTS[band.verdict] for band in card.bands)


def _hour(card: "HourCard") -> list[str]:
    later = card.later
    return [
        card.name,
        str(card.rows),
        "—" if later is None else f"{later.usual:.1%}",
        "—" if later is None else f"{later.taken:.1%}",
        "—" if later is None else _points(later.difference),
        "是" if card.proven else "尚未证实，不推荐",
        f"{card.seconds:.1f}",
    ]


def _fatigue(card: "FatigueCard") -> list[str]:
    return [
        card.name,
        str(card.rows),
        str(sum(one.refused for one in card.channels)),
        f"几率×{card.one_more:.2f}",
        _auc(card),
        "—" if card.plain_auc is None else f"{card.plain_auc:.3f}",
        "是" if card.proven else "尚未证实，不用",
        f"{card.seconds:.1f}",
    ]


def _auc(card: "FatigueCard") -> str:
    found = card.evaluation
    if found is None:
        return "—"
    return f"{found.auc:.3f}（{found.auc_low:.3f}~{found.auc_high:.3f}）"


def _qini(found: "Estimate") -> str:
    return f"{found.value:.5f}（{found.low:.5f}~{found.high:.5f}）"


def _points(found: "Estimate") -> str:
    return f"{100 * found.value:+.2f}（{100 * found.low:+.2f}~{100 * found.high:+.2f}）"


def effect_figure(card: "EffectCard") -> str:
    """The one figure of an effect that a list shows."""
    return f"平均效果{_points(card.average)}个百分点；按效果从大到小：{_verdicts(card)}"


def hour_figure(card: "HourCard") -> str:
    """The one figure of a best hour that a list shows."""
    if card.later is None or not card.proven:
        return "时段差别尚未证实，不推荐"
    found = card.later.difference
    return (
        f"推荐时段{card.later.taken:.1%}，平均{card.later.usual:.1%}，相差{_points(found)}个百分点"
    )


def fatigue_figure(card: "FatigueCard") -> str:
    """The one figure of weariness that a list shows."""
    if not card.proven:
        return "尚未证实，不用于触达判断"
    return f"刚联系过一次，下次{card.event}的几率×{card.one_more:.2f}；AUC {_auc(card)}"


def print_effect(card: "EffectCard") -> None:
    """Print the card of an effect for people."""
    found, apart = card.experiment, card.differences
    print(f"{card.title}（{card.name}）")
    print(
        f"实验：{found.campaigns}个活动{found.waves}个批次，{found.first_day}至{found.last_day}，"
        f"被联系{found.treated:,}行成交{found.bought_treated:.2%}，"
        f"对照{found.control:,}行成交{found.bought_control:.2%}"
    )
    sound = "与随机相符" if card.randomisation.sound else "不像随机"
    print(f"对照组{sound}（p = {card.randomisation.p_value:.2g}）")
    print(f"平均效果{_points(card.average)}个百分点（95%区间）")
    print(f"客户之间的差别：{'有' if apart.detected else '看不出'}（p = {apart.p_value:.2g}）")
    later = card.later
    if later is not None:
        tops = "，".join(f"前{share}为{_points(one)}" for share, one in later.uplift_at.items())
        print(
            f"较晚的活动（{later.first_day}起{later.rows:,}行）：Qini {_qini(later.qini)}；{tops}"
        )
    rows = [
        [
            str(place),
            str(band.rows),
            f"{100 * band.predicted:+.2f}",
            _points(band.observed),
            VERDICTS[band.verdict],
        ]
        for place, band in enumerate(card.bands, start=1)
    ]
    print_table(["组（1效果最大）", "行", "预测", "观察（各组一起95%）", "结论"], rows)
    complaints = card.side.complaints
    more = "" if complaints is None else f"；投诉比对照多{_points(complaints)}个百分点"
    print(f"被联系的人中{card.side.refused:.2%}拒绝再联系{more}")
    _print_limits(card.limits)


def print_hour(card: "HourCard") -> None:
    """Print the card of a best hour for people."""
    print(f"{card.title}（{card.name}）")
    print(f"{card.rows:,}次联系，{card.customers:,}位客户，{card.first_day}至{card.last_day}")
    print(hour_figure(card))
    rows = [
        [f"{one.first}点至{one.last}点", str(one.rows), f"{one.taken:.1%}", _points(one.added)]
        for one in card.hours
    ]
    print_table(["时段", "联系", f"{card.event}率", "时段的影响（百分点）"], rows)
    rows = [
        [
            one.group,
            str(one.rows),
            f"{one.usual:.1%}",
            f"{one.first}点至{one.last}点" if one.known and card.proven else "看不出差别",
            f"{one.expected:.1%}",
        ]
        for one in card.groups
    ]
    print_table([card.group_meaning, "联系", "平均", "推荐时段", "该时段预计"], rows)
    _print_limits(card.limits)


def print_fatigue(card: "FatigueCard") -> None:
    """Print the card of weariness for people."""
    print(f"{card.title}（{card.name}）")
    print(f"{card.rows:,}次联系，{card.customers:,}位客户，{card.first_day}至{card.last_day}")
    print(fatigue_figure(card))
    rows = [
        [one.channel, str(one.rows), str(one.refused), f"{one.rate:.2%}"] for one in card.channels
    ]
    print_table(["渠道", "联系", card.event, f"{card.event}率"], rows)
    if card.evaluation is not None:
        found = card.evaluation
        print(
            f"检验（{card.later_from}起{found.rows:,}次联系）：平均{found.base_rate:.2%}，"
            f"校准误差{found.after.expected_calibration_error:.2%}；"
            f"只看渠道与次数的AUC {card.plain_auc:.3f}"
        )
        rows = [
            [one.touches, str(one.rows), f"{one.refused:.2%}", f"{one.predicted:.2%}"]
            for one in card.wearing
        ]
        print_table(["此前30天已联系", "联系", f"实际{card.event}率", "模型说的"], rows)
    _print_limits(card.limits)


def _print_limits(limits: Sequence[str]) -> None:
    print("限制：")
    for limit in limits:
        print(f"  · {limit}")
