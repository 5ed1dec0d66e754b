"""Features of account transactions: salary, transfers, consumption, large amounts, channels."""

from collections.abc import Iterator
from typing import Any

from decision_models.features.feature import Theme
from decision_models.features.kinds.declaration import Declaration
from decision_models.features.kinds.measures import (
    ITEMS,
    SINCE,
    Measure,
    largest,
    mean,
    total,
)
from decision_models.features.sources.money import YEAR, is_consumption

_COUNT, _AMOUNT, _TOP, _MEAN = ITEMS, total("amount"), largest("amount"), mean("amount")
_USUAL = (
    _COUNT.over(30, 90, YEAR),
    _AMOUNT.over(30, 90, YEAR),
    _TOP.over(90),
    SINCE.over(YEAR),
)
_OFTEN = (*_USUAL, _AMOUNT.over(7, 180))


def _moves(
    key: str,
    what: str,
    condition: Any,
    measures: tuple[Measure, ...] = _USUAL,
    theme: Theme = Theme.TRANSACTIONS,
    **more: Any,
) -> Declaration:
    return Declaration("transactions", theme, key, what, measures, (YEAR,), condition, **more)


TRANSACTIONS = (
    _moves(
        "salary",
        "工资入账",
        lambda t: (t.kind == "salary") & t.into,
        (_COUNT.over(90, YEAR), _AMOUNT.over(90, YEAR), _MEAN.over(90), SINCE.over(YEAR)),
    ),
    _moves(
        "transfer_in",
        "转入资金",
        lambda t: (t.kind == "transfer") & t.into,
        (_COUNT.over(30, 90, YEAR), _AMOUNT.over(30, 90), _TOP.over(30, 90), SINCE.over(YEAR)),
    ),
    _moves(
        "transfer_out",
        "转出资金",
        lambda t: (t.kind == "transfer") & ~t.into,
        (_COUNT.over(30, 90, YEAR), _AMOUNT.over(30, 90), _TOP.over(30, 90), SINCE.over(YEAR)),
    ),
    _moves("own_in", "从本人他行账户转入", lambda t: (t.party == "own_account") & t.into),
    _moves("own_out", "转出到本人他行账户", lambda t: (t.party == "own_account") & ~t.into),
    _moves("person_in", "收到他人转账", lambda t: (t.party == "person") & t.into),
    _moves("person_out", "向他人转账", lambda t: (t.party == "person") & ~t.into),
    _moves("securities", "向证券账户转账", lambda t: (t.party == "securities") & ~t.into),
    _moves("consumption", "消费", is_consumption, (*_OFTEN, _MEAN.over(90))),
    _moves(
        "platform",
        "通过支付平台付款",
        lambda t: (t.kind == "third_party_payment") & (t.party != "securities"),
        (_COUNT.over(30, 90), _AMOUNT.over(30, 90, YEAR)),
        group="consumption",
    ),
    _moves("repayment", "还款", lambda t: t.kind == "repayment", theme=Theme.LIABILITIES),
    _moves(
        "fee",
        "支付手续费",
        lambda t: t.kind == "fee",
        (_COUNT.over(90, YEAR), _AMOUNT.over(90, YEAR), SINCE.over(YEAR)),
        is_telling=False,
    ),
    _moves("large_in", "5万元以上大额入账", lambda t: t.into & t.large),
    _moves("large_out", "5万元以上大额支出", lambda t: ~t.into & t.large),
    _moves(
        "money_in",
        "资金流入",
        lambda t: t.into,
        (_COUNT.over(30, 90, YEAR), _AMOUNT.over(7, 30, 90, 180, YEAR), SINCE.over(YEAR)),
    ),
    _moves(
        "money_out",
        "资金流出",
        lambda t: ~t.into,
        (_COUNT.over(30), _AMOUNT.over(7, 30, 90, 180, YEAR), SINCE.over(YEAR)),
    ),
    _moves("moves", "账户交易", None, (_COUNT.over(7, 30, 90, 180, YEAR), SINCE.over(YEAR))),
)
CHANNELS = tuple(
    _moves(
        f"moves_{channel}",
        f"通过{words}办理收支",
        lambda t, channel=channel: t.channel == channel,
        (
            _COUNT.over(30, 90, YEAR),
            _AMOUNT.over(
                90,
            ),
            SINCE.over(YEAR),
        ),
        is_telling=channel == "branch",
    )
    for channel, words in (
        ("branch", "网点"),
        ("app", "手机银行"),
        ("online", "线上渠道"),
        ("pos", "刷卡"),
    )
)
_WEEKEND = total("weekend", "笔数", "笔").over(90, YEAR)
WEEKEND = (
    _moves(
        "weekend_consumption",
        "周末消费",
        is_consumption,
        (_WEEKEND,),
        is_step=True,
    ),
    _moves("weekend_moves", "周末发生收支", None, (_WEEKEND,), is_step=True),
)


def declarations() -> Iterator[Declaration]:
    """What is aggregated of transactions."""
    yield from TRANSACTIONS
    yield from CHANNELS
    yield from WEEKEND
