"""The mart's tables, declared: names, columns, bounds, words, and what each one's absence costs."""

from decision_models.mart.columns import (
    Column,
    Order,
    Table,
    day,
    flag,
    fraction,
    moment,
    text,
    texts,
    whole,
    yuan,
)

CUSTOMER_LEVELS = ("C1", "C2", "C3", "C4", "C5")
PRODUCT_LEVELS = ("R1", "R2", "R3", "R4", "R5")
CHANNELS = ("sms", "push", "wecom", "moments", "app_banner", "outbound_call", "email")
CATEGORIES = (
    "wealth",
    "fund",
    "insurance",
    "deposit",
    "credit_card",
    "loan",
    "gold",
    "pension",
    "forex",
    "bond",
)
BALANCE_CATEGORIES = (
    "demand",
    "deposit",
    "wealth",
    "fund",
    "insurance",
    "gold",
    "bond",
    "pension",
    "forex",
)
"""What assets are counted in: ``demand`` is money at call, the rest are product categories.
The demo bank has a row a month for the first six of every customer, and for the last three
where they are held."""

TIERS = (
    ("大众", 0.0),
    ("金卡", 50_000.0),
    ("白金", 500_000.0),
    ("钻石", 2_000_000.0),
    ("私行", 6_000_000.0),
)
"""The demo bank's tiers and the AUM in yuan from which each begins. From 6,000,000 a customer is a
private banking customer in the field's practice; the other thresholds are the bank's own."""


def _customer() -> Column:
    return text("customer_id", "客户编号", refers_to="customers")


def _product(nullable: bool = False) -> Column:
    return text("product_id", "产品编号", refers_to="products", nullable=nullable)


ALL = (
    Table(
        "customers",
        "客户",
        ("customer_id",),
        (
            text("customer_id", "客户编号"),
            text("name", "姓名"),
            text("gender", "性别", nullable=True, domain=("男", "女")),
            day("birth_date", "出生日期", nullable=True, past=True),
            text("city", "所在城市", nullable=True),
            text("occupation", "职业", nullable=True),
            text("industry", "行业", nullable=True),
            text("education", "学历", nullable=True),
            text("marital_status", "婚姻状况", nullable=True),
            flag("is_payroll", "是否代发客户", nullable=True),
            day("opened_on", "开户日期", past=True),
            text("phone", "手机号（脱敏）", nullable=True),
            text("id_number", "证件号（脱敏）", nullable=True),
            text("channel_preference", "偏好的触达渠道", nullable=True, domain=CHANNELS),
            text(
                "tier",
                "客户等级（按最近月末AUM：大众5万以下，金卡5万起，白金50万起，"
                "钻石200万起，私行600万起；这是当前等级，历史等级须由余额推算）",
                nullable=True,
            ),
        ),
        required=True,
        orders=(Order("birth_date", "opened_on"),),
    ),
    Table(
        "consents",
        "客户的授权与撤回（同一用途与渠道以最近一次为准）",
        ("customer_id", "purpose", "channel", "changed_at"),
        (
            _customer(),
            text("purpose", "用途（marketing 营销、profiling 画像等）"),
            text("channel", "渠道，all 为不分渠道", domain=(*CHANNELS, "all")),
            flag("granted", "是否同意"),
            moment("changed_at", "变更时间（UTC）"),
        ),
        switches_off="营销触达（没有授权记录即视为未授权，名单只供查看，不可外发）",
    ),
    Table(
        "risk_assessments",
        "客户的风险测评",
        ("customer_id", "assessed_on"),
        (
            _customer(),
            text("level", "风险承受能力等级", domain=CUSTOMER_LEVELS),
            day("assessed_on", "测评日期", past=True),
            day("expires_on", "失效日期（有效期12个月）"),
        ),
        switches_off="适当性匹配与产品推荐（没有测评即视为未测评，不推荐任何有风险等级的产品）",
        orders=(Order("assessed_on", "expires_on"),),
    ),
    Table(
        "branches",
        "机构",
        ("branch_id",),
        (
            text("branch_id", "机构编号"),
            text("name", "机构名称"),
            text("parent_id", "上级机构编号，总行为空", nullable=True, refers_to="branches"),
            whole("level", "层级，总行为0"),
        ),
        switches_off="机构名称与上下级汇总（机构负责人只看到直接归属本机构的客户）",
    ),
    Table(
        "managers",
        "客户经理",
        ("manager_id",),
        (
            text("manager_id", "客户经理编号"),
            text("name", "姓名"),
            text("branch_id", "所属机构编号", refers_to="branches"),
            texts("skills", "专长（产品类别）"),
        ),
        switches_off="客户经理姓名与专长（答案里只显示编号）",
    ),
    Table(
        "assignments",
        "客户的管户关系（当前）",
        ("customer_id",),
        (
            _customer(),
            text("manager_id", "客户经理编号", refers_to="managers"),
            text("branch_id", "机构编号", refers_to="branches"),
            day("since", "管户起始日期", nullable=True, past=True),
        ),
        required=True,
    ),
    Table(
        "products",
        "产品",
        ("product_id",),
        (
            text("product_id", "产品编号"),
            text("name", "产品名称"),
            text("category", "产品类别", domain=CATEGORIES),
            text("issuer", "发行人或管理人", nullable=True),
            text("risk_level_issuer", "发行人评定的风险等级", nullable=True, domain=PRODUCT_LEVELS),
            text("risk_level_seller", "本行评定的风险等级", nullable=True, domain=PRODUCT_LEVELS),
            yuan("min_amount", "起购金额（元）", nullable=True),
            whole("term_days", "期限或最短持有期（天），空为可随时赎回", nullable=True),
            text("open_rule", "开放规则", nullable=True),
            fraction("benchmark_low", "业绩比较基准或利率下限", nullable=True),
            fraction("benchmark_high", "业绩比较基准或利率上限", nullable=True),
            text("benchmark_basis", "业绩比较基准的依据", nullable=True),
            text("fees", "费用", nullable=True),
            texts("themes", "主题"),
            flag("private", "是否私募", nullable=True),
            day("on_sale_from", "起售日期", nullable=True),
            day("on_sale_to", "停售日期（含）", nullable=True),
        ),
        required=True,
        orders=(
            Order("benchmark_low", "benchmark_high"),
            Order("on_sale_from", "on_sale_to"),
        ),
    ),
    Table(
        "balances",
        "月末余额",
        ("customer_id", "as_of", "category"),
        (
            _customer(),
            day("as_of", "月末日期", past=True),
            text("category", "资产类别，demand 为活期", domain=BALANCE_CATEGORIES),
            yuan("balance", "余额（元）"),
        ),
        required=True,
    ),
    Table(
        "positions",
        "截至数据日的持仓",
        ("customer_id", "product_id", "opened_on"),
        (
            _customer(),
            _product(),
            yuan("amount", "持仓金额（元，基金与黄金为市值）"),
            day("opened_on", "买入日期", past=True),
            day("matures_on", "到期日，空为无固定期限", nullable=True),
        ),
        switches_off="持仓清单、到期提醒与按持仓联系客户",
        orders=(Order("opened_on", "matures_on"),),
    ),
    Table(
        "orders",
        "产品交易（含数据起始日仍持有的存量产品的原始买入，因此任一时点的持仓可由它还原）",
        ("order_id",),
        (
            text("order_id", "订单编号"),
            _customer(),
            _product(),
            text(
                "side",
                "方向：buy 买入，redeem 赎回，mature 到期兑付",
                domain=("buy", "redeem", "mature"),
            ),
            yuan("amount", "金额（元）"),
            moment("at", "时间（UTC）"),
            text("channel", "渠道", nullable=True),
        ),
        required=True,
    ),
    Table(
        "transactions",
        "账户流水（产品买卖不在其中）",
        ("transaction_id",),
        (
            text("transaction_id", "流水编号"),
            _customer(),
            moment("at", "时间（UTC）"),
            yuan("amount", "金额（元，恒为正）"),
            text("direction", "方向", domain=("in", "out")),
            text(
                "kind",
                "种类",
                domain=(
                    "salary",
                    "transfer",
                    "consumption",
                    "repayment",
                    "third_party_payment",
                    "fee",
                ),
            ),
            text("counterparty_kind", "对手方种类", nullable=True),
            text("channel", "渠道", nullable=True),
        ),
        switches_off="资金流水类特征（工资、转入转出、消费），模型效果下降",
    ),
    Table(
        "app_events",
        "手机银行行为",
        ("event_id",),
        (
            text("event_id", "行为编号"),
            _customer(),
            moment("at", "时间（UTC）"),
            text(
                "event",
                "行为",
                domain=(
                    "login",
                    "search",
                    "view_product",
                    "view_news",
                    "calculator",
                    "click_banner",
                ),
            ),
            _product(nullable=True),
            text("theme", "主题", nullable=True),
            whole("seconds", "停留秒数", nullable=True),
        ),
        switches_off="手机银行行为类特征与兴趣线索，模型效果下降",
    ),
    Table(
        "cards",
        "银行卡",
        ("card_id",),
        (
            text("card_id", "卡编号"),
            _customer(),
            text("kind", "卡种", domain=("debit", "credit")),
            yuan("limit", "授信额度（元）", nullable=True),
            day("opened_on", "开卡日期", past=True),
        ),
        switches_off="银行卡类特征与信用卡预期",
    ),
    Table(
        "loans",
        "贷款",
        ("loan_id",),
        (
            text("loan_id", "贷款编号"),
            _customer(),
            text("kind", "贷款种类", domain=("mortgage", "consumer", "business", "instalment")),
            yuan("balance", "当前余额（元）"),
            fraction("rate", "年利率"),
            day("opened_on", "放款日期", past=True),
            day("matures_on", "到期日", nullable=True),
            whole("overdue_days", "当前逾期天数", nullable=True),
        ),
        switches_off="贷款类特征",
        orders=(Order("opened_on", "matures_on"),),
    ),
    Table(
        "campaigns",
        "营销活动",
        ("campaign_id",),
        (
            text("campaign_id", "活动编号"),
            text("objective", "目标（purchase 购买、activity 活跃、asset_up 提升等）"),
            _product(nullable=True),
            text("channel", "渠道", domain=CHANNELS),
            day("starts_on", "开始日期"),
            day("ends_on", "结束日期"),
        ),
        switches_off="活动效果与增益模型",
        orders=(Order("starts_on", "ends_on"),),
    ),
    Table(
        "contacts",
        "触达记录（treated 为假的是活动的对照组，没有真正联系）",
        ("contact_id",),
        (
            text("contact_id", "触达编号"),
            _customer(),
            text(
                "campaign_id",
                "活动编号，空为客户经理自行联系",
                nullable=True,
                refers_to="campaigns",
            ),
            moment("at", "时间（UTC）"),
            text("channel", "渠道", domain=CHANNELS),
            flag("treated", "是否真正联系"),
            whole("wave", "批次", nullable=True),
            text("content_id", "内容编号", nullable=True),
            text("manager_id", "客户经理编号", nullable=True, refers_to="managers"),
            text(
                "outcome",
                "结果，空为未送达；对照组未被联系，只在14天内自行购买时记 converted",
                nullable=True,
                domain=("delivered", "opened", "clicked", "answered", "refused", "converted"),
            ),
            yuan("converted_amount", "转化金额（元）", nullable=True),
        ),
        switches_off="触达频次控制、拒绝记录、活动效果与增益模型",
    ),
    Table(
        "service_requests",
        "客户的投诉与咨询",
        ("request_id",),
        (
            text("request_id", "工单编号"),
            _customer(),
            moment("at", "时间（UTC）"),
            text("kind", "种类", domain=("complaint", "question")),
            text("text", "内容", nullable=True),
        ),
        switches_off="投诉类特征与流失预警中的投诉信号",
    ),
)
