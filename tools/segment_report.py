"""Groups of customers: how many, with how much, how likely, how it changed, what contacts brought.

No customer is named: who they are is for ``find_prospects``.
"""

from datetime import date
from typing import TYPE_CHECKING

from home.errors import RefusedByPolicy
from prompts.messages import say
from tools.access import Role, subtree
from tools.campaigns import MANY, campaign_products
from tools.model_choice import ModelChoice, choose
from tools.segment_axes import UNKNOWN, in_order, names_of
from tools.segment_conditions import conditions_of, described, knows_dormant
from tools.segment_counts import Counting, Size, month_ends, scored_in_bank
from tools.segment_groups import Asked, groups_of
from tools.segment_query import Axis, SegmentQuery
from tools.segment_result import TOP_SHARE, Group, Section, SegmentReport
from tools.segment_spans import earlier_end
from tools.shelf import shelf

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox

__all__ = ["SegmentQuery", "SegmentReport", "segment_report"]

MOST_GROUPS = 15
FEW = 30
"""Customers (or contacts) below which a group is not named as the highest: chance alone makes such
a group the first or the last.
"""
_FAR_MORE = 1e12
"""Yuan: of two with as many conversions the one with the larger amount comes first."""
ALIKE = 1.15
"""Times by which the highest group must exceed the lowest for the groups to differ."""


def segment_report(toolbox: "Toolbox", scope: "Scope", query: SegmentQuery) -> SegmentReport:
    """The asker's customers who meet the conditions, by group; a marketer's are the whole bank's.

    Raises:
        RefusedByPolicy: figures of single managers for who does not lead them.
        BadInput: a branch or tier that does not exist.
    """
    if "manager" in query.by and scope.role is not Role.MANAGER:
        raise RefusedByPolicy(f"{scope} must lead the managers whose figures these are")
    with toolbox.pinned():
        return _report(toolbox, scope, query)


def _report(toolbox: "Toolbox", scope: "Scope", query: SegmentQuery) -> SegmentReport:
    choice = None
    if query.measure == "likelihood":
        choice = choose(toolbox, query.goal, query.category, query.horizon_days, query.model)
    asked = _asked(toolbox, scope, query, choice)
    (overall,) = groups_of(asked, None, {})
    sections = tuple(_section(toolbox, scope, query, asked, axis, overall) for axis in query.by)
    return SegmentReport(
        measure=query.measure,
        whom=described(toolbox, query),
        narrowed=bool(asked.counting.conditions),
        overall=overall,
        sections=tuple(sorted(sections, key=_spread, reverse=True)),
        population=asked.everybody.customers,
        population_aum=asked.everybody.aum or 0.0,
        as_of=toolbox.as_of,
        notes=tuple(_notes(query, choice, asked, sections)),
        event=choice.event if choice else "",
        horizon_days=choice.horizon_days if choice else None,
        before_on=asked.ends[0] if asked.ends else None,
        of=query.category or "",
        since=query.since,
        until=asked.until if query.measure == "contacts" else None,
        why=_why_none(toolbox, query, choice),
        asks=_asks(query, several=_several(toolbox, scope)),
    )


def _why_none(toolbox: "Toolbox", query: SegmentQuery, choice: ModelChoice | None) -> str:
    """Why the question cannot be answered; empty where it can."""
    if query.dormant and not knows_dormant(toolbox):
        return say("segments.no_dormant")
    return choice.why if choice and choice.model is None else ""


def _several(toolbox: "Toolbox", scope: "Scope") -> bool:
    """Whether the asker's customers are of more than one branch."""
    if scope.role is Role.MANAGER:
        return len(subtree(toolbox.store, scope.subject)) > 1
    return scope.role is not Role.RM


def _asks(query: SegmentQuery, *, several: bool) -> tuple[str, ...]:
    """What may be asked next: grouped otherwise, of another time."""
    axes = ("branch", "age", "tier") if several and query.branch is None else ("age", "tier")
    axis = next((one for one in axes if one not in query.by), "risk")
    asks = [say(f"segments.ask_{axis}")]
    if query.payroll is None:
        asks.append(say("segments.ask_payroll"))
    if query.measure == "contacts":
        asks.append(say("segments.ask_before"))
    elif query.measure == "size":
        asks.append(say("segments.ask_change"))
    return tuple(asks)


def _asked(
    toolbox: "Toolbox", scope: "Scope", query: SegmentQuery, choice: ModelChoice | None
) -> Asked:
    (everybody,) = Counting(toolbox, scope, ()).sizes(None) or [Size("all", 0, 0.0, 0.0)]
    model = choice.model if choice else None
    return Asked(
        counting=Counting(toolbox, scope, conditions_of(toolbox, query)),
        everybody=everybody,
        model=model,
        top=round(scored_in_bank(toolbox, model) * TOP_SHARE) if model else 0,
        ends=_ends(toolbox, query),
        category=query.category,
        contacted=query.measure == "contacts" or query.responses,
        since=query.since,
        until=query.until or toolbox.as_of,
        campaigns=_campaigns_of(toolbox, query.category) if query.responses else None,
        due=query.maturing_within_days is not None or query.goal == "maturity",
    )


def _ends(toolbox: "Toolbox", query: SegmentQuery) -> tuple[date, date] | None:
    if query.measure != "change":
        return None
    ends = month_ends(toolbox)
    before = earlier_end(ends, query.against)
    return (before, ends[-1]) if before else None


def _campaigns_of(toolbox: "Toolbox", category: str | None) -> frozenset[str]:
    """The campaigns for products of the category that is asked about."""
    products = shelf(toolbox.store)
    return frozenset(
        campaign
        for campaign, product in campaign_products(toolbox).items()
        if product in products and products[product].category == (category or "wealth")
    )


def _section(
    toolbox: "Toolbox",
    scope: "Scope",
    query: SegmentQuery,
    asked: Asked,
    axis: Axis,
    overall: Group,
) -> Section:
    names, measure = names_of(toolbox, scope, axis), query.measure
    groups = groups_of(asked, axis, names, overall.likely)
    large = [one for one in groups if one.key != UNKNOWN and _size(one, measure) >= FEW]
    ranked = sorted(large, key=lambda one: -_value(one, measure))
    counted = sorted(large, key=lambda one: -_count(one, measure))
    if in_order(axis) and measure == "size":
        order = list(names)
        groups.sort(key=lambda one: order.index(one.key) if one.key in order else len(order))
    else:
        order_by = _count if measure == "contacts" else _value
        groups.sort(key=lambda one: (one.key == UNKNOWN, -order_by(one, measure)))
    alike = len(ranked) > 1 and _value(ranked[0], measure) < ALIKE * _value(ranked[-1], measure)
    return Section(
        axis=axis,
        title=say(f"segments.axis_{axis}"),
        groups=tuple(groups[:MOST_GROUPS]),
        highest=ranked[0] if ranked else None,
        lowest=ranked[-1] if len(ranked) > 1 else None,
        most=counted[0] if counted else None,
        least=counted[-1] if len(counted) > 1 else None,
        spotlit=_spotlit(groups, query.spotlight),
        alike=alike and measure in ("likelihood", "contacts"),
        left=max(0, len(groups) - MOST_GROUPS),
        overlapping=axis == "held",
    )


def _spotlit(groups: list[Group], wanted: str | None) -> Group | None:
    """The group that is asked about by its key or name."""
    if wanted is None:
        return None
    return next((one for one in groups if one.key == wanted or wanted in one.name), None)


def _size(one: Group, measure: str) -> int:
    """How much a group's figures rest on."""
    if measure == "likelihood":
        return one.likely.scored if one.likely else 0
    if measure == "contacts":
        return one.reached.contacts if one.reached else 0
    return FEW


def _value(one: Group, measure: str) -> float:
    """By what groups are put in order."""
    match measure:
        case "likelihood":
            return one.likely.probability if one.likely else 0.0
        case "change":
            return one.change.amount if one.change else 0.0
        case "contacts":
            return (one.reached.rate or 0.0) if one.reached else 0.0
    return one.aum


def _count(one: Group, measure: str) -> float:
    """Of what a group may have the most, however likely each of it is."""
    match measure:
        case "likelihood":
            return one.likely.expected if one.likely else 0.0
        case "contacts" if one.reached:
            return one.reached.conversions + one.reached.amount / _FAR_MORE
        case "change":
            return (one.change.rate or 0.0) if one.change else 0.0
    return one.customers


def _spread(section: Section) -> float:
    """How far the ends of an axis lie apart: what tells customers apart best is said first, and
    branches before that.
    """
    if section.axis in ("branch", "manager"):
        return float("inf")
    if section.highest is None or section.highest.likely is None or section.lowest is None:
        return 0.0
    low = section.lowest.likely.probability if section.lowest.likely else 0.0
    return section.highest.likely.probability / low if low else 0.0


def _notes(
    query: SegmentQuery, choice: ModelChoice | None, asked: Asked, sections: tuple[Section, ...]
) -> list[str]:
    notes = list(choice.notes) if choice else []
    if query.measure == "change":
        notes.append(say("segments.as_assigned_now" if asked.ends else "segments.no_balances"))
    if query.tier is not None:
        notes.append(say("segments.own_tiers"))
    if asked.contacted:
        notes.append(say("campaigns.interval"))
    if query.responses and sum(len(one.groups) for one in sections) >= MANY:
        notes.append(say("campaigns.many"))
    if query.dormant:
        notes.append(say("segments.dormant_means"))
    if query.measure == "contacts" and "manager" in query.by:
        notes.append(say("segments.by_manager"))
    if any(one.overlapping for one in sections):
        notes.append(say("segments.overlapping"))
    return notes
