"""What one must know before acting on the effect of a contact, in Chinese."""

from collections.abc import Sequence

from decision_models.uplift.contacts.card import (
    Differences,
    EffectBand,
    Estimate,
    Experiment,
    LaterWaves,
    Randomisation,
)

FEW_BUYERS = 200


def limits(
    experiment: Experiment,
    randomisation: Randomisation,
    average: Estimate,
    differences: Differences,
    later: LaterWaves | None,
    bands: Sequence[EffectBand],
    *,
    simulated: bool,
) -> tuple[str, ...]:
    """Doubts that the figures raise, then what always holds."""
    said = []
    if simulated:
        said.append("以模拟的示范银行数据训练，数字只说明方法，不代表任何真实机构")
    if not randomisation.sound:
        said.append(
            f"对照组不像随机留出：用客户特征就能分辨谁被联系（p = {randomisation.p_value:.2g}），"
            "效果可能有偏，请先核对名单的抽取方式"
        )
    if average.low <= 0 <= average.high:
        said.append("平均效果的区间含0：总体上联系是否有用，这些活动还不足以证明")
    if not differences.detected:
        said.append(
            f"看不出客户之间效果有差别（p = {differences.p_value:.2g}）：不据此区分客户，"
            "排序仅供参考"
        )
    elif all(band.verdict == "unclear" for band in bands):
        said.append("没有一组客户的效果区间不含0：不据此说联系对某位客户有用或有害")
    if later is None:
        said.append("活动的天数太少，没有留出较晚的活动检验，只有交叉检验")
    elif later.qini.low <= 0:
        said.append("在较晚的活动上，按效果排序是否好过随机，区间尚含0")
    if experiment.buyers < FEW_BUYERS:
        said.append(f"全部活动只有{experiment.buyers}笔成交，各项区间很宽")
    said += [
        "没有人能同时被观察到联系与不联系两种情形：单个客户的效果无法核对，只能按组核对",
        "效果是对做过的活动（当时的产品、话术、时机）的平均，换了产品或话术须重做实验；请一直保留随机对照组",
        "销售前仍须核对适当性、授权与联系频次，效果为正不等于可以联系",
    ]
    return tuple(said)
