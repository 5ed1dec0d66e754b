"""What a model's card says, with every figure marked as a fact."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from tools.facts import Figure


@dataclass(frozen=True)
class LiftAt:
    """The best ``share`` of a ranking: how often it happened there, over how often overall."""

    share: Annotated[float, Figure("fraction", "排在最前的比例")]
    lift: Annotated[float, Figure("times", "提升度")]
    rate: Annotated[float, Figure("fraction", "这部分人的发生率")]
    captured: Annotated[float | None, Figure("fraction", "覆盖了多少会发生的人")]


@dataclass(frozen=True)
class Tenth:
    """A tenth of the held-out customers by probability: what was said, what happened."""

    predicted: Annotated[float, Figure("fraction", "预测概率")]
    observed: Annotated[float, Figure("fraction", "实际发生率")]
    rows: Annotated[int, Figure("count", "人次")]


@dataclass(frozen=True)
class MonthOf:
    """One held-out month."""

    on: Annotated[date, Figure("date", "检验时点")]
    rows: Annotated[int, Figure("count", "人次")]
    base_rate: Annotated[float, Figure("fraction", "发生率")]
    auc: Annotated[float | None, Figure("number", "AUC")]


@dataclass(frozen=True)
class GroupOf:
    """One group of customers on the held-out months; ``off`` is said over happened."""

    by: str
    group: Annotated[str, Figure("text", "客群")]
    rows: Annotated[int, Figure("count", "人次")]
    base_rate: Annotated[float, Figure("fraction", "实际发生率")]
    predicted: Annotated[float, Figure("fraction", "平均预测概率")]
    auc: Annotated[float | None, Figure("number", "AUC")]
    off: Annotated[float | None, Figure("times", "预测为实际的")]


@dataclass(frozen=True)
class FeatureOf:
    """What a model looks at, and its share of all that its splits gained."""

    meaning: Annotated[str, Figure("text", "特征")]
    theme: str
    share: Annotated[float, Figure("fraction", "占总增益")]


@dataclass(frozen=True)
class Learned:
    """What a model of chances was made of; ``apart`` says that the months that judged it begin
    when everything that it was fitted on had already happened.
    """

    first: Annotated[date, Figure("date", "训练的第一个时点")]
    last: Annotated[date, Figure("date", "训练的最后一个时点")]
    days: Annotated[int, Figure("count", "训练时点个数")]
    label_until: Annotated[date, Figure("date", "训练标签最晚到")]
    rows: Annotated[int, Figure("count", "训练人次")]
    positives: Annotated[int, Figure("count", "训练正例")]
    features: Annotated[int, Figure("count", "入模特征")]
    considered: Annotated[int, Figure("count", "备选特征")]
    calibration: str
    apart: bool


@dataclass(frozen=True)
class Chances:
    """How good a model of chances was on months that it had not seen."""

    population: Annotated[tuple[str, ...], Figure("text", "对谁说")]
    label: Annotated[str, Figure("text", "什么算发生")]
    tested: Annotated[tuple[date, ...], Figure("date", "检验时点")]
    tested_count: Annotated[int, Figure("count", "检验时点个数")]
    rows: Annotated[int, Figure("count", "检验人次")]
    positives: Annotated[int, Figure("count", "检验正例")]
    base_rate: Annotated[float, Figure("fraction", "基准发生率")]
    auc: Annotated[float, Figure("number", "AUC")]
    auc_low: Annotated[float, Figure("number", "AUC95%区间下限")]
    auc_high: Annotated[float, Figure("number", "AUC95%区间上限")]
    auc_level: Annotated[float, Figure("fraction", "AUC区间的置信水平")]
    grade: str
    lifts: tuple[LiftAt, ...]
    expected: Annotated[float, Figure("fraction", "平均预测概率")]
    brier_before: Annotated[float, Figure("number", "校准前Brier")]
    brier: Annotated[float, Figure("number", "校准后Brier")]
    ece_before: Annotated[float, Figure("fraction", "校准前ECE")]
    ece: Annotated[float, Figure("fraction", "校准后ECE")]
    off: Annotated[float | None, Figure("fraction", "最高一档的偏差")]
    curve: tuple[Tenth, ...]
    months: tuple[MonthOf, ...]
    groups: tuple[GroupOf, ...]
    features: tuple[FeatureOf, ...]
    single: Annotated[str, Figure("text", "最强的单个特征")]
    single_auc: Annotated[float | None, Figure("number", "只用最强特征的AUC")]
    learned: Learned | None


@dataclass(frozen=True)
class Interval:
    """An estimate with its bounds."""

    level: Annotated[float, Figure("fraction", "置信水平")]
    value: Annotated[float, Figure("fraction", "估计值")]
    low: Annotated[float, Figure("fraction", "区间下限")]
    high: Annotated[float, Figure("fraction", "区间上限")]


@dataclass(frozen=True)
class ContactEffect:
    """What contacts by one channel did, by experiment. ``helped`` and ``put_off``: how many of the
    asker's customers (for figures of the whole bank, of all) belong to groups that a contact is
    known to move to or from a purchase; None where no customer was scored.
    """

    channel: str
    verdict: str
    average: Interval
    treated: Annotated[int, Figure("count", "联系人次")]
    control: Annotated[int, Figure("count", "对照人次")]
    campaigns: Annotated[int, Figure("count", "活动数")]
    first: Annotated[date, Figure("date", "实验开始")]
    last: Annotated[date, Figure("date", "实验结束")]
    bought_treated: Annotated[float, Figure("fraction", "联系组成交率")]
    bought_control: Annotated[float, Figure("fraction", "对照组成交率")]
    sound: bool
    differs: bool
    differs_p: Annotated[float, Figure("number", "差异检验的p值")]
    qini: Interval | None
    helped: Annotated[int | None, Figure("people", "联系有帮助的客户")]
    put_off: Annotated[int | None, Figure("people", "联系反而不买的客户")]
    unclear: Annotated[int | None, Figure("people", "看不出效果的客户")]
    refused: Annotated[float, Figure("fraction", "联系后拒绝率")]


@dataclass(frozen=True)
class Covered:
    """How often the intervals of a forecaster held what came."""

    amount: str
    nominal: Annotated[float, Figure("fraction", "名义覆盖率")]
    coverage: Annotated[float, Figure("fraction", "实际覆盖率")]
    below: Annotated[float, Figure("fraction", "落在下方")]
    above: Annotated[float, Figure("fraction", "落在上方")]
    rows: Annotated[int, Figure("count", "检验人次")]
    tested: Annotated[tuple[date, ...], Figure("date", "检验时点")]
    months: tuple["MonthCovered", ...]
    books: Annotated[float | None, Figure("fraction", "名下合计的覆盖率")]
    books_error: Annotated[float | None, Figure("fraction", "名下合计的平均误差")]
    trend: Annotated[float | None, Figure("fraction", "趋势外推的覆盖率")]
    narrower: Annotated[float | None, Figure("fraction", "区间比趋势外推窄")]
    features: tuple[FeatureOf, ...]


@dataclass(frozen=True)
class MonthCovered:
    """Coverage on one held-out month."""

    on: Annotated[date, Figure("date", "检验时点")]
    coverage: Annotated[float, Figure("fraction", "实际覆盖率")]


@dataclass(frozen=True)
class HourBand:
    """How often contacts in these hours are taken."""

    first: Annotated[int, Figure("number", "从几点")]
    last: Annotated[int, Figure("number", "到几点")]
    taken: Annotated[float, Figure("fraction", "接通或打开率")]


@dataclass(frozen=True)
class BestHours:
    """When contacts are taken, and whether hours named beforehand were better later."""

    channel: str
    event: str
    bands: tuple[HourBand, ...]
    proven: bool
    usual: Annotated[float | None, Figure("fraction", "平时的比例")]
    taken: Annotated[float | None, Figure("fraction", "推荐时段的比例")]
    known: Annotated[int, Figure("count", "有推荐时段的客群")]
    groups: Annotated[int, Figure("count", "客群")]


@dataclass(frozen=True)
class ChannelRefused:
    """Of the contacts by one channel, the share after which the customer refused any more."""

    channel: str
    rate: Annotated[float, Figure("fraction", "拒绝率")]


@dataclass(frozen=True)
class Wearies:
    """What one contact more does to the odds that a customer refuses all others."""

    one_more: Annotated[float, Figure("times", "多联系一次，拒绝的胜算变为原来的")]
    proven: bool
    channels: tuple[ChannelRefused, ...]
    plain_auc: Annotated[float | None, Figure("number", "只看渠道和次数的AUC")]


@dataclass(frozen=True)
class Drifted:
    """How far today's customers are from those of training, where it was measured."""

    until: Annotated[date, Figure("date", "测到")]
    verdict: str
    psi: Annotated[float, Figure("number", "分数的PSI")]
    moved: tuple["Moved", ...]
    moved_count: Annotated[int, Figure("count", "移动明显的特征")]
    compared: Annotated[int, Figure("count", "比较的特征")]
    auc: Annotated[float | None, Figure("number", "最新已知月份的AUC")]


@dataclass(frozen=True)
class Moved:
    """A feature that moved."""

    meaning: Annotated[str, Figure("text", "特征")]
    psi: Annotated[float, Figure("number", "PSI")]


@dataclass(frozen=True)
class Took:
    """When which version came to score, by whom, and why."""

    on: Annotated[date, Figure("date", "更换日期")]
    by: Annotated[str, Figure("text", "谁换的")]
    change: str
    champion: Annotated[int, Figure("number", "换上的版本")]
    before: Annotated[int | None, Figure("number", "换下的版本")]
    reason: Annotated[str, Figure("text", "理由")]
