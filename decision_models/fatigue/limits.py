"""What one must know before acting on a chance of refusal, in Chinese."""

from decision_models.evaluation import Evaluation


def limits(later: Evaluation | None, *, proven: bool, simulated: bool) -> tuple[str, ...]:
    """Doubts that the figures raise, then what always holds."""
    said = []
    if simulated:
        said.append("以模拟的示范银行数据训练，数字只说明方法，不代表任何真实机构")
    if later is None:
        said.append("较晚的联系或其中的拒绝太少，没有检验：不用于触达判断")
    elif not proven:
        said.append("在较晚的联系上排序不比随机好：不用于触达判断，只按频次上限")
    said += [
        "联系谁不是随机安排的，虽已扣除客户的特点，多联系与拒绝之间仍可能有没记录的原因",
        "只学到拒绝与撤回授权；没说出口的厌烦、投诉不在其中",
        "只会让联系更少：授权、拒绝、时段与频次上限另行核对，不因模型放宽",
    ]
    return tuple(said)
