"""Counting and ranking by any combination of conditions, without compiling each combination.

A question draws from a dozen conditions; what is compiled once is each of them, as the SQL of one
column of ``prospects``. Queries are put together from those: compiling a whole one takes longer
than running it over a million customers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

from tools.store import typed

if TYPE_CHECKING:
    from tools.prospect_filters import Filter
    from tools.view import View

Row = TypeVar("Row")
T = '"t0"'
"""What the compiler calls the one table of a query."""


@dataclass(frozen=True)
class Chosen:
    """Those of an asker's customers who meet conditions, one after another.

    Args:
        view: the asker's.
        conditions: in the order in which customers are left out.
    """

    view: "View"
    conditions: "Sequence[Filter]"

    def counts(self) -> tuple[int, list[int]]:
        """How many customers there are, and how many each condition leaves out."""
        kept = [f"coalesce({self._sql(one)}, false)" for one in self.conditions]
        columns = ["count(*)"]
        for place, one in enumerate(kept):
            left = " AND ".join([*kept[:place], f"NOT {one}"])
            columns.append(f"count(*) FILTER (WHERE {left})")
        ((everybody, *left_out),) = self._run(f"SELECT {', '.join(columns)}", "")
        return everybody, left_out

    def first(self, row: type[Row], by: str, score: str, top_k: int) -> list[Row]:
        """The first ``top_k`` by a column, as ``row``, whose field ``score`` is that column."""
        sources = {"score": score}
        names = [field.name for field in fields(row)]  # type: ignore[arg-type]
        columns = ", ".join(f'{T}."{sources.get(name, name)}" AS "{name}"' for name in names)
        where = " AND ".join(f"({self._sql(one)})" for one in self.conditions) or "true"
        rest = f'WHERE {where} ORDER BY {T}."{by}" LIMIT {top_k:d}'
        return typed(row, self._run(f"SELECT {columns}", rest))

    def _sql(self, one: "Filter") -> str:
        store = self.view.store

        def build() -> Any:
            rows = store.table("prospects")
            return rows.select(kept=one.keeps(rows))

        return store.column(("condition", *one.shape), build, one.parameters)

    def _run(self, head: str, tail: str) -> list[tuple[Any, ...]]:
        store, scope = self.view.store, self.view.scope
        asker = scope.parameters(store)
        key = ("customers", scope.shape(store))
        rows = store.text(key, self.view.customers, asker)
        given = {name: value for one in self.conditions for name, value in one.parameters.items()}
        return store.execute(f"{head} FROM ({rows}) AS {T} {tail}", {**asker, **given})
