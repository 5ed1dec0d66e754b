"""How an institution's tables become the mart's: a YAML file, read into these shapes.

Everything is optional but what differs: a table or column that already has the mart's name is
taken as it is.
"""

from datetime import date
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from decision_models.mart.columns import Column, Kind
from decision_models.mart.schema import TABLES
from home.errors import BadInput

Scalar = str | bool | int | float

MONEY_UNITS = {
    "元": 1.0,
    "千元": 1e3,
    "万元": 1e4,
    "百万元": 1e6,
    "亿元": 1e8,
    "角": 0.1,
    "分": 0.01,
}
RATE_UNITS = {"小数": 1.0, "%": 0.01, "百分比": 0.01, "‰": 0.001, "bp": 0.0001}
DAY_UNITS = {"天": 1.0, "周": 7.0, "月": 30.0, "年": 365.0}
UNITS = {**MONEY_UNITS, **RATE_UNITS, **DAY_UNITS}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class ColumnMapping(_Strict):
    """Where a column comes from and how its values are read.

    ``source`` (``from`` in the file) is a column of the source, ``value`` a constant instead.
    ``unit`` is what the source counts in; ``codes`` turns the source's codes into the mart's, and
    ``otherwise`` is what any other code becomes (without it, another code is a mistake);
    ``format`` is a date format as in Python's strptime; ``separator`` parts a list.
    """

    source: str | None = Field(default=None, alias="from")
    value: Scalar | None = None
    unit: str | None = None
    codes: dict[str, Scalar | None] = Field(default_factory=dict)
    otherwise: Scalar | None = None
    format: str | None = None
    time_zone: str | None = None
    separator: str | None = None

    @field_validator("codes", mode="before")
    @classmethod
    def _text_codes(cls, codes: object) -> object:
        """YAML reads 1 and yes as a number and a truth; the source wrote text."""
        if isinstance(codes, dict):
            return {_as_text(code): value for code, value in codes.items()}
        return codes

    @field_validator("unit")
    @classmethod
    def _known_unit(cls, unit: str | None) -> str | None:
        if unit is not None and unit not in UNITS:
            raise ValueError(f"unit must be one of {', '.join(UNITS)}, got {unit!r}")
        return unit

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, zone: str | None) -> str | None:
        return _zone(zone)

    @model_validator(mode="after")
    def _one_origin(self) -> "ColumnMapping":
        if (self.source is None) == (self.value is None):
            raise ValueError("give exactly one of 'from' (a column) and 'value' (a constant)")
        return self


class Unpivot(_Strict):
    """Columns side by side (活期余额, 理财余额) that become rows: the mart's column ``name`` says
    which it was and ``value`` holds what it held; ``columns`` maps each name to its column.
    """

    name: str
    value: str
    columns: Annotated[dict[str, str], Field(min_length=1)]


class TableMapping(_Strict):
    """Where a table comes from: ``source`` (``from`` in the file) is a file or table name."""

    source: str | None = Field(default=None, alias="from")
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    encoding: str | None = None
    unpivot: Unpivot | None = None
    columns: dict[str, ColumnMapping] = Field(default_factory=dict)
    skip: bool = False

    @field_validator("columns", mode="before")
    @classmethod
    def _short_form(cls, columns: object) -> object:
        """``balance: 余额`` is short for ``balance: {from: 余额}``."""
        if isinstance(columns, dict):
            return {
                name: {"from": given} if isinstance(given, str) else given
                for name, given in columns.items()
            }
        return columns


class Mapping(_Strict):
    """A whole mapping.

    ``as_of`` is the day up to which the data are complete; without it, the newest day among the
    balances. ``time_zone`` is that of times without one; ``unit`` that of all money columns.
    """

    as_of: date | None = None
    time_zone: str = "Asia/Shanghai"
    unit: str = "元"
    encoding: str | None = None
    nulls: tuple[str, ...] = ("", "NULL", "null", "None", "N/A", "\\N", "-", "--", "无")
    tables: dict[str, TableMapping] = Field(default_factory=dict)

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        return str(_zone(zone))

    @field_validator("unit")
    @classmethod
    def _known_unit(cls, unit: str) -> str:
        if unit not in MONEY_UNITS:
            raise ValueError(f"unit must be one of {', '.join(MONEY_UNITS)}, got {unit!r}")
        return unit

    @model_validator(mode="after")
    def _known_names(self) -> "Mapping":
        for name, table in self.tables.items():
            if name not in TABLES:
                raise ValueError(f"tables: {name!r} must be one of {', '.join(TABLES)}")
            for column in (*table.columns, *_unpivoted(table)):
                if column not in TABLES[name].names:
                    known = ", ".join(TABLES[name].names)
                    raise ValueError(f"tables.{name}.columns: {column!r} must be one of {known}")
            for column, given in table.columns.items():
                _fits(f"tables.{name}.columns.{column}", TABLES[name].column(column), given)
        return self


def load_mapping(path: Path) -> Mapping:
    """The mapping in a YAML file.

    Raises:
        BadInput: the file cannot be read, is not YAML, or has a key, name, unit or time zone that
            is not known; names where.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadInput(f"mapping {path} must be a readable file: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadInput(
            f"mapping {path} must be UTF-8, got byte {error.start} that is not"
        ) from error
    except yaml.YAMLError as error:
        raise BadInput(f"mapping {path} must be YAML: {' '.join(str(error).split())}") from error
    if content is None:
        content = {}
    if not isinstance(content, dict):
        raise BadInput(f"mapping {path} must hold keys and values, got {type(content).__name__}")
    try:
        return Mapping.model_validate(content)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False)
        said = "; ".join(
            f"{'.'.join(str(part) for part in problem['loc']) or 'the mapping'}: {problem['msg']}"
            for problem in problems[:5]
        )
        raise BadInput(f"mapping {path}: {said}") from error


def _zone(zone: str | None) -> str | None:
    if zone is not None and zone not in available_timezones():
        raise ValueError(f"time_zone must be a name such as Asia/Shanghai, got {zone!r}")
    return zone if zone is None else ZoneInfo(zone).key


def _as_text(code: object) -> str:
    return str(code).lower() if isinstance(code, bool) else str(code)


def _unpivoted(table: TableMapping) -> tuple[str, ...]:
    return () if table.unpivot is None else (table.unpivot.name, table.unpivot.value)


def _fits(where: str, column: Column, given: ColumnMapping) -> None:
    """A unit must be one of what the column counts in."""
    if given.unit is None:
        return
    if column.money:
        allowed = MONEY_UNITS
    elif column.kind is Kind.NUMBER:
        allowed = RATE_UNITS
    elif column.name in ("term_days", "overdue_days"):
        allowed = DAY_UNITS
    else:
        raise ValueError(f"{where}: unit is for amounts, rates and terms, got {given.unit!r}")
    if given.unit not in allowed:
        raise ValueError(f"{where}: unit must be one of {', '.join(allowed)}, got {given.unit!r}")
