"""Makes the groups of one axis from what is counted of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from prompts.messages import say
from tools.intervals import Cell, difference
from tools.segment_counts import Balance, Chance, Contacted, Counting, Size
from tools.segment_result import Change, Group, Likely, Reached

if TYPE_CHECKING:
    from tools.segment_query import Axis


@dataclass(frozen=True)
class Asked:
    """What the groups of a report are made from.

    Args:
        counting: whose customers, under which conditions.
        everybody: all of the asker's customers.
        model: the model that says how likely, and how many of the bank are in its ``top``.
        ends: the ends of months between which balances are compared, of one ``category``.
        since, until: the days of the contacts; with ``contacted`` False none are looked at, with
            ``campaigns`` those of these alone.
        due: whether what falls due is added up.
    """

    counting: Counting
    everybody: Size
    model: str | None = None
    top: int = 0
    ends: tuple[date, date] | None = None
    category: str | None = None
    contacted: bool = False
    since: date | None = None
    until: date = date.max
    campaigns: frozenset[str] | None = None
    due: bool = False


def groups_of(
    asked: Asked, axis: "Axis | None", names: Mapping[str, str], whole: Likely | None = None
) -> list[Group]:
    """The groups of an axis, in no order; None is the one group of all."""
    sizes = asked.counting.sizes(axis)
    if axis is None and not sizes:
        sizes = [Size("all", 0, 0.0, 0.0)]
    chances = _chances(asked, axis)
    balances = _balances(asked, axis)
    contacts = _contacts(asked, axis)
    return [
        _group(
            size,
            asked,
            names.get(size.grp, size.grp or say("segments.unknown")),
            _likely(chances.get(size.grp), whole),
            _change(balances[size.grp], asked.ends) if asked.ends else None,
            _reached(contacts[size.grp]) if asked.contacted else None,
        )
        for size in sizes
    ]


def _group(
    size: Size,
    asked: Asked,
    name: str,
    likely: Likely | None,
    change: Change | None,
    reached: Reached | None,
) -> Group:
    total, money, aum = asked.everybody.customers, asked.everybody.aum or 0.0, size.aum or 0.0
    return Group(
        key=size.grp,
        name=name,
        customers=size.customers,
        share=size.customers / total if total else 0.0,
        aum=aum,
        aum_share=aum / money if money else 0.0,
        average=aum / size.customers if size.customers else 0.0,
        due=size.due if asked.due else None,
        likely=likely,
        change=change,
        reached=reached,
    )


def _chances(asked: Asked, axis: "Axis | None") -> dict[str, Chance]:
    if asked.model is None:
        return {}
    return {one.grp: one for one in asked.counting.chances(axis, asked.model, asked.top)}


def _balances(asked: Asked, axis: "Axis | None") -> dict[str, list[Balance]]:
    found: dict[str, list[Balance]] = defaultdict(list)
    if asked.ends is not None:
        for one in asked.counting.balances(axis, asked.category, *asked.ends):
            found[one.grp].append(one)
    return found


def _contacts(asked: Asked, axis: "Axis | None") -> dict[str, list[Contacted]]:
    found: dict[str, list[Contacted]] = defaultdict(list)
    if asked.contacted:
        for one in asked.counting.contacts(axis, asked.since, asked.until):
            if asked.campaigns is None or one.campaign_id in asked.campaigns:
                found[one.grp].append(one)
    return found


def _likely(found: Chance | None, whole: Likely | None) -> Likely | None:
    if found is None or not found.scored:
        return None
    expected = found.expected or 0.0
    mean = expected / found.scored
    average = whole.probability if whole else mean
    return Likely(
        scored=found.scored,
        probability=mean,
        times=mean / average if average else 0.0,
        expected=round(expected),
        top=found.top or 0,
    )


def _change(found: Sequence[Balance], ends: tuple[date, date]) -> Change:
    at = {one.as_of: one.balance or 0.0 for one in found}
    before, now = at.get(ends[0], 0.0), at.get(ends[1], 0.0)
    size = abs(now - before)
    return Change(
        now=now,
        before=before,
        amount=now - before,
        size=size,
        rate=(now - before) / before if before else None,
        rose=now >= before,
    )


def _reached(found: Sequence[Contacted]) -> Reached:
    treated = [one for one in found if one.treated]
    cells: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for one in found:
        if one.campaign_id is not None:
            cell = cells[one.campaign_id, one.channel]
            place = 0 if one.treated else 2
            cell[place] += one.converted
            cell[place + 1] += one.size
    size = sum(one.size for one in treated)
    converted = sum(one.converted for one in treated)
    low, middle, high = difference([Cell(*cell) for cell in cells.values()]) or (None, None, None)
    return Reached(
        contacts=size,
        conversions=converted,
        rate=converted / size if size else None,
        amount=sum(one.amount or 0.0 for one in treated),
        lift=middle,
        low=low,
        high=high,
    )
