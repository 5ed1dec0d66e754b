"""Every figure, date and name of a tool's result, with an id that stays the same.

A result marks what may be said in its type: ``Annotated[float, Figure("fraction", "购买概率")]``.
Writers word facts and checkers bind the words to them; nothing else may carry a figure.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Literal, TypeAlias, get_args, get_origin, get_type_hints

Unit: TypeAlias = Literal[
    "yuan",  # CNY
    "fraction",  # 0.032 is 3.2%
    "times",  # a multiple, 2.1 倍
    "count",
    "people",
    "rank",  # 1 is the first
    "days",
    "age",  # in years
    "date",  # YYYY-MM-DD, Asia/Shanghai
    "datetime",  # ISO 8601 with its offset
    "time",  # HH:MM, Asia/Shanghai
    "level",  # R1-R5, C1-C5
    "name",
    "id",
    "text",  # a sentence or word of the bank's own records
    "flag",
    "number",  # a figure without a unit
]

Value: TypeAlias = bool | int | float | str


@dataclass(frozen=True)
class Figure:
    """Marks a field of a result as a fact.

    Args:
        unit: the unit, or ``@field`` for the field beside it that holds the unit.
        label: what it is, in Chinese.
        source: the table or model that it comes from, when not its owner's.
    """

    unit: str
    label: str
    source: str = ""


@dataclass(frozen=True)
class Inline:
    """Marks a field whose parts are named directly under the result (``prospects.0``)."""


INLINE = Inline()


@dataclass(frozen=True)
class Fact:
    """One thing that may be said. Dates and moments are ISO text."""

    id: str
    value: Value
    unit: str
    label: str
    source: str


def facts_of(result: object, root: str | None = None) -> tuple[Fact, ...]:
    """The facts of a result (a dataclass, or a tuple of them), in the order of its fields.

    Ids are paths: ``prospects.0.probability``, under ``root`` or the class's ``facts_root``. The
    source of a fact is ``<table>:<id of the customer, product, ... that owns it>``.
    """
    name = root if root is not None else _root(result)
    return tuple(_walk(result, name, _Owner(name, "")))


def _root(result: object) -> str:
    sample = result[0] if isinstance(result, tuple) and result else result
    return str(getattr(sample, "facts_root", type(sample).__name__.lower()))


@dataclass(frozen=True)
class _Owner:
    table: str
    id: str

    def source(self, table: str) -> str:
        return ":".join(part for part in (table or self.table, self.id) if part)


_OWNER_IDS = ("customer_id", "product_id", "document", "campaign_id", "branch_id")


def _walk(value: object, path: str, owner: _Owner) -> Iterator[Fact]:
    if isinstance(value, tuple | list):
        for index, part in enumerate(value):
            yield from _walk(part, f"{path}.{index}", owner)
        return
    if not is_dataclass(value) or isinstance(value, type):
        return
    owner = _owner_of(value, owner)
    for name, figure, inline in _shape(type(value)):
        part = getattr(value, name)
        here = path if inline else f"{path}.{name}"
        if figure is None:
            yield from _walk(part, here, owner)
        else:
            unit = getattr(value, figure.unit[1:]) if figure.unit.startswith("@") else figure.unit
            yield from _figures(part, here, figure, str(unit), owner)


_SINGLE = frozenset({str, int, float, bool})


def _figures(part: Any, path: str, figure: Figure, unit: str, owner: _Owner) -> Iterator[Fact]:
    if part is None or part == "":
        return
    if type(part) in _SINGLE:  # nearly all: to ask whether it is a mapping costs most here
        yield Fact(path, part, unit, figure.label, owner.source(figure.source))
    elif isinstance(part, Mapping):
        for key, value in part.items():
            yield from _figures(value, f"{path}.{key}", figure, unit, owner)
    elif isinstance(part, tuple | list):
        for index, value in enumerate(part):
            yield from _figures(value, f"{path}.{index}", figure, unit, owner)
    else:
        value = part.isoformat() if isinstance(part, date | datetime) else part
        yield Fact(path, value, unit, figure.label, owner.source(figure.source))


def _owner_of(value: object, outer: _Owner) -> _Owner:
    table = getattr(value, "facts_source", outer.table)
    for name in _OWNER_IDS:
        found = getattr(value, name, None)
        if isinstance(found, str) and found:
            return _Owner(table, found)
    return _Owner(table, outer.id)


@cache
def _shape(cls: type) -> tuple[tuple[str, Figure | None, bool], ...]:
    """Each field's name, its mark, and whether it is inline; computed once per class."""
    hints = get_type_hints(cls, include_extras=True)
    shape = []
    for field in fields(cls):
        hint = hints[field.name]
        marks = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
        figure = next((mark for mark in marks if isinstance(mark, Figure)), None)
        shape.append((field.name, figure, INLINE in marks))
    return tuple(shape)
