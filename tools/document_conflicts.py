"""Where a document says of a product what the product table does not: for the compliance officer.

Facts of products come from the table alone; a flyer that says otherwise is reported, with its
words and the table's, never averaged and never believed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from prompts.messages import say, term
from tools.arguments import Arguments
from tools.facts import INLINE, Figure
from tools.shelf import ProductSheet, shelf

if TYPE_CHECKING:
    from knowledge.documents import Document
    from tools.access import Scope
    from tools.toolbox import Toolbox

_CLAUSE = re.compile(r"[^，。；！？,;!?\n]+")
_RISK = re.compile(r"(?<![A-Za-z0-9])R([1-5])(?![0-9])")
_OTHER_RISK = re.compile(r"比|高于|低于|以上|以下|不(?:能|得|可)|至|到|同类|别的|其他|若|从R|升|降")
_RATE = re.compile(
    r"(?:业绩比较基准|年利率|利率|比较基准)[^0-9。；]{0,12}(\d+\.\d+)\s*%"
    r"(?:\s*[-—~～至到]+\s*(\d+\.\d+)\s*%)?"
)
_OTHER_RATE = re.compile(
    r"此前|之前|原先|原来|上期|去年|曾|调整前|调为|预定利率|行业|平均|市场|同业|比.{0,8}(?:高|低)|下调|上调|降|活期"
)
_TERM = re.compile(
    r"(?:持有(?:满|期)?|封闭(?:期|运作)?|期限|最短持有期?)[^0-9一二三五六，。；]{0,4}(\d+)\s*(天|日|个月|年)"
)
_FEE = re.compile(
    r"(管理费|托管费|销售服务费|申购费|赎回费|认购费)[^0-9。，；不免]{0,6}(\d+(?:\.\d+)?)\s*%"
)
_MINIMUM = re.compile(r"(\d+(?:\.\d+)?)\s*(万)?元(?:起购|起投|起(?!码|步价))")
_DAYS = {"天": 1, "日": 1, "个月": 30.5, "年": 365}
_NEAR_DAYS = 0.03  # 6个月 and 183天 are the same term
_SAME_RATE, _SAME_FEE = 5e-5, 5e-6


class ConflictQuery(Arguments):
    """What is compared."""

    product_id: str | None = Field(default=None, description="只看这只产品；不填看全部")


@dataclass(frozen=True)
class Conflict:
    """A place in a document that the table contradicts. ``span`` is in the document's text."""

    facts_source: ClassVar[str] = "knowledge"

    document: Annotated[str, Figure("id", "文档")]
    title: Annotated[str, Figure("text", "标题")]
    source: Annotated[str, Figure("name", "来源")]
    published: Annotated[date | None, Figure("date", "发布日期")]
    product_id: Annotated[str, Figure("id", "产品编号", "products")]
    product_name: Annotated[str, Figure("name", "产品名称", "products")]
    aspect: str
    quote: Annotated[str, Figure("text", "文件原文")]
    span: tuple[int, int]
    in_table: Annotated[str, Figure("text", "产品表", "products")]


@dataclass(frozen=True)
class Conflicts:
    """All of them, and how much was compared."""

    facts_root: ClassVar[str] = "conflicts"
    facts_source: ClassVar[str] = "knowledge"

    items: Annotated[tuple[Conflict, ...], INLINE]
    documents: Annotated[int, Figure("count", "核对的文件数")]
    statements: Annotated[int, Figure("count", "核对的说法数")]
    as_of: Annotated[date, Figure("date", "数据日期")]


@dataclass(frozen=True)
class _Said:
    """One checked statement; ``in_table`` is empty where the table agrees."""

    aspect: str
    span: tuple[int, int]
    in_table: str


def document_conflicts(toolbox: "Toolbox", scope: "Scope", query: ConflictQuery) -> Conflicts:
    """Compare every document that is of a product with that product's row of the table."""
    labels = scope.labels()
    sheets = shelf(toolbox.store)
    items: list[Conflict] = []
    documents = statements = 0
    stored = () if toolbox.knowledge.empty() else toolbox.knowledge.version().stored
    for one in stored:
        document = one.document
        sheet = sheets.get(document.product_id or "")
        readable = labels is None or document.access in labels
        if sheet is None or not readable or query.product_id not in (None, sheet.product_id):
            continue
        documents += 1
        said = list(_statements(document.text, sheet))
        statements += len(said)
        items += [_conflict(document, sheet, s) for s in said if s.in_table]
    return Conflicts(tuple(items), documents, statements, toolbox.as_of)


def _conflict(document: "Document", sheet: ProductSheet, said: _Said) -> Conflict:
    return Conflict(
        document=document.id,
        title=document.title,
        source=document.source,
        published=document.published,
        product_id=sheet.product_id,
        product_name=sheet.name,
        aspect=say(f"products.aspects.{said.aspect}"),
        quote=document.text[said.span[0] : said.span[1]].strip(),
        span=said.span,
        in_table=said.in_table,
    )


def _statements(text: str, sheet: ProductSheet) -> Iterator[_Said]:
    for clause in _CLAUSE.finditer(text):
        yield from _risks(clause, sheet)
        yield from _rates(clause, sheet)
        yield from _terms(clause, sheet)
        yield from _fees(clause, sheet)
        yield from _minimums(clause, sheet)


def _risks(clause: re.Match[str], sheet: ProductSheet) -> Iterator[_Said]:
    said = {f"R{level}" for level in _RISK.findall(clause.group())}
    if len(said) != 1 or not sheet.risk_level or _OTHER_RISK.search(clause.group()):
        return
    known = {sheet.risk_level, sheet.risk_level_issuer, sheet.risk_level_seller}
    yield _Said("risk", clause.span(), "" if said <= known else sheet.risk_level)


def _rates(clause: re.Match[str], sheet: ProductSheet) -> Iterator[_Said]:
    found = _RATE.search(clause.group())
    low, high = sheet.benchmark_low, sheet.benchmark_high
    if found is None or low is None or high is None or _OTHER_RATE.search(clause.group()):
        return
    told = [float(part) / 100 for part in found.groups() if part]
    same = all(any(abs(one - mine) < _SAME_RATE for mine in (low, high)) for one in told)
    table = f"{low:.2%}" if low == high else f"{low:.2%}至{high:.2%}"
    yield _Said("rate", clause.span(), "" if same else table)


def _terms(clause: re.Match[str], sheet: ProductSheet) -> Iterator[_Said]:
    found = _TERM.search(clause.group())
    if found is None or not sheet.term_days:
        return
    days = int(found.group(1)) * _DAYS[found.group(2)]
    same = abs(days - sheet.term_days) <= max(1.0, _NEAR_DAYS * sheet.term_days)
    yield _Said("term", clause.span(), "" if same else term(sheet.term_days))


def _fees(clause: re.Match[str], sheet: ProductSheet) -> Iterator[_Said]:
    for name, rate in _FEE.findall(clause.group()):
        listed = [float(r) for n, r in _FEE.findall(sheet.fees or "") if n == name]
        if not listed:
            continue
        same = any(abs(float(rate) - one) / 100 < _SAME_FEE for one in listed)
        yield _Said("fees", clause.span(), "" if same else (sheet.fees or ""))


def _minimums(clause: re.Match[str], sheet: ProductSheet) -> Iterator[_Said]:
    found = _MINIMUM.search(clause.group())
    if found is None or not sheet.min_amount:
        return
    amount = float(found.group(1)) * (10_000 if found.group(2) else 1)
    same = abs(amount - sheet.min_amount) < 0.01
    table = say("products.minimum", amount=sheet.min_amount)
    yield _Said("minimum", clause.span(), "" if same else table)
