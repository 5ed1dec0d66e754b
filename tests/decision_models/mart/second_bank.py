"""The demo bank as another institution would hold it: other names, GBK, 万元 and 分, codes, dates
in Chinese, times in Shanghai, balances side by side, no mobile app, no contacts, no cards.

What comes out of loading it must be the demo bank again, table by table, in what it has.
"""

from pathlib import Path
from typing import Any

TABLES = ("customers", "risk_assessments", "consents", "assignments", "products", "balances",
          "positions", "orders", "transactions")  # fmt: skip
CATEGORIES = {
    "demand": "活期", "deposit": "定期", "wealth": "理财", "fund": "基金", "insurance": "保险",
    "gold": "贵金属", "pension": "养老", "bond": "债券", "forex": "外汇",
}  # fmt: skip
KINDS = {"salary": "代发", "transfer": "转账", "consumption": "消费", "repayment": "还款",
         "third_party_payment": "三方支付", "fee": "费用"}  # fmt: skip
LEVELS = {f"R{n}": f"{n}级" for n in range(1, 6)}

# Each: the source's table, and the query over the mart's that fills it.
_WIDE = ", ".join(
    f"max(CASE WHEN category = '{name}' THEN balance END) / 10000 AS {words}余额_万元"
    for name, words in CATEGORIES.items()
)


def _coded(column: str, codes: dict[str, str]) -> str:
    found = " ".join(f"WHEN '{ours}' THEN '{theirs}'" for ours, theirs in codes.items())
    return f"CASE {column} {found} END"


_LOCAL = "strftime(\"at\" + INTERVAL 8 HOUR, '%Y/%m/%d %H:%M:%S')"
QUERIES = {
    "KH_JBXX": (
        "customers",
        "SELECT customer_id AS KHH, name AS XM, "
        f"{_coded('gender', {'男': '1', '女': '2'})} AS XB, "
        "strftime(birth_date, '%Y%m%d') AS CSRQ, city AS CS, occupation AS ZY, "
        "is_payroll::INTEGER AS DFBZ, strftime(opened_on, '%Y年%m月%d日') AS KHRQ, "
        "phone AS SJH, id_number AS ZJHM, tier AS KHDJ FROM customers",
    ),
    "KH_FXCP": (
        "risk_assessments",
        "SELECT customer_id AS KHH, replace(level, 'C', '') AS FXDJ, assessed_on AS CPRQ, "
        "expires_on AS SXRQ FROM risk_assessments",
    ),
    "KH_SQ": (
        "consents",
        f"SELECT customer_id AS KHH, purpose AS MD, channel AS QD, CASE WHEN granted THEN '同意' "
        f"ELSE '拒绝' END AS ZT, {_LOCAL.replace('at', 'changed_at')} AS SJ FROM consents",
    ),
    "KH_GH": (
        "assignments",
        "SELECT customer_id AS KHH, manager_id AS JLGH, branch_id AS JGH FROM assignments",
    ),
    "CP_JBXX": (
        "products",
        f"SELECT product_id AS CPDM, name AS CPMC, category AS CPLB, issuer AS FXR, "
        f"{_coded('risk_level_issuer', LEVELS)} AS FXRPJ, "
        f"{_coded('risk_level_seller', LEVELS)} AS BHPJ, min_amount / 10000 AS QGJE_万元, "
        "term_days AS QX, round(benchmark_low * 100, 6) AS JZX_百分比, "
        "round(benchmark_high * 100, 6) AS JZS_百分比, array_to_string(themes, '、') AS ZT, "
        "CASE WHEN private THEN '是' ELSE '否' END AS SM, on_sale_from AS QSRQ, "
        "on_sale_to AS ZZRQ FROM products",
    ),
    "ZC_YM": (
        "balances",
        f"SELECT customer_id AS KHH, strftime(as_of, '%Y%m') AS YF, {_WIDE} FROM balances "
        "GROUP BY customer_id, as_of",
    ),
    "ZC_CC": (
        "positions",
        "SELECT customer_id AS KHH, product_id AS CPDM, amount / 10000 AS JE_万元, "
        "opened_on AS QXR, matures_on AS DQR FROM positions",
    ),
    "JY_DD": (
        "orders",
        "SELECT order_id AS DDH, customer_id AS KHH, product_id AS CPDM, "
        f"{_coded('side', {'buy': '申购', 'redeem': '赎回', 'mature': '到期'})} AS LX, "
        f"amount AS JE, {_LOCAL} AS SJ, channel AS QD FROM orders",
    ),
    "JY_LS": (
        "transactions",
        f"SELECT transaction_id AS LSH, customer_id AS KHH, {_LOCAL} AS SJ, "
        "round(amount * 100)::BIGINT AS JE_分, "
        "CASE direction WHEN 'in' THEN 'D' ELSE 'C' END AS JDBZ, "
        f"{_coded('kind', KINDS)} AS YWLX, counterparty_kind AS DSLX, channel AS QD "
        "FROM transactions",
    ),
}

_CODES = ", ".join(f"{theirs}: {ours}" for ours, theirs in LEVELS.items())
MAPPING = f"""
time_zone: Asia/Shanghai
tables:
  customers:
    from: KH_JBXX
    columns:
      customer_id: KHH
      name: XM
      gender: {{from: XB, codes: {{1: 男, 2: 女}}}}
      birth_date: {{from: CSRQ, format: "%Y%m%d"}}
      city: CS
      occupation: ZY
      is_payroll: {{from: DFBZ, codes: {{1: true, 0: false}}}}
      opened_on: {{from: KHRQ, format: "%Y年%m月%d日"}}
      phone: SJH
      id_number: ZJHM
      tier: KHDJ
  risk_assessments:
    from: KH_FXCP
    columns:
      customer_id: KHH
      level: {{from: FXDJ, codes: {{1: C1, 2: C2, 3: C3, 4: C4, 5: C5}}}}
      assessed_on: CPRQ
      expires_on: SXRQ
  consents:
    from: KH_SQ
    columns:
      customer_id: KHH
      purpose: MD
      channel: QD
      granted: {{from: ZT, codes: {{同意: true, 拒绝: false}}}}
      changed_at: SJ
  assignments:
    from: KH_GH
    columns: {{customer_id: KHH, manager_id: JLGH, branch_id: JGH}}
  products:
    from: CP_JBXX
    columns:
      product_id: CPDM
      name: CPMC
      category: CPLB
      issuer: FXR
      risk_level_issuer: {{from: FXRPJ, codes: {{{_CODES}}}}}
      risk_level_seller: {{from: BHPJ, codes: {{{_CODES}}}}}
      min_amount: {{from: QGJE_万元, unit: 万元}}
      term_days: QX
      benchmark_low: {{from: JZX_百分比, unit: "%"}}
      benchmark_high: {{from: JZS_百分比, unit: "%"}}
      themes: ZT
      private: {{from: SM, codes: {{是: true, 否: false}}}}
      on_sale_from: QSRQ
      on_sale_to: ZZRQ
  balances:
    from: ZC_YM
    unpivot:
      name: category
      value: balance
      columns: {{{", ".join(f"{ours}: {words}余额_万元" for ours, words in CATEGORIES.items())}}}
    columns:
      customer_id: KHH
      as_of: YF
      balance: {{from: balance, unit: 万元}}
  positions:
    from: ZC_CC
    columns:
      customer_id: KHH
      product_id: CPDM
      amount: {{from: JE_万元, unit: 万元}}
      opened_on: QXR
      matures_on: DQR
  orders:
    from: JY_DD
    columns:
      order_id: DDH
      customer_id: KHH
      product_id: CPDM
      side: {{from: LX, codes: {{申购: buy, 赎回: redeem, 到期: mature}}}}
      amount: JE
      at: SJ
      channel: QD
  transactions:
    from: JY_LS
    columns:
      transaction_id: LSH
      customer_id: KHH
      at: SJ
      amount: {{from: JE_分, unit: 分}}
      direction: {{from: JDBZ, codes: {{D: in, C: out}}}}
      kind: {{from: YWLX, codes: {{{", ".join(f"{v}: {k}" for k, v in KINDS.items())}}}}}
      counterparty_kind: DSLX
      channel: QD
"""


def mapping(folder: Path) -> Path:
    """The mapping file, the same for files and for a database."""
    path = folder / "second.yaml"
    path.write_text(MAPPING, encoding="utf-8")
    return path


def as_files(con: Any, folder: Path) -> Path:
    """The bank as files in GBK, parted by ``|``."""
    source = folder / "second"
    source.mkdir()
    for name, (_, query) in QUERIES.items():
        made = source / f"{name}.utf8"
        con.raw_sql(f"COPY ({query}) TO '{made}' (HEADER, DELIMITER '|')")
        text = made.read_text(encoding="utf-8")
        (source / f"{name}.csv").write_text(text, encoding="gb18030")
        made.unlink()
    return source


def as_database(con: Any, url: str) -> str:
    """The bank as tables of a database."""
    import sqlalchemy as sa

    engine = sa.create_engine(url, poolclass=sa.NullPool)
    for name, (_, query) in QUERIES.items():
        con.raw_sql(query).df().to_sql(name, engine, index=False, chunksize=10_000)
    engine.dispose()
    return url
