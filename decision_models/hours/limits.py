"""What one must know before acting on a best hour, in Chinese."""

from collections.abc import Sequence

from decision_models.hours.card import GroupHours, LaterContacts


def limits(
    groups: Sequence[GroupHours],
    later: LaterContacts | None,
    *,
    own: bool,
    proven: bool,
    simulated: bool,
) -> tuple[str, ...]:
    """Doubts that the figures raise, then what always holds."""
    said = []
    if simulated:
        said.append("以模拟的示范银行数据训练，数字只说明方法，不代表任何真实机构")
    if later is None:
        said.append("较晚的联系太少，或没有一组客户能说出较好的时段：不向任何客户推荐时段")
    elif not proven:
        said.append("在较晚的联系上，推荐时段是否好过平均，区间尚含0：不向任何客户推荐时段")
    unknown = sum(not one.known for one in groups)
    if proven and unknown:
        said.append(f"{len(groups)}组客户中有{unknown}组看不出时段差别，对他们不推荐时段")
    if not own:
        said.append("客户个人的时段与所在组没有可证实的差别：同组客户的推荐时段相同")
    said += [
        "只说联系更可能被接听或打开，不说更可能成交",
        "时段不是随机安排的，虽已扣除各组与个人平时的接听习惯，仍可能有没记录的原因",
        "推荐时段只在机构允许联系的时间内使用；授权、拒绝与联系频次另行核对",
    ]
    return tuple(said)
