"""From the rows of the sources to one row per customer, in stages that each read those before.

A stage is an Ibis expression over named tables. They are compiled one by one and strung together
as common table expressions: in one expression Ibis would write every intermediate figure out
wherever it is used, and the text would grow twentyfold.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from decision_models.features.choosing import compared, needed_for, sources_of
from decision_models.features.declared.peers import BESIDE
from decision_models.features.feature import Feature
from decision_models.features.kinds import peers
from decision_models.features.kinds.written import DERIVED

MEDIANS = "peers_medians"
"""The name that the result's stage has for the table of the peers' medians."""


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


def rows_name(source: str) -> str:
    """The table that holds a source's rows as of the day."""
    return f"rows_{source}"


def stages(schemas: Mapping[str, Any], wanted: Sequence[str]) -> Iterator[Stage]:
    """The stages that make the features ``wanted``, the result last.

    ``schemas`` are those of the sources' rows. Where a feature is set beside peers, the result
    reads ``MEDIANS``.
    """
    import ibis

    needed = needed_for(wanted)
    rows = {name: ibis.table(schemas[name], name=rows_name(name)) for name in sources_of(needed)}
    sums = []
    for name, table in rows.items():
        features = [feature for feature in needed if feature.source == name]
        if features:
            stage = Stage(f"sums_{name}", _aggregated(table, features))
            sums.append((stage.table, features))
            yield stage
    last = Stage("level_0", _joined(rows["customers"].select("customer_id"), sums))
    yield last
    for number, expression in enumerate(_levels(needed), start=1):
        last = Stage(f"level_{number}", expression(last.table))
        yield last
    if compared(needed):
        last = Stage("beside_peers", _beside(last.table, needed))
        yield last
    yield Stage("result", last.table.select("customer_id", *wanted))


def medians(table: Any) -> Any:
    """The peers' medians, of the features ``inputs_of_peers`` of everyone."""
    return peers.medians(table, BESIDE)


def inputs_of_peers() -> tuple[str, ...]:
    """What must be known of everyone for the peers' medians."""
    return (*peers.KEYS, *(one.feature for one in BESIDE))


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


def _joined(customers: Any, sums: Sequence[tuple[Any, Sequence[Feature]]]) -> Any:
    joined = customers
    columns: dict[str, Any] = {}
    for number, (found, features) in enumerate(sums):
        key = f"customer_{number}"
        renamed = found.rename({key: "customer_id"})
        joined = joined.left_join(renamed, customers.customer_id == renamed[key])
        columns |= {feature.name: _typed(renamed[feature.name], feature) for feature in features}
    return joined.select(customer_id=customers.customer_id, **columns)


def _typed(column: Any, feature: Feature) -> Any:
    if feature.is_text:
        return column.cast("string")
    number = column.cast("float64")
    return number if feature.fill is None else number.fill_null(feature.fill)


def _levels(needed: Sequence[Feature]) -> Iterator[Any]:
    """Features of features, level by level: those first that others are made of."""
    waiting = [feature for feature in needed if feature.source == DERIVED]
    made = {feature.name for feature in needed} - {feature.name for feature in waiting}
    made -= {feature.name for feature in needed if feature.source == peers.PEERS}
    while waiting:
        ready = [one for one in waiting if made.issuperset(one.inputs)]
        yield lambda table, ready=ready: table.mutate(**{o.name: _derived(table, o) for o in ready})
        made |= {one.name for one in ready}
        waiting = [one for one in waiting if one not in ready]


def _derived(table: Any, feature: Feature) -> Any:
    return feature.expression(*(table[name] for name in feature.inputs)).cast("float64")


def _beside(table: Any, needed: Sequence[Feature]) -> Any:
    import ibis

    keys = {f"peers_{key}": "float64" for key in peers.KEYS}
    found = ibis.table({**keys, **{one.median: "float64" for one in BESIDE}}, name=MEDIANS)
    same = [table[key] == found[f"peers_{key}"] for key in peers.KEYS]
    joined = table.left_join(found, same)
    wanted = {feature.name: feature for feature in needed if feature.source == peers.PEERS}
    return joined.mutate(
        **{
            one.name: wanted[one.name]
            .expression(joined[one.feature], joined[one.median])
            .cast("float64")
            for one in BESIDE
            if one.name in wanted
        }
    )
