"""A small bank whose tables look nothing like the mart's: other names, GBK, 万元, codes, pipes,
side-by-side balances, months without a day, times in Shanghai.
"""

from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

CUSTOMERS = """客户号,姓名,性别代码,出生日期,城市,代发标志,开户日,手机,证件号码,等级
0001,王芳,2,1980/5/6,杭州,Y,20150301,13812345678,330106198005060021,金卡
0002,李强,1,1958/12/1,宁波,N,20090712,13987654321,330203195812010017,白金
0003,张敏,2,1995/1/31,杭州,Y,20200220,,,大众
"""
PRODUCTS = """代码|名称|大类|厂商评级|本行评级|起点金额(万)|期限|基准下限|基准上限|主题|私募
A01|稳盈180天|LC|2|2|1|6|2.1%|2.5%|债市、降息|否
A02|成长混合|JJ|3|4|0.001|||| 股市 ,人工智能|否
A03|大额存单1年|CK|1|1|20|12|1.3%|1.3%||否
"""
BALANCES = """客户号,月份,活期余额,定期余额,理财余额,备注
0001,202608,1.5,20,"1,000.25",x
0001,202609,2,20,10,x
0002,202608,0.3,0,0,x
0002,202609,0.35,0,0,x
0003,202609,-,,0,x
"""
ASSIGNMENTS = """客户号;经理工号;机构
0001;88001;SZ01
0002;88002;SZ01
0003;88001;SZ01
"""
ORDERS = [
    ("D1", "0001", "A01", "认购", 100000.0, datetime(2026, 9, 1, 9, 30)),  # noqa: DTZ001
    ("D2", "0001", "A03", "认购", 200000.0, datetime(2026, 1, 5, 0, 10)),  # noqa: DTZ001
    ("D3", "0002", "A02", "赎回", 5000.5, datetime(2026, 8, 31, 23, 59, 59)),  # noqa: DTZ001
]
EVENTS = """流水,客户号,时间,动作
e1,0001,2026-09-01T08:00:00+08:00,登录
e2,0002,2026-09-02 10:00:00,看产品
"""

MAPPING = """
time_zone: Asia/Shanghai
tables:
  customers:
    from: 客户信息.csv
    columns:
      customer_id: 客户号
      name: 姓名
      gender: {from: 性别代码, codes: {1: 男, 2: 女}}
      birth_date: 出生日期
      city: 城市
      is_payroll: 代发标志
      opened_on: {from: 开户日, format: "%Y%m%d"}
      phone: 手机
      id_number: 证件号码
      tier: 等级
  products:
    from: 产品
    columns:
      product_id: 代码
      name: 名称
      category: {from: 大类, codes: {LC: wealth, JJ: fund, CK: deposit}}
      risk_level_issuer: {from: 厂商评级, codes: {1: R1, 2: R2, 3: R3, 4: R4, 5: R5}}
      risk_level_seller: {from: 本行评级, codes: {1: R1, 2: R2, 3: R3, 4: R4, 5: R5}}
      min_amount: {from: 起点金额(万), unit: 万元}
      term_days: {from: 期限, unit: 月}
      benchmark_low: 基准下限
      benchmark_high: 基准上限
      themes: 主题
      private: 私募
  balances:
    from: 月末资产
    unpivot:
      name: category
      value: balance
      columns: {demand: 活期余额, deposit: 定期余额, wealth: 理财余额}
    columns:
      customer_id: 客户号
      as_of: 月份
      balance: {from: balance, unit: 万元, codes: {}}
  assignments:
    columns: {customer_id: 客户号, manager_id: 经理工号, branch_id: 机构}
  orders:
    from: trade/orders_*.parquet
    columns:
      order_id: id
      customer_id: cust
      product_id: prod
      side: {from: type, codes: {认购: buy, 赎回: redeem}}
      amount: amt
      at: t
      channel: {value: branch}
  app_events:
    from: 行为
    columns:
      event_id: 流水
      customer_id: 客户号
      at: 时间
      event: {from: 动作, codes: {登录: login}, otherwise: view_product}
"""


def write_bank(folder: Path) -> tuple[Path, Path]:
    """The source folder and the mapping file, written under ``folder``."""
    source = folder / "导出"
    (source / "trade").mkdir(parents=True)
    (source / "客户信息.csv").write_text(CUSTOMERS, encoding="gbk")
    (source / "产品.txt").write_text(PRODUCTS, encoding="utf-8-sig")
    (source / "月末资产.csv").write_text(BALANCES.replace("0003,202609,-", "0003,202609,0"), "gbk")
    (source / "assignments.csv").write_text(ASSIGNMENTS, encoding="utf-8")
    (source / "行为.csv").write_text(EVENTS, encoding="gbk")
    names = ("id", "cust", "prod", "type", "amt", "t")
    for number, rows in enumerate((ORDERS[:2], ORDERS[2:])):
        columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
        pq.write_table(pa.table(columns), source / "trade" / f"orders_{number}.parquet")
    mapping = folder / "mapping.yaml"
    mapping.write_text(MAPPING, encoding="utf-8")
    return source, mapping
