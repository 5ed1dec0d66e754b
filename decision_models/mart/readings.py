"""How a text of the source becomes a value of the mart: expressions in DuckDB's SQL.

Every source value is text here, whatever the source stored. A text that says something but cannot
be read gives no value, and the loader counts it.
"""

from decision_models.mart.columns import DUCKDB_TYPES, Column, Kind
from decision_models.mart.mapping import UNITS, ColumnMapping, Mapping, Scalar

_DATE_FORMATS = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y%m%d",
    "%Y.%m.%d",
    "%Y年%m月%d日",
)
_TIME_FORMATS = (
    "%Y-%m-%d %H:%M:%S.%f",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M:%S.%f",
    "%Y-%m-%dT%H:%M:%S",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y%m%d%H%M%S",
    "%Y%m%d %H:%M:%S",
    "%Y%m%d %H%M%S",
    "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日 %H时%M分%S秒",
)
_YES = ("1", "y", "yes", "t", "true", "是", "有", "1.0")
_NO = ("0", "n", "no", "f", "false", "否", "无", "0.0")
_WITH_OFFSET = r"([zZ]|[+-][0-9]{2}:?([0-9]{2})?)$"
_SEPARATORS = "[,，、;；|]"


def quote(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def name(column: str) -> str:
    """A column's or table's name as an SQL identifier."""
    return '"' + column.replace('"', '""') + '"'


def raw_text(source: str, mapping: Mapping) -> str:
    """The source's column as trimmed text, nothing where it says nothing."""
    nulls = ", ".join(quote(text) for text in mapping.nulls)
    trimmed = f"trim({name(source)}::VARCHAR, ' \t\r\n　')"
    return f"CASE WHEN {trimmed} IN ({nulls}) THEN NULL ELSE {trimmed} END"


def reading(column: Column, given: ColumnMapping, mapping: Mapping, x: str) -> str:
    """The expression of the mart's value, of its type, from the text ``x`` (an SQL expression), or
    from the constant that ``given`` holds.
    """
    text = x if given.value is None else f"{_constant(given.value)}::VARCHAR"
    value = _coded(text, column, given) if given.codes else _typed(text, column, given, mapping)
    return f"({value})::{DUCKDB_TYPES[column.kind]}"


def _constant(value: Scalar) -> str:
    return quote(str(value).lower() if isinstance(value, bool) else str(value))


def _coded(x: str, column: Column, given: ColumnMapping) -> str:
    cases = " ".join(
        f"WHEN {quote(code)} THEN {_literal(column, value)}" for code, value in given.codes.items()
    )
    # A number that a file stored as 1.0 is the code 1.
    whole = rf"regexp_replace({x}, '^(-?[0-9]+)\.0+$', '\1')"
    coded = f"CASE {whole} {cases} ELSE {_literal(column, given.otherwise)} END"
    return f"CASE WHEN {x} IS NOT NULL THEN {coded} END"


def _literal(column: Column, value: Scalar | None) -> str:
    if value is None:
        return "NULL"
    if column.kind is Kind.TEXTS:
        return f"[{quote(str(value))}]"
    return (
        _constant(value)
        if column.kind is Kind.TEXT
        else f"{_constant(value)}::{DUCKDB_TYPES[column.kind]}"
    )


def _typed(x: str, column: Column, given: ColumnMapping, mapping: Mapping) -> str:
    match column.kind:
        case Kind.TEXT:
            return _text(x, column)
        case Kind.TEXTS:
            splitter = f"[{given.separator}]" if given.separator else _SEPARATORS
            bare = rf"regexp_replace({x}, '[\[\]\"'']', '', 'g')"
            parts = f"regexp_split_to_array({bare}, {quote(splitter)})"
            return f"list_transform({parts}, lambda i: trim(i))"
        case Kind.NUMBER:
            return _number(x, _scale(column, given, mapping))
        case Kind.INTEGER:
            scaled = _number(x, _scale(column, given, mapping))
            return f"CASE WHEN {scaled} = round({scaled}) THEN {scaled}::BIGINT END"
        case Kind.BOOLEAN:
            yes, no = (", ".join(quote(word) for word in words) for words in (_YES, _NO))
            return (
                f"CASE WHEN lower({x}) IN ({yes}) THEN true "
                f"WHEN lower({x}) IN ({no}) THEN false END"
            )
        case Kind.DATE:
            return _date(x, column, given.format)
        case Kind.MOMENT:
            return _moment(x, given, mapping)


def _text(x: str, column: Column) -> str:
    if column.name == "phone":  # never stored in the clear (个保法 51: minimum, masked)
        pattern = r"^(\+?86)?[- ]?(1[0-9]{2})[0-9]{4}([0-9]{4})$"
        return rf"regexp_replace({x}, {quote(pattern)}, '\2****\3')"
    if column.name == "id_number":
        masked = f"left({x}, 2) || repeat('*', length({x}) - 4) || right({x}, 2)"
        plain = quote("^[0-9]{15}$|^[0-9]{17}[0-9Xx]$")
        return f"CASE WHEN regexp_matches({x}, {plain}) THEN {masked} ELSE {x} END"
    if column.name.endswith("_id"):  # an integer that a file stored as 123.0
        return rf"regexp_replace({x}, '^([0-9]+)\.0+$', '\1')"
    return x


def _scale(column: Column, given: ColumnMapping, mapping: Mapping) -> float:
    if given.unit is not None:
        return UNITS[given.unit]
    return UNITS[mapping.unit] if column.money else 1.0


def _number(x: str, scale: float) -> str:
    bare = f"regexp_replace({x}, '[,，\\s￥¥元]', '', 'g')"
    percent = f"CASE WHEN {bare} LIKE '%\\%' ESCAPE '\\' THEN 0.01 ELSE 1.0 END"
    number = f"try_cast(rtrim({bare}, '%') AS DOUBLE)"
    # Nine decimals: 1.1 万元 is 11000 yuan, not 11000.000000000002.
    return f"round({number} * ({percent}) * {scale!r}, 9)"


def _date(x: str, column: Column, given: str | None) -> str:
    if given is not None:
        read = f"try_strptime({x}, {quote(given)})::DATE"
        return read if "%d" in given or "%j" in given else f"last_day({read})"
    day = rf"regexp_replace(regexp_extract({x}, '^[^ T]+'), '\.0+$', '')"
    formats = ", ".join(quote(form) for form in _DATE_FORMATS)
    read = f"try_strptime({day}, [{formats}])::DATE"
    if column.name != "as_of":
        return read
    # A month-end is often written as its month alone.
    month = f"last_day(try_strptime({day}, ['%Y%m', '%Y-%m', '%Y/%m', '%Y年%m月'])::DATE)"
    bare = quote("^[0-9]{4}[-/年]?[0-9]{1,2}月?$")
    return f"CASE WHEN regexp_matches({day}, {bare}) THEN {month} ELSE {read} END"


def _moment(x: str, given: ColumnMapping, mapping: Mapping) -> str:
    zone = quote(given.time_zone or mapping.time_zone)
    if given.format is not None:
        local = f"try_strptime({x}, {quote(given.format)})"
        return f"(({local})::TIMESTAMP AT TIME ZONE {zone}) AT TIME ZONE 'UTC'"
    formats = ", ".join(quote(form) for form in (*_TIME_FORMATS, *_DATE_FORMATS))
    local = f"(try_strptime({x}, [{formats}]) AT TIME ZONE {zone}) AT TIME ZONE 'UTC'"
    zoned = f"try_cast({x} AS TIMESTAMPTZ) AT TIME ZONE 'UTC'"
    return f"CASE WHEN regexp_matches({x}, ':.*{_WITH_OFFSET}') THEN {zoned} ELSE {local} END"
