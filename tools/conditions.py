"""Counting and ranking by any combination of conditions, without compiling each combination.

A question draws from a dozen conditions; what is compiled once is each of them, as the SQL of one
column of ``prospects``. Queries are put together from those: compiling a whole one takes longer
than running it over a million customers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tools.prospect_filters import Filter
    from tools.view import View

T = '"t0"'
"""What the compiler calls the one table of a query."""
_BITS = 32
_TENS, _LARGEST = 10, 2_000_000_000  # an amount has to fit the bits beside the place
"""Of a place, beside a rank in one whole number."""


@dataclass(frozen=True)
class Narrowed:
    """What one look at an asker's customers says.

    Args:
        everybody: how many there are.
        left_out: how many each condition leaves out, one after another.
        first: the places, in the table of prospects, of those who are left and have the least
            ranks, in order.
    """

    everybody: int
    left_out: tuple[int, ...]
    first: tuple[int, ...]


@dataclass(frozen=True)
class Chosen:
    """Those of an asker's customers who meet conditions, one after another.

    Args:
        view: the asker's.
        conditions: in the order in which customers are left out.
    """

    view: "View"
    conditions: "Sequence[Filter]"

    def narrow(self, by: str, top_k: int, *, most: bool = False) -> Narrowed:
        """Count who is left out by what, and find those with the ``top_k`` least of ``by``, a
        rank, at once: each condition is looked at once for each customer. With ``most``, those with
        the most of ``by``, an amount in yuan (what lies within ten yuan counts as equal).

        Rank and place make one number, because the least of numbers are found in half the time
        that the identifiers beside them would take.
        """
        last = len(self.conditions)
        tests = [
            f"WHEN NOT coalesce({self._sql(one)}, false) THEN {place}"
            for place, one in enumerate(self.conditions)
        ]
        stage = f"CASE {' '.join(tests)} ELSE {last} END" if tests else f"{last}"
        column = f'{T}."{by}"'
        amount = f"least(greatest(coalesce({column}, 0), 0) / {_TENS}, {_LARGEST})"
        place_of = f"({_LARGEST} - {amount})" if most else column
        rows = self._run(
            f"SELECT stage, count(*), min(ranked, {top_k:d}) FILTER (WHERE stage = {last})"
            f" FROM (SELECT {stage} AS stage,"
            f" ({place_of}::BIGINT << {_BITS}) | {T}.place AS ranked",
            ") GROUP BY stage",
        )
        counts = {where: count for where, count, _ in rows}
        first = next((found for where, _, found in rows if where == last), None)
        return Narrowed(
            sum(counts.values()),
            tuple(counts.get(place, 0) for place in range(last)),
            tuple(ranked & ((1 << _BITS) - 1) for ranked in first or ()),
        )

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
