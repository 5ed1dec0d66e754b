"""JSON lines in and out, for the commands that read and write them."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from home.errors import BadInput

Row = TypeVar("Row", bound=BaseModel)


def read_rows(path: Path, model: type[Row]) -> Iterator[Row]:
    """Each line of ``path`` as a ``model``; blank lines are passed over.

    Raises:
        BadInput: the file is absent, not UTF-8, or a line is not a JSON object of that shape;
            names the line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadInput(f"{path} must be a readable file: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} must be UTF-8, got byte {error.start} that is not") from error
    # Not splitlines(): U+2028 and other separators may stand inside a JSON string.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield model.model_validate_json(line)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"]) or "the line"
            raise BadInput(f"{path} line {number}: {where}: {first['msg']}") from error


def write_rows(path: Path, rows: Iterable[dict[str, object]]) -> int:
    """Write one JSON object a line, whole or not at all; returns how many.

    Raises:
        BadInput: the folder does not exist or cannot be written to.
    """
    aside = path.with_name(path.name + ".part")
    count = 0
    try:
        with aside.open("w", encoding="utf-8") as file:
            for row in rows:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
                count += 1
        aside.replace(path)
    except OSError as error:
        raise BadInput(f"{path} must be a file that can be written: {error.strerror}") from error
    finally:
        aside.unlink(missing_ok=True)
    return count
