"""From the rows of the sources to one row per customer, in stages that each read those before.

A stage is an Ibis expression over named tables, compiled by itself: in one expression Ibis would
write every intermediate figure out wherever it is used, and the text would grow twentyfold. What
needs one source alone is made in that source's ``Piece``; pieces are joined at the end, or laid
side by side where they are in one order.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from decision_models.features.choosing import sources_of
from decision_models.features.declared.peers import BESIDE
from decision_models.features.feature import Feature
from decision_models.features.kinds import peers
from decision_models.features.kinds.written import DERIVED

BASE = "base"
"""The table of the customers that are asked for: ``customer_id``."""
MEDIANS = "peers_medians"
"""The table of the peers' medians."""


@dataclass(frozen=True)
class Stage:
    """A named table and the expression that makes it."""

    name: str
    expression: Any

    @property
    def table(self) -> Any:
        """The table that later stages read."""
        import ibis

        return ibis.table(self.expression.schema(), name=self.name)


@dataclass(frozen=True)
class Piece:
    """The features of one source: the stages that make them, the last with ``customer_id`` and
    every one of ``features``.
    """

    source: str
    stages: tuple[Stage, ...]
    features: tuple[str, ...]


def rows_name(source: str) -> str:
    """The table that holds a source's rows as of the day."""
    return f"rows_{source}"


def homes(needed: Sequence[Feature]) -> dict[str, str]:
    """Where each feature is made: the source's name, ``derived`` for one of several sources, or
    ``peers``.
    """
    found: dict[str, str] = {}
    waiting = list(needed)
    while waiting:
        later = []
        for one in waiting:
            if one.source != DERIVED:
                found[one.name] = one.source
            elif all(name in found for name in one.inputs):
                places = {found[name] for name in one.inputs}
                found[one.name] = places.pop() if len(places) == 1 else DERIVED
            else:
                later.append(one)
        waiting = later
    return found


def pieces(schemas: Mapping[str, Any], needed: Sequence[Feature]) -> Iterator[Piece]:
    """What each source gives, the features that need it alone included."""
    import ibis

    home = homes(needed)
    base = ibis.table({"customer_id": "string"}, name=BASE)
    for name in sources_of(needed):
        inside = [feature for feature in needed if home[feature.name] == name]
        read = [feature for feature in inside if feature.source == name]
        if not read:
            continue
        rows = ibis.table(schemas[name], name=rows_name(name))
        sums = Stage(f"sums_{name}", _aggregated(rows, read))
        made = [sums, Stage(f"filled_{name}", _filled(base, sums.table, read))]
        for number, ready in enumerate(levels(inside), start=1):
            table = made[-1].table
            columns = {one.name: derive(table, one) for one in ready}
            made.append(Stage(f"{name}_{number}", table.mutate(**columns)))
        yield Piece(name, tuple(made), tuple(feature.name for feature in inside))


def levels(features: Sequence[Feature], made: set[str] | None = None) -> Iterator[list[Feature]]:
    """Features of features, level by level: those first that others are made of.

    ``made`` are those that are there already; those of a source by default.
    """
    there = {one.name for one in features if one.source != DERIVED} if made is None else set(made)
    waiting = [feature for feature in features if feature.name not in there]
    while waiting:
        ready = [one for one in waiting if there.issuperset(one.inputs)]
        yield ready
        there |= {one.name for one in ready}
        waiting = [one for one in waiting if one not in ready]


def derive(table: Any, feature: Feature) -> Any:
    """A feature of the features that are columns of ``table``."""
    return feature.expression(*(table[name] for name in feature.inputs)).cast("float64")


def medians(table: Any) -> Any:
    """The peers' medians, of the features ``inputs_of_peers`` of everyone."""
    return peers.medians(table, BESIDE)


def inputs_of_peers() -> tuple[str, ...]:
    """What must be known of everyone for the peers' medians."""
    return (*peers.KEYS, *(one.feature for one in BESIDE))


def beside(table: Any, needed: Sequence[Feature]) -> Any:
    """``table`` with the comparisons with peers, from ``MEDIANS``."""
    import ibis

    keys = {f"peers_{key}": "float64" for key in peers.KEYS}
    found = ibis.table({**keys, **{one.median: "float64" for one in BESIDE}}, name=MEDIANS)
    joined = table.left_join(found, [table[key] == found[f"peers_{key}"] for key in peers.KEYS])
    wanted = {feature.name: feature for feature in needed if feature.source == peers.PEERS}
    return joined.select(
        *table.columns,
        **{
            one.name: wanted[one.name]
            .expression(joined[one.feature], joined[one.median])
            .cast("float64")
            for one in BESIDE
            if one.name in wanted
        },
    )


def _aggregated(rows: Any, features: Sequence[Feature]) -> Any:
    import ibis

    marks = {feature.mark.name: feature.mark for feature in features if feature.mark}
    marked = rows.mutate(
        **{
            name: ibis.ifelse(mark.condition(rows), rows.days_ago, None)
            for name, mark in marks.items()
        }
    )
    return marked.group_by("customer_id").aggregate(
        **{feature.name: feature.expression(marked) for feature in features}
    )


def _filled(base: Any, found: Any, features: Sequence[Feature]) -> Any:
    renamed = found.rename({"found_id": "customer_id"})
    joined = base.left_join(renamed, base.customer_id == renamed.found_id)
    columns = {feature.name: _typed(joined[feature.name], feature) for feature in features}
    return joined.select("customer_id", **columns)


def _typed(column: Any, feature: Feature) -> Any:
    if feature.is_text:
        return column.cast("string")
    number = column.cast("float64")
    return number if feature.fill is None else number.fill_null(feature.fill)
