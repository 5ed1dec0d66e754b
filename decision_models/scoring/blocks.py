"""Numbers of a few customers each, packed: the rows of the row store.

Sixteen customers lie in one block, column by column, as LZ4: the same figure of neighbours is
often the same, noughts and absent values above all, so that a block is half of its numbers, and
one customer is found by unpacking a hundred kilobytes.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

Value: TypeAlias = float | str | None
Matrix: TypeAlias = "np.ndarray[Any, np.dtype[np.float64]]"

BLOCK = 16
"""Customers that are packed together."""
_AT_ONCE = 64
"""Blocks that a thread packs in one go."""
_THREADS = 2
COLUMNS = "last TEXT PRIMARY KEY, customers TEXT, packed BLOB"
"""Of a table of blocks: the last customer_id, all of them in order (JSON), and the numbers."""


@dataclass(frozen=True)
class Names:
    """What a block's rows are, in order: numbers, then texts as places among their levels."""

    numbers: tuple[str, ...]
    levels: dict[str, tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.numbers) + len(self.levels)

    def to_json(self) -> str:
        """As a file keeps it."""
        return json.dumps([self.numbers, self.levels], ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Names":
        """What ``to_json`` wrote."""
        numbers, levels = json.loads(text)
        return cls(tuple(numbers), {name: tuple(texts) for name, texts in levels.items()})

    def amounts(self, values: Sequence[float]) -> dict[str, float | None]:
        """A customer's numbers by name, None where absent."""
        return {
            name: None if value != value else value
            for name, value in zip(self.numbers, values, strict=False)
        }

    def said(self, values: Sequence[float]) -> dict[str, Value]:
        """A customer's values by name, None where absent."""
        rest = values[len(self.numbers) :]
        return self.amounts(values) | {
            name: None if code != code else texts[int(code)]
            for (name, texts), code in zip(self.levels.items(), rest, strict=True)
        }


def write_blocks(
    file: sqlite3.Connection, table: str, customers: Sequence[str], matrix: Matrix
) -> None:
    """Add the blocks of these customers, who are in order and come after those before.

    ``matrix`` is columns x customers, NaN where absent.
    """
    starts = range(0, len(customers), BLOCK * _AT_ONCE)

    def packed(start: int) -> list[tuple[str, str, bytes]]:
        return list(_packed(customers, matrix, start))

    insert = f"INSERT INTO {table} VALUES (?, ?, ?)"
    with ThreadPoolExecutor(_THREADS) as pool:
        for rows in pool.map(packed, starts):
            file.executemany(insert, rows)


def _packed(
    customers: Sequence[str], matrix: Matrix, start: int
) -> Iterator[tuple[str, str, bytes]]:
    compress = _codec().compress
    for first in range(start, min(start + BLOCK * _AT_ONCE, len(customers)), BLOCK):
        some = customers[first : first + BLOCK]
        block = np.ascontiguousarray(matrix[:, first : first + BLOCK], "<f8")
        yield some[-1], json.dumps(some), compress(block, asbytes=True)


def find_rows(
    run: Callable[..., list[tuple[Any, ...]]], table: str, names: Names, wanted: Sequence[str]
) -> dict[str, list[float]]:
    """By customer, for those of ``wanted`` who are there: the values in the order of ``names``.

    ``run`` executes a query with values on the file.
    """
    query = f"SELECT last, customers, packed FROM {table} WHERE last >= ? ORDER BY last LIMIT 1"
    found: dict[str, list[float]] = {}
    unpacked: dict[str, tuple[list[str], Matrix]] = {}
    for customer_id in dict.fromkeys(wanted):
        for last, customers, packed in run(query, customer_id):
            if last not in unpacked:
                people = json.loads(customers)
                unpacked[last] = people, _unpack(packed, len(names), len(people))
            people, matrix = unpacked[last]
            if customer_id in people:
                found[customer_id] = matrix[:, people.index(customer_id)].tolist()
    return found


def _unpack(packed: bytes, columns: int, customers: int) -> Matrix:
    buffer = _codec().decompress(packed, decompressed_size=8 * columns * customers)
    return np.frombuffer(buffer, "<f8").reshape(columns, customers)


def _codec() -> Any:
    import pyarrow as pa

    return pa.Codec("lz4_raw")
