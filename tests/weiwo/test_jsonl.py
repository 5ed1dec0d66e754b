from pathlib import Path

import pytest
from pydantic import BaseModel

from home.errors import BadInput
from weiwo.jsonl import read_rows, write_rows


class Line(BaseModel):
    id: str
    text: str


def test_round_trip_keeps_separators_inside_strings(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    write_rows(path, [{"id": "1", "text": "行\u2028间"}, {"id": "2", "text": "b"}])
    assert [row.text for row in read_rows(path, Line)] == ["行\u2028间", "b"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"id": "1", "text": "a"}\n{"id": "2"}\n', "line 2: text: Field required"),
        (b"not json\n", "line 1: the line: Invalid JSON"),
        ("中文".encode("gbk"), "must be UTF-8"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=said):
        list(read_rows(path, Line))


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"none\.jsonl must be a readable file"):
        list(read_rows(tmp_path / "none.jsonl", Line))


def test_output_is_whole_or_absent(tmp_path: Path) -> None:
    def rows() -> object:
        yield {"id": "1"}
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_rows(tmp_path / "out.jsonl", rows())  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []
