"""What one must know before acting on a forecast, in Chinese."""

from collections.abc import Sequence

from decision_models.forecasting.books import Book
from decision_models.forecasting.card import BooksMeasured, Measured
from decision_models.forecasting.conformal import NOMINAL
from decision_models.forecasting.specification import ForecastSpec

TOLERANCE, FAR_OFF = 0.02, 0.05


def limits(
    spec: ForecastSpec,
    measured: Sequence[Measured],
    of_books: Sequence[BooksMeasured],
    book: Book | None,
    simulated: bool,
) -> tuple[str, ...]:
    """The limits of one forecaster."""
    found = ["在模拟的示范银行数据上训练与检验，不代表真实表现"] if simulated else []
    found.append("这是对金额走势的估计，不是收益预测，也不构成承诺")
    found.append("检验用的区间只用检验月份之前的数据校准；实际使用的区间已用最新的已知月份重新校准")
    if spec.amount == "card_spend":
        found.append("没有信用卡账单表，以账户流水中的消费支出代替")
    own = measured[0]
    if abs(own.coverage - NOMINAL) > TOLERANCE:
        found.append(f"检验月份的覆盖率{own.coverage:.1%}，与名义的{NOMINAL:.0%}相差超过2个百分点")
    off = [share for share in own.by_size if abs(share - NOMINAL) > FAR_OFF]
    if off:
        found.append(
            f"按金额分的{len(own.by_size)}组中有{len(off)}组的覆盖率与名义相差超过{FAR_OFF:.0%}"
        )
    if book is None:
        found.append("已知的月份太少，给不出整本客户合计的可信区间，合计仍用阻尼趋势")
    for one in of_books:
        if one.method == "model" and one.coverage < NOMINAL - TOLERANCE:
            found.append(f"客户经理名下合计的区间在检验月份只覆盖{one.coverage:.1%}，偏窄")
        if one.method == "model" and one.coverage > NOMINAL + FAR_OFF:
            found.append(f"客户经理名下合计的区间在检验月份覆盖{one.coverage:.1%}，偏宽")
    return tuple(found)
