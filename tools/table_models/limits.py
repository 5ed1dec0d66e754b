"""What a table may be, before it is read whole: a small file can hold a very large one."""

import gzip
import zlib
from pathlib import Path

from decision_models.tabular.table.faults import TableFault

LARGEST = 32_000_000
"""Bytes of a file that comes in."""
UNPACKED = 8 * LARGEST
MOST_CELLS = 20_000_000
_PIECE = 1 << 20


def require_moderate(path: Path) -> None:
    """See that what a packed file holds can be read in moderate memory.

    Raises:
        TableFault: it holds more than that, or is damaged.
    """
    with path.open("rb") as file:
        first = file.read(4)
    if first[:2] == b"\x1f\x8b":
        _require_moderate_gzip(path)
    elif first == b"PAR1":
        _require_moderate_parquet(path)


def _require_moderate_gzip(path: Path) -> None:
    size = 0
    try:
        with gzip.open(path) as file:
            while piece := file.read(_PIECE):
                size += len(piece)
                if size > UNPACKED:
                    raise _too_large(path, f"more than {UNPACKED} bytes unpacked")
    except (OSError, EOFError, zlib.error) as error:
        raise TableFault("damaged", f"table {path} must be a whole gzip file: {error}") from None


def _require_moderate_parquet(path: Path) -> None:
    import pyarrow.parquet

    try:
        about = pyarrow.parquet.read_metadata(path)
    except Exception as error:  # pyarrow raises many kinds for a damaged file
        raise TableFault("damaged", f"table {path} must be readable Parquet: {error}") from None
    size = sum(about.row_group(group).total_byte_size for group in range(about.num_row_groups))
    if size > UNPACKED or about.num_rows * about.num_columns > MOST_CELLS:
        raise _too_large(path, f"{about.num_rows} rows of {about.num_columns} columns")


def _too_large(path: Path, found: str) -> TableFault:
    return TableFault(
        "too_large",
        f"table {path} must have at most {UNPACKED} bytes and {MOST_CELLS} cells, got {found}",
    )
