"""What a person reads of checks and loads, in Chinese."""

from collections.abc import Iterator

from decision_models.mart.checks import Break, CheckReport
from decision_models.mart.loading import LoadReport
from decision_models.mart.schema import TABLES, Table
from decision_models.mart.template import describe
from decision_models.mart.warehouse import MartVersion


def _short(table: Table) -> str:
    return table.meaning.split("（")[0]


def check_lines(report: CheckReport) -> Iterator[str]:
    """A check, table by table."""
    yield f"数据日 {report.as_of}"
    rows = dict(report.rows)
    for table in TABLES.values():
        found = [one for one in report.breaks if one.table == table.name]
        if table.name in rows:
            verdict = "通过" if not found else f"{len(found)} 条规则不符"
            yield f"{table.name}（{_short(table)}）：{rows[table.name]:,} 行，{verdict}"
        for one in found:
            yield from _break_lines(one)
    yield from _absent_lines(report.absent)
    yield _verdict(report)


def _break_lines(found: Break) -> Iterator[str]:
    mark = "✗" if found.blocking else "！"
    count = f"：{found.rows:,} 行" if found.rows else ""
    yield f"  {mark} [{found.code}] {found.meaning}{count}"
    for example in found.examples:
        yield f"      例：{example}"


def _absent_lines(absent: tuple[str, ...]) -> Iterator[str]:
    for name in absent:
        table = TABLES[name]
        yield f"{name}（{_short(table)}）：没有提供。不可用：{table.switches_off}"


def _verdict(report: CheckReport) -> str:
    blocking = sum(found.blocking for found in report.breaks)
    warning = len(report.breaks) - blocking
    if blocking:
        return f"结论：不能装载，{blocking} 条必须满足的规则不符" + (
            f"，另有 {warning} 条提醒" if warning else ""
        )
    return "结论：可以装载" + (f"，有 {warning} 条提醒" if warning else "")


def load_lines(report: LoadReport) -> Iterator[str]:
    """A load or a dry run: what maps, what breaks, what will be switched off."""
    for made in report.tables:
        table = TABLES[made.table]
        yield f"{made.table}（{_short(table)}）← {made.origin}：{made.rows:,} 行"
        renamed = [f"{column} ← {origin}" for column, origin in made.mapped if column != origin]
        if renamed:
            yield f"  映射：{'，'.join(renamed)}"
        if made.empty:
            yield f"  留空：{'，'.join(made.empty)}"
        if made.left_out:
            yield f"  未用到的源列：{'，'.join(made.left_out)}"
        for found in report.check.breaks:
            if found.table == made.table:
                yield from _break_lines(found)
    yield from _absent_lines(report.check.absent)
    origin = "映射中给定" if report.as_of_given else "取自余额表最新日期，可在映射中写 as_of 改变"
    yield f"数据日 {report.check.as_of}（{origin}）"
    yield _verdict(report.check)
    if report.version is not None:
        yield f"已装载：{report.version.customers:,} 名客户，版本 {report.version.id}"
    elif report.ok:
        yield "这是试跑，没有写入任何数据"
    else:
        yield "没有写入任何数据，原有数据不变"


def schema_lines(version: MartVersion | None, rows: dict[str, int]) -> Iterator[str]:
    """The tables and columns, and how many rows the current mart has of each."""
    if version is None:
        yield "还没有数据。装载：weiwo demo（模拟银行）或 weiwo mart load（本机构数据）"
    else:
        kind = f"模拟银行（种子 {version.seed}，全部为虚构）" if version.demo else "本机构数据"
        yield f"{kind}，数据日 {version.as_of}，{version.customers:,} 名客户，版本 {version.id}"
    for table in TABLES.values():
        need = "必须" if table.required else "可缺"
        held = f"，{rows[table.name]:,} 行" if table.name in rows else ""
        if version is not None and table.name in version.absent:
            held = "，没有提供"
        yield ""
        yield f"{table.name} {_short(table)}（{need}{held}；主键 {'+'.join(table.key)}）"
        if _short(table) != table.meaning:
            yield f"  {table.meaning}"
        if not table.required:
            yield f"  没有它则不可用：{table.switches_off}"
        for column in table.columns:
            yield f"  {column.name:<20} {describe(column)}"
