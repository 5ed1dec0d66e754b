"""What a row of the mart must be: rules as data, most of them read off the schema.

Each rule is a condition in SQL that is true for a bad row. Names may be used of the row's own
columns, of other tables, and of ``{day}`` and ``{cut}``: the as-of day and the first moment after
it in UTC.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from decision_models.mart.columns import EARLIEST_DAY, Column, Kind, Table
from decision_models.mart.schema import TABLES

_DATED = (Kind.DATE, Kind.MOMENT)


@dataclass(frozen=True)
class Rule:
    """One rule.

    Args:
        code: what kind of rule, for programs.
        table: whose rows it judges.
        columns: the columns that it looks at.
        meaning: what must hold, in Chinese.
        bad: the SQL condition of a row that breaks it.
        needs: other tables that must be there for it to be asked.
        blocking: whether one bad row keeps the whole mart from being loaded; other rules warn.
    """

    code: str
    table: str
    columns: tuple[str, ...]
    meaning: str
    bad: str
    needs: tuple[str, ...] = ()
    blocking: bool = True

    @property
    def looks_around(self) -> bool:
        """Whether it looks at more than the row itself."""
        return "SELECT" in self.bad


def rules_of(table: Table) -> Iterator[Rule]:
    """Every rule of a table: those of its schema, then the special ones."""
    yield _unique(table)
    for column in table.columns:
        yield from _column_rules(table, column)
    for order in table.orders:
        bad = f'"{order.earlier}" > "{order.later}"'
        columns = (order.earlier, order.later)
        meaning = f"{_word(table, order.earlier)}不得晚于（大于）{_word(table, order.later)}"
        yield Rule("order", table.name, columns, meaning, bad)
    yield from (rule for rule in SPECIAL if rule.table == table.name)


def _word(table: Table, name: str) -> str:
    return table.column(name).meaning.split("（")[0].split("，")[0].split("：")[0]


def _unique(table: Table) -> Rule:
    key = ", ".join(f'"{name}"' for name in table.key)
    bad = f"({key}) IN (SELECT ({key}) FROM {table.name} GROUP BY {key} HAVING count(*) > 1)"
    words = "、".join(_word(table, name) for name in table.key)
    return Rule("duplicate_key", table.name, table.key, f"主键（{words}）不得重复", bad)


def _column_rules(table: Table, column: Column) -> Iterator[Rule]:
    name, word = f'"{column.name}"', _word(table, column.name)

    def rule(code: str, meaning: str, bad: str, *needs: str) -> Rule:
        return Rule(code, table.name, (column.name,), meaning, bad, needs)

    if not column.nullable:
        empty = f" OR trim({name}) = ''" if column.kind is Kind.TEXT else ""
        yield rule("empty", f"{word}不得为空", f"{name} IS NULL{empty}")
    if column.domain:
        allowed = ", ".join(f"'{value}'" for value in column.domain)
        meaning = f"{word}只能是 {'、'.join(column.domain)}"
        yield rule("domain", meaning, f"{name} NOT IN ({allowed})")
    if column.kind is Kind.NUMBER:
        yield rule("not_finite", f"{word}必须是有限的数", f"NOT isfinite({name})")
    if column.minimum is not None:
        yield rule("too_low", f"{word}不得小于{column.minimum:g}", f"{name} < {column.minimum}")
    if column.maximum is not None:
        yield rule("too_high", f"{word}不得大于{column.maximum:g}", f"{name} > {column.maximum}")
    if column.kind in _DATED:
        meaning = f"{word}不得早于{EARLIEST_DAY}"
        yield rule("too_early", meaning, f"{name} < DATE '{EARLIEST_DAY}'")
    if column.past:
        bad = f"{name} > {{day}}" if column.kind is Kind.DATE else f"{name} >= {{cut}}"
        yield rule("after_as_of", f"{word}不得晚于数据日{{as_of}}", bad)
    if column.refers_to is not None and (column.refers_to, column.name) != (
        table.name,
        table.key[0],
    ):
        target = TABLES[column.refers_to]
        bad = (
            f"{name} IS NOT NULL AND {name} NOT IN "
            f'(SELECT "{target.key[0]}" FROM {target.name} WHERE "{target.key[0]}" IS NOT NULL)'
        )
        yield rule("unknown", f"{word}必须在{target.name}表中", bad, target.name)


SPECIAL = (
    Rule(
        "month_end",
        "balances",
        ("as_of",),
        "余额日期应为月末（模型按月末取数）",
        "as_of <> last_day(as_of)",
        blocking=False,
    ),
    Rule(
        "too_old",
        "customers",
        ("birth_date",),
        "年龄应在120岁以内",
        "birth_date < {day} - INTERVAL 120 YEAR",
        blocking=False,
    ),
    Rule(
        "unassigned",
        "customers",
        ("customer_id",),
        "客户应有管户经理（否则没有客户经理能看到）",
        "customer_id NOT IN (SELECT customer_id FROM assignments WHERE customer_id IS NOT NULL)",
        ("assignments",),
        blocking=False,
    ),
    Rule(
        "unmasked",
        "customers",
        ("phone",),
        "手机号必须脱敏（保留前三位和后四位）",
        r"regexp_matches(phone, '^\+?(86)?[- ]?1[0-9]{{10}}$')",
    ),
    Rule(
        "unmasked",
        "customers",
        ("id_number",),
        "证件号必须脱敏",
        "regexp_matches(id_number, '^[0-9]{{15}}$|^[0-9]{{17}}[0-9Xx]$')",
    ),
    Rule(
        "unrated",
        "products",
        ("risk_level_issuer", "risk_level_seller"),
        "理财、基金、保险等产品应有风险等级（没有的不会被推荐）",
        "category NOT IN ('deposit', 'credit_card', 'loan') "
        "AND risk_level_issuer IS NULL AND risk_level_seller IS NULL",
        blocking=False,
    ),
    Rule(
        "too_long_valid",
        "risk_assessments",
        ("assessed_on", "expires_on"),
        "风险测评有效期不应超过12个月",
        "expires_on > assessed_on + INTERVAL 366 DAY",
        blocking=False,
    ),
    Rule(
        "before_opening",
        "orders",
        ("at",),
        "交易不应早于客户开户日",
        '"at" + INTERVAL 8 HOUR < (SELECT c.opened_on FROM customers c '
        "WHERE c.customer_id = orders.customer_id LIMIT 1)",
        ("customers",),
        blocking=False,
    ),
    Rule(
        "own_parent",
        "branches",
        ("branch_id", "parent_id"),
        "机构不得是自己的上级",
        "branch_id = parent_id",
    ),
    Rule(
        "contact_converted",
        "contacts",
        ("treated", "outcome"),
        "对照组没有被联系，只可能记录 converted",
        "NOT treated AND outcome <> 'converted'",
    ),
)
"""Rules that no column declaration can say."""
