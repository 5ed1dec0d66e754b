"""``weiwo bench features``: the features of every customer, beside pandas and featuretools.

Each side reads the same Parquet files of the same bank in the same run, and makes the same
features: those that the peer makes as well. Values must be equal. Ours is the median of three
runs, each over a new connection; planning, done once a process, is in the first run, which is
printed apart. ``--customers`` says how many.

Pandas is measured in two ways (``evals.peers.by_pandas``): plain, as features are written one by
one (rows of a window, grouped by the identifiers as they come, for each feature), and shared, tuned
by hand (one grouping for all features of a kind of row and a window, identifiers as categoricals).
The limit is against the plain one, which is what is written where there is no feature factory; the
ratio to the tuned one is printed without a limit. The plain way is run once: it takes so long that
the noise is small beside it. Shared groupings take the median of three.
"""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from evals.peers import by_featuretools, by_pandas
from evals.peers.agreement import Agreement, agreement

Row: TypeAlias = dict[str, str | int | float | None]

CUSTOMERS = 20_000
PLAIN = "pandas, a grouping for each feature"
TUNED = "pandas, groupings shared, ids as categories"
TIMES_PANDAS = 10.0
TIMES_FEATURETOOLS = 20.0
"""How many times faster than the peer it must be; of pandas, than the plain way."""
ONE_MS = 60.0
"""One customer now, with the hundred features of a lean model."""
MOST_IDLE = 0.4
"""Share of the features that may be constant or say what another says."""
TWIN = 0.98
"""Correlation above which two features say the same."""
ASKED = 60
"""Customers asked for one by one."""


def run(customers: int = CUSTOMERS) -> Iterator[Row]:
    """Seconds of each side and their ratios, one customer's milliseconds, the features' worth."""
    from decision_models import features
    from decision_models.mart import demo_bank

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        mart = demo_bank.build(home, customers=customers, seed=7)
        bank, known = f"{customers} customers", [one.name for one in features.names()]
        first, _ = _timed(lambda: _ours(home, mart.as_of, known), 1)
        seconds, table = _timed(lambda: _ours(home, mart.as_of, known))
        yield _row(bank, f"weiwo, {len(known)} features, first of a process", first, "s")
        yield _row(bank, f"weiwo, {len(known)} features", seconds, "s")
        yield _row(bank, "weiwo, a feature", 1000 * seconds / len(known), "ms")
        yield from _beside_pandas(home, mart, bank)
        yield from _beside_featuretools(home, mart, bank, known)
        yield from _one(home, mart.as_of, bank, known)
    yield from _worth(table)


def _row(
    of: str,
    what: str,
    figure: float | str | None,
    unit: str,
    limit: float | None = None,
    **more: Any,
) -> Row:
    row: Row = {"of": of, "what": what, "figure": figure, "unit": unit}
    return row if limit is None else {**row, "limit": limit, **more}


def _ours(home: Path, day: date, wanted: Sequence[str]) -> Any:
    from decision_models import features
    from decision_models.mart.warehouse import Warehouse

    return features.read(Warehouse(home).connect(), day, wanted=wanted)


def _timed(act: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    """The median of some runs, in seconds, and what the last one gave."""
    taken, found = [], None
    for _ in range(times):
        began = time.perf_counter()
        found = act()
        taken.append(time.perf_counter() - began)
    return float(np.median(taken)), found


def _beside_pandas(home: Path, mart: Any, bank: str) -> Iterator[Row]:
    tuned, made = _timed(lambda: by_pandas.made(mart.path, mart.as_of, shared=True))
    names = [str(name) for name in made]
    ours, table = _timed(lambda: _ours(home, mart.as_of, names))
    plainly, plain = _timed(lambda: by_pandas.made(mart.path, mart.as_of, shared=False), 1)
    yield from _beside(bank, PLAIN, len(names), (ours, plainly), TIMES_PANDAS)
    yield _agreed(bank, PLAIN, _compared(table, plain))
    yield from _beside(bank, TUNED, len(names), (ours, tuned))
    yield _agreed(bank, TUNED, _compared(table, made))


def _beside_featuretools(home: Path, mart: Any, bank: str, known: Sequence[str]) -> Iterator[Row]:
    try:
        made = by_featuretools.made(mart.path, mart.as_of, known)
    except by_featuretools.NotBuilt as reason:
        yield _row(bank, f"featuretools: {reason}", None, "")
        return
    names = [str(name) for name in made.features]
    ours, table = _timed(lambda: _ours(home, mart.as_of, names))
    theirs = sum(made.seconds.values())
    yield from _beside(bank, "featuretools", len(names), (ours, theirs), TIMES_FEATURETOOLS)
    yield _agreed(bank, "featuretools", _compared(table, made.features))


def _beside(
    bank: str, peer: str, count: int, seconds: tuple[float, float], limit: float | None = None
) -> Iterator[Row]:
    ours, theirs = seconds
    yield _row(bank, f"{peer}, {count} features", theirs, "s")
    yield _row(bank, f"weiwo, the same {count}", ours, "s")
    times = theirs / ours
    kept = limit is None or times >= limit
    yield _row(bank, f"faster than {peer}", times, "times", limit, kept=kept)


def _agreed(bank: str, peer: str, found: Agreement) -> Row:
    others = f": {', '.join(found.others[:3])}" if found.others else ""
    what = f"features that differ from {peer}{others}"
    return _row(bank, what, len(found.others), "", 0.0, kept=not found.others)


def _compared(table: Any, theirs: Any) -> Agreement:
    from decision_models import features

    yuan = frozenset(one.name for one in features.names() if one.unit == "元")
    ours = {name: table[name].to_numpy(zero_copy_only=False) for name in theirs}
    return agreement(ours, {name: theirs[name].to_numpy() for name in theirs}, yuan)


def _one(home: Path, day: date, bank: str, known: Sequence[str]) -> Iterator[Row]:
    """One customer now, warm: the median over many."""
    from decision_models import features
    from decision_models.mart.warehouse import Warehouse

    con = Warehouse(home).connect()
    query = f"SELECT customer_id FROM customers ORDER BY hash(customer_id) LIMIT {ASKED}"
    ids = [name for (name,) in con.raw_sql(query).fetchall()]
    # Of every eighth: features of all sources, as a lean model has.
    for wanted, limit in ((known[::8], ONE_MS), (list(known), None)):
        features.compute_one(con, day, ids[0], wanted)
        taken = []
        for customer in ids:
            began = time.perf_counter()
            features.compute_one(con, day, customer, wanted)
            taken.append(1000 * (time.perf_counter() - began))
        median = float(np.median(taken))
        what = f"one customer now, {len(wanted)} features, median"
        yield _row(bank, what, median, "ms", limit, kept=limit is None or median <= limit)


def _worth(table: Any) -> Iterator[Row]:
    """Which share of the features says nothing (constant) or what another says (correlated)."""
    from decision_models.features import names

    numbers = [feature.name for feature in names() if not feature.is_text]
    matrix = np.column_stack([table[name].to_numpy(zero_copy_only=False) for name in numbers])
    matrix = np.where(np.isnan(matrix), np.nanmedian(matrix, axis=0), matrix)
    constant = np.ptp(matrix, axis=0) == 0
    links = np.abs(np.corrcoef(matrix[:, ~constant], rowvar=False))
    np.fill_diagonal(links, 0.0)
    twins = int((links.max(axis=0) > TWIN).sum())
    of = f"{len(numbers)} number features"
    yield _row(of, "share constant", float(constant.mean()), "")
    yield _row(of, f"share correlated above {TWIN}", twins / len(numbers), "")
    idle = (int(constant.sum()) + twins) / len(numbers)
    yield _row(of, "share that is either", idle, "", MOST_IDLE, kept=idle <= MOST_IDLE)
