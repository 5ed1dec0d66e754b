"""The tools by which customers see what is their own; part of the catalogue."""

from tools import account, account_changes, account_gains, account_holdings, account_spending
from tools.access import Role
from tools.calling import Effect, Tool

_SELF = frozenset({Role.CUSTOMER, Role.RM, Role.MANAGER})

ACCOUNT_TOOLS: tuple[Tool, ...] = (
    Tool(
        "my_account",
        "客户本人的资产、余额、持仓、风险测评和最近到期",
        account.AccountQuery,
        Effect.READ,
        _SELF,
        lambda t, s, a, _: account.my_account(t, s, a.customer_id),
    ),
    Tool(
        "my_changes",
        "客户本人的资产与之前某个月末相比多了还是少了，逐类列出，附期间的买卖与收支",
        account_changes.ChangeQuery,
        Effect.READ,
        _SELF,
        lambda t, s, a, _: account_changes.my_changes(t, s, a),
    ),
    Tool(
        "my_holdings",
        "客户本人持有的某一类或某几只产品：金额、到期日（先到期的在前），以及贷款和信用卡",
        account_holdings.HoldingQuery,
        Effect.READ,
        _SELF,
        lambda t, s, a, _: account_holdings.my_holdings(t, s, a),
    ),
    Tool(
        "my_gains",
        "客户本人持有的产品，现在的金额与按买卖记录算的净买入金额；记录不全的说明没有",
        account_gains.GainQuery,
        Effect.READ,
        _SELF,
        lambda t, s, a, _: account_gains.my_gains(t, s, a),
    ),
    Tool(
        "my_spending",
        "客户本人某几个月的消费合计与笔数",
        account_spending.SpendingQuery,
        Effect.READ,
        _SELF,
        lambda t, s, a, _: account_spending.my_spending(t, s, a),
    ),
)
"""Each is for the customer, and for the staff whose customer it is."""
