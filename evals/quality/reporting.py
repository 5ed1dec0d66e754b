"""The comparison as rows: a table's methods one below the other, then the averages."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from evals.quality.comparing import LARGER_IS_BETTER, Measured, difference, series
from evals.tables.public import PublicTable

Row: TypeAlias = dict[str, str | int | float | bool | None]

_JUDGED = ("top 20 %", "AUC")


def report(tables: Sequence[PublicTable], found: Sequence[Measured]) -> Iterator[Row]:
    """A row a table and method: mean and spread (standard deviation) over the seeds."""
    for table in tables:
        inside = [one for one in found if one.table == table.name]
        for method in dict.fromkeys(one.method for one in inside):
            row: Row = {"table": table.name, "group": table.group}
            row |= {"rows": inside[0].rows, "positive": f"{inside[0].positive:.1%}"}
            row["method"] = method
            for measure in LARGER_IS_BETTER:
                row[measure] = _shown(inside, method, measure)
            spent = [one.seconds for one in inside if one.method == method]
            row["s"] = round(sum(spent) / len(spent), 1)
            for measure in _JUDGED:
                ours = method == "weiwo"
                row[f"verdict, {measure}"] = difference(inside, measure).verdict if ours else ""
            yield row


def _shown(found: Sequence[Measured], method: str, measure: str) -> str:
    values = series(found, method, measure)
    spread = float(values.std(ddof=1)) if len(values) > 1 else 0.0
    return f"{values.mean():.4f} ±{spread:.4f}"


def averages(tables: Sequence[PublicTable], found: Sequence[Measured]) -> Iterator[Row]:
    """Means over the tables of each group, and on how many we are first or within noise."""
    for group in dict.fromkeys(table.group for table in tables):
        names = {table.name for table in tables if table.group == group}
        inside = [one for one in found if one.table in names]
        for method in dict.fromkeys(one.method for one in inside):
            row: Row = {"table": f"mean of {len(names)} tables", "group": group}
            row |= {"rows": "", "positive": "", "method": method, "s": ""}
            for measure in LARGER_IS_BETTER:
                row[measure] = f"{series(inside, method, measure).mean():.4f}"
            for measure in _JUDGED:
                row[f"verdict, {measure}"] = tally(inside, measure) if method == "weiwo" else ""
            yield row


def tally(found: Sequence[Measured], measure: str) -> str:
    """``5 first, 2 within noise, 1 behind``."""
    names = dict.fromkeys(one.table for one in found)
    verdicts = [difference([o for o in found if o.table == n], measure).verdict for n in names]
    kinds = ("first", "within noise", "behind")
    return ", ".join(f"{verdicts.count(kind)} {kind}" for kind in kinds)
