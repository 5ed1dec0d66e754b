"""The card's sentences, in Chinese."""

from dataclasses import dataclass

from decision_models.uplift.report.heterogeneity import Heterogeneity
from decision_models.uplift.report.qini import Interval
from decision_models.uplift.report.quality import Quality

_FEW_EVENTS = 100


@dataclass(frozen=True)
class Reading:
    """What the sentences are about. ``sizes`` and ``means``: treated, control."""

    binary: bool
    sizes: tuple[int, int]
    means: tuple[float, float]
    average: Interval
    randomised: bool
    propensity_auc: float
    thin: float
    heterogeneity: Heterogeneity
    quality: Quality
    suspects: tuple[str, ...]
    ended_early: bool


def amount(value: float, binary: bool, sign: bool = True) -> str:
    """An effect: percentage points of a rate, or plain units."""
    mark = "+" if sign else ""
    return f"{100 * value:{mark}.2f} 个百分点" if binary else f"{value:{mark}.4g}"


def level(value: float, binary: bool) -> str:
    """A mean outcome."""
    return f"{value:.2%}" if binary else f"{value:.4g}"


def between(interval: Interval, binary: bool) -> str:
    """A figure with its interval."""
    low, high = amount(interval.low, binary), amount(interval.high, binary)
    return f"{amount(interval.value, binary)}（90% 区间 {low} ~ {high}）"


def say(reading: Reading) -> tuple[str, ...]:
    """The main findings."""
    binary, found = reading.binary, reading.heterogeneity
    top = reading.quality.uplift_at["20%"]
    lines = [
        f"处理组 {reading.sizes[0]:,} 行（{level(reading.means[0], binary)}），"
        f"对照组 {reading.sizes[1]:,} 行（{level(reading.means[1], binary)}），"
        f"平均效果 {between(reading.average, binary)}",
        f"效果最大的前 20%：{between(top, binary)}；Qini 系数 {reading.quality.qini.value:.5f}"
        f"（90% 区间 {reading.quality.qini.low:.5f} ~ {reading.quality.qini.high:.5f}）",
    ]
    if found.detected:
        lines.append(f"各人效果确有差别（斜率 {found.slope:.2f}，p = {found.p_value:.2g}）")
    else:
        lines.append(
            f"看不出各人效果有差别（p = {found.p_value:.2g}）：打分已大幅收缩到平均效果附近，"
            "排序仅供参考"
        )
    return tuple(lines)


def warn(reading: Reading) -> tuple[str, ...]:
    """What to beware of."""
    said = []
    if not reading.randomised:
        said.append(
            f"处理不像随机分配：仅凭各列就能分辨谁被处理（AUC {reading.propensity_auc:.3f}）。"
            "已按倾向得分校正；但若有没记录在表里的原因同时影响处理与结果，效果仍会有偏"
        )
    if reading.thin > 0.05:
        said.append(f"{reading.thin:.1%} 的行几乎总是（或从不）被处理，它们的效果靠外推，不可当真")
    if reading.binary:
        events = [size * mean for size, mean in zip(reading.sizes, reading.means, strict=True)]
        rare = min(min(e, s - e) for e, s in zip(events, reading.sizes, strict=True))
        if rare < _FEW_EVENTS:
            said.append(f"较少的一组里只有 {rare:.0f} 个较少的结果，差别难以看清，区间会很宽")
    if reading.average.high < 0:
        said.append("平均效果为负：处理在整体上适得其反")
    if reading.suspects:
        names = "、".join(reading.suspects[:5])
        said.append(
            f"{names} 可能是处理之后才知道的结果；若是，请用 --exclude 排除后重训，否则效果会失真"
        )
    if reading.ended_early:
        said.append("时间预算不够，没有试完全部学习器。给更多 --seconds 可能更好")
    return tuple(said)


LIMITS = (
    "效果 = 处理时的期望结果 - 不处理时的期望结果；没有人能同时被观察到两种情形，"
    "所以单个人的效果无法核对，只能按组核对。",
    "模型只对与训练数据同样的处理、同样的人群、同样的时间跨度成立；换了话术、渠道或季节应重做实验。",
    "全部指标来自没参与学习的行（交叉拟合），但仍出自同一份数据；上线时请保留随机对照组。",
)
