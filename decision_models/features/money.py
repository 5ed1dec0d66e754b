"""Declared features of account transactions: salary, transfers, consumption, large amounts.

Windows are those of ``sources.WINDOWS``, by which transactions are summed up.
"""

from decision_models.features.factory import ITEMS, SINCE, Declaration, largest, mean, total
from decision_models.features.feature import Theme

_AMOUNT = total("amount")
_LARGEST = largest("amount")

TRANSACTIONS = (
    Declaration(
        "transactions",
        Theme.TRANSACTIONS,
        "salary",
        "工资入账",
        (ITEMS, _AMOUNT, SINCE, mean("amount", "金额")),
        (90,),
        lambda t: (t.kind == "salary") & t.into,
    ),
    Declaration(
        "transactions",
        Theme.TRANSACTIONS,
        "transfer_in",
        "转入资金",
        (_AMOUNT, _LARGEST),
        (30, 90),
        lambda t: (t.kind == "transfer") & t.into,
    ),
    Declaration(
        "transactions",
        Theme.TRANSACTIONS,
        "transfer_out",
        "转出资金",
        (_AMOUNT, _LARGEST),
        (30, 90),
        lambda t: (t.kind == "transfer") & ~t.into,
    ),
    Declaration(
        "transactions",
        Theme.TRANSACTIONS,
        "own_in",
        "从本人他行账户转入",
        (_AMOUNT, SINCE),
        (30, 90),
        lambda t: t.own & t.into,
    ),
    Declaration(
        "transactions",
        Theme.TRANSACTIONS,
        "own_out",
        "转出到本人他行账户",
        (_AMOUNT, SINCE),
        (90,),
        lambda t: t.own & ~t.into,
    ),
    Declaration(
        "transactions",
        Theme.TRANSACTIONS,
        "securities",
        "向证券账户转账",
        (ITEMS, _AMOUNT),
        (30, 180),
        lambda t: t.securities,
    ),
    Declaration(
        "transactions",
        Theme.TRANSACTIONS,
        "consumption",
        "消费",
        (ITEMS, _AMOUNT),
        (30, 90),
        lambda t: t.kind == "third_party_payment",
    ),
    Declaration(
        "transactions",
        Theme.LIABILITIES,
        "repayment",
        "还款",
        (ITEMS, _AMOUNT, SINCE),
        (90,),
        lambda t: t.kind == "repayment",
    ),
    Declaration(
        "transactions",
        Theme.TRANSACTIONS,
        "large_in",
        "5万元以上大额入账",
        (ITEMS, _AMOUNT, SINCE),
        (90,),
        lambda t: t.into & t.large,
    ),
    Declaration(
        "transactions",
        Theme.TRANSACTIONS,
        "large_out",
        "5万元以上大额支出",
        (_AMOUNT,),
        (90,),
        lambda t: ~t.into & t.large,
    ),
    Declaration(
        "transactions",
        Theme.TRANSACTIONS,
        "money_in",
        "资金流入",
        (_AMOUNT,),
        (7, 30, 90, 180),
        lambda t: t.into,
    ),
    Declaration(
        "transactions",
        Theme.TRANSACTIONS,
        "money_out",
        "资金流出",
        (_AMOUNT,),
        (7, 30, 90, 180),
        lambda t: ~t.into,
    ),
    Declaration(
        "transactions",
        Theme.TRANSACTIONS,
        "moves",
        "账户交易",
        (ITEMS, SINCE),
        (30, 90),
    ),
)
