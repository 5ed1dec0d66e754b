"""A mapping to start from: every table and column of the mart, with what it means, as YAML."""

from collections.abc import Iterator

from decision_models.mart.columns import Column, Kind, Table
from decision_models.mart.mapping import DAY_UNITS, MONEY_UNITS, RATE_UNITS
from decision_models.mart.schema import TABLES

_KINDS = {
    Kind.TEXT: "文本",
    Kind.TEXTS: "文本列表",
    Kind.INTEGER: "整数",
    Kind.NUMBER: "数值",
    Kind.BOOLEAN: "是否",
    Kind.DATE: "日期",
    Kind.MOMENT: "时间",
}
_HEAD = f"""\
# 把本机构的数据表映射到帷幄的数据模型。用法：
#   weiwo mart load 数据目录 --mapping 本文件 --dry-run     先试跑，只看结果
#   weiwo mart load 数据目录 --mapping 本文件               通过检查后装载
# 数据目录里放 CSV（UTF-8 或 GBK，分隔符自动识别）或 Parquet 文件；
# 也可以不是目录，而是 .duckdb 文件或数据库地址。手机号和证件号若未脱敏，装载时自动脱敏。
# 名称已经一致的表和列不用写。标“可缺”的表和列，没有就删掉整行。
# 一列可以写成  列名: 源列名  ，或写成  列名: {{from: 源列名, unit: 万元}}  ，可用的键：
#   from 源列名 · value 固定值 · unit 单位 · codes 代码对照 · otherwise 其余代码 · format 日期格式
#   time_zone 时区 · separator 列表分隔符
# 金额单位：{"、".join(MONEY_UNITS)}
# 比率单位：{"、".join(RATE_UNITS)}；期限单位：{"、".join(DAY_UNITS)}

as_of: null                # 数据日，例如 2026-09-30；不写则取余额表里最新的日期
time_zone: Asia/Shanghai   # 源数据里没有时区的时间，按这个时区理解
unit: 元                   # 全部金额列的单位，个别列可另写 unit

tables:"""


def template() -> str:
    """The template, a valid mapping once the source's names are filled in."""
    return "\n".join([_HEAD, *(line for table in TABLES.values() for line in _table(table))]) + "\n"


def _table(table: Table) -> Iterator[str]:
    need = "必须" if table.required else f"可缺；没有则不可用：{table.switches_off}"
    yield ""
    yield f"  # {table.meaning}。{need}"
    yield f"  {table.name}:"
    yield f"    from: {table.name}"
    if table.name == "balances":
        yield "    # 若源表一行里并列多类余额，改用（每类一列变成多行）："
        yield "    # unpivot: {name: category, value: balance,"
        yield "    #           columns: {demand: 活期余额, wealth: 理财余额}}"
    yield "    columns:"
    for column in table.columns:
        yield f"      {column.name + ': ' + column.name:<40} # {describe(column)}"


def describe(column: Column) -> str:
    """What a column holds, its kind, and what it must be, in Chinese, on one line."""
    parts = [column.meaning, _KINDS[column.kind], "可缺" if column.nullable else "必须"]
    if column.domain:
        parts.append("取值 " + "/".join(column.domain))
    return "；".join(parts)
