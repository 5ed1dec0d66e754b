import gzip
import sqlite3
from pathlib import Path
from typing import Any

import duckdb
import pytest

from decision_models.mart.mapping import TableMapping
from decision_models.mart.sources import open_source, sniff_delimiter
from home.errors import BadInput

TEXT = "客户号,姓名\n0001,王芳\n0002,李强\n"


def rows(source: str, scratch: Path, table: str, **given: Any) -> list[tuple[Any, ...]] | None:
    con = duckdb.connect()
    try:
        raw = open_source(source, scratch).find(con, table, TableMapping(**given))
        if raw is None:
            return None
        return [raw.columns, *con.execute(f"FROM {raw.view} ORDER BY 1").fetchall()]
    finally:
        con.close()


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    path = tmp_path / "scratch"
    path.mkdir()
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "source"
    path.mkdir()
    return path


EXPECTED = [("客户号", "姓名"), ("0001", "王芳"), ("0002", "李强")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", "|", ";", "\x01"])
def test_encodings_and_delimiters_are_seen(
    folder: Path, scratch: Path, encoding: str, delimiter: str
) -> None:
    (folder / "customers.csv").write_text(TEXT.replace(",", delimiter), encoding=encoding)
    assert rows(str(folder), scratch, "customers") == EXPECTED


def test_another_encoding_can_be_named(folder: Path, scratch: Path) -> None:
    (folder / "a.csv").write_text(TEXT, encoding="utf-16")
    found = rows(str(folder), scratch, "customers", **{"from": "a.csv", "encoding": "utf-16"})
    assert found == EXPECTED


def test_quotes_line_breaks_and_windows_ends(folder: Path, scratch: Path) -> None:
    (folder / "customers.csv").write_bytes(b'id,name\r\n1,"a, ""b""\nc"\r\n2,d\r\n')
    assert rows(str(folder), scratch, "customers") == [
        ("id", "name"),
        ("1", 'a, "b"\nc'),
        ("2", "d"),
    ]


def test_a_packed_file_and_several_files(folder: Path, scratch: Path) -> None:
    (folder / "parts").mkdir()
    (folder / "parts" / "a.csv").write_text("id,name\n1,a\n")
    with gzip.open(folder / "parts" / "b.csv.gz", "wt", encoding="gbk") as file:
        file.write("name,id\n乙,2\n")
    expected = [("id", "name"), ("1", "a"), ("2", "乙")]
    assert rows(str(folder), scratch, "customers", **{"from": "parts"}) == expected
    assert rows(str(folder), scratch, "customers", **{"from": "parts/*.csv*"}) == expected


def test_what_is_not_there_is_none_or_said(folder: Path, scratch: Path) -> None:
    (folder / "other.csv").write_text("a,b\n1,2\n")
    assert rows(str(folder), scratch, "customers") is None
    with pytest.raises(BadInput, match=r"got 'kunden'; it holds other\.csv"):
        rows(str(folder), scratch, "customers", **{"from": "kunden"})


@pytest.mark.parametrize("wanted", ["../secret.csv", "/etc/passwd", "a/../../b"])
def test_nothing_outside_the_source_is_read(folder: Path, scratch: Path, wanted: str) -> None:
    with pytest.raises(BadInput, match="inside the source folder"):
        rows(str(folder), scratch, "customers", **{"from": wanted})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty file"),
        (b"   \n \n", "empty file"),
        (b"just one column\nx\n", "at least two columns"),
        (b"a,a\n1,2\n", "name of its own"),
        (b"a,b\n1,2\n3\n4,5,6,7\n", r"(?i)columns"),
        (b"a,\xff\xfe\xff\x00\n\xff\xff", "UTF-8 or GBK"),
    ],
)
def test_a_file_that_cannot_be_a_table_is_said(
    folder: Path, scratch: Path, content: bytes, said: str
) -> None:
    (folder / "customers.csv").write_bytes(content)
    with pytest.raises((BadInput, duckdb.Error), match=said):
        rows(str(folder), scratch, "customers")


def test_a_broken_parquet_file_is_said(folder: Path, scratch: Path) -> None:
    (folder / "customers.parquet").write_bytes(b"PAR1 no")
    with pytest.raises(BadInput, match=r"customers\.parquet must be a readable table"):
        rows(str(folder), scratch, "customers")


def test_a_delimiter_that_stands_in_text_is_not_taken() -> None:
    sample = "id|note\n1|a, b, c\n2|d\n"
    assert sniff_delimiter(sample, Path("x")) == "|"


def test_a_duckdb_file(tmp_path: Path, scratch: Path) -> None:
    path = tmp_path / "bank.duckdb"
    con = duckdb.connect(str(path))
    con.execute("CREATE TABLE 客户 AS SELECT 1 AS id, '王芳' AS name")
    con.close()
    assert rows(str(path), scratch, "customers", **{"from": "客户"}) == [
        ("id", "name"),
        (1, "王芳"),
    ]
    with pytest.raises(BadInput, match="it holds 客户"):
        rows(str(path), scratch, "customers", **{"from": "kunden"})
    assert rows(str(path), scratch, "orders") is None


def test_a_database_by_its_url(tmp_path: Path, scratch: Path) -> None:
    path = tmp_path / "bank.db"
    con = sqlite3.connect(path)
    con.execute('CREATE TABLE "客户" (id INTEGER, name TEXT, amount REAL)')
    con.execute("INSERT INTO \"客户\" VALUES (1, '王芳', 1.5), (2, NULL, NULL)")
    con.commit()
    con.close()
    url = f"sqlite:///{path}"
    assert rows(url, scratch, "customers", **{"from": "客户"}) == [
        ("id", "name", "amount"),
        ("1", "王芳", "1.5"),
        ("2", None, None),
    ]
    with pytest.raises(BadInput, match="it holds 客户"):
        rows(url, scratch, "customers", **{"from": "kunden"})


def test_a_source_that_is_nothing(tmp_path: Path, scratch: Path) -> None:
    with pytest.raises(BadInput, match="must be a folder"):
        open_source(str(tmp_path / "nowhere"), scratch)
    with pytest.raises(BadInput, match="database URL"):
        open_source("nosuchdb://host/bank", scratch)
    lost = open_source(f"sqlite:///{tmp_path}/no/such/folder/bank.db", scratch)
    with pytest.raises(BadInput, match="must answer"):
        lost.names()
