"""Whom a question about groups counts: its conditions as filters, and in words."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from prompts.messages import say
from tools.model_choice import trained
from tools.prospect_filters import Filter, asked
from tools.segment_query import SegmentQuery
from tools.store import parameter
from tools.tiers_and_branches import branch_named, tiers_from

if TYPE_CHECKING:
    from tools.toolbox import Toolbox

_DORMANT = "app_woken_30d"
"""The model that speaks of dormant customers and of nobody else."""


def conditions_of(toolbox: "Toolbox", query: SegmentQuery) -> list[Filter]:
    """The filters of a query; each makes the same query but for its parameters.

    Raises:
        BadInput: a branch or tier that does not exist.
    """
    plain = query.model_copy(update={"goal": None}) if query.goal == "tier_up" else query
    if query.or_higher and query.tier is not None:
        plain = plain.model_copy(update={"tier": None})
    found = asked(toolbox, plain)
    if query.or_higher and query.tier is not None:
        found.append(_from_tier(toolbox, query.tier))
    if query.gender is not None:
        found.append(
            Filter(
                "gender",
                "",
                lambda rows: rows.gender == parameter("gender"),
                {"gender": query.gender},
            )
        )
    if query.dormant and knows_dormant(toolbox):
        found.append(Filter("dormant", "", lambda rows: rows[f"score_{_DORMANT}"].notnull()))
    return found


def knows_dormant(toolbox: "Toolbox") -> bool:
    """Whether dormant customers can be told: by the model that speaks of them."""
    return any(spec.name == _DORMANT for spec in trained(toolbox))


def _from_tier(toolbox: "Toolbox", tier: str) -> Filter:
    return Filter(
        "tiers",
        "",
        lambda rows: parameter("tiers", "array<string>").contains(rows.tier),
        {"tiers": tiers_from(toolbox.store, tier)},
    )


def described(toolbox: "Toolbox", query: SegmentQuery) -> str:
    """Who is counted, in words: 30岁以下的代发客户."""
    words = "、".join(_bounds(toolbox, query))
    kind = "".join(_kinds(toolbox, query))
    if not words and not kind:
        return ""
    return f"{words}{'的' if words else ''}{kind}{say('segments.customers')}"


def _bounds(toolbox: "Toolbox", query: SegmentQuery) -> list[str]:
    """The conditions that stand before 的."""
    days = query.maturing_within_days or (30 if query.goal == "maturity" else None)
    said: tuple[tuple[object, Callable[[], str]], ...] = (
        (query.branch, lambda: branch_named(toolbox.store, str(query.branch))),
        (query.min_age is not None or query.max_age is not None, lambda: _ages(query)),
        (query.min_aum, lambda: say("segments.aum_least", amount=query.min_aum)),
        (query.max_aum, lambda: say("segments.aum_most", amount=query.max_aum)),
        (query.customer_risk, lambda: say("segments.of_risk", level=query.customer_risk)),
        (query.assessment, lambda: say(f"segments.assessment_{query.assessment}")),
        (query.product_risk, lambda: say("segments.may_buy", level=query.product_risk)),
        (days, lambda: say("segments.maturing", days=days)),
    )
    holdings = [say("segments.holding", category=one) for one in query.holds]
    holdings += [say("segments.lacking", category=one) for one in query.lacks]
    return [*(words() for stated, words in said if stated), *holdings]


def _ages(query: SegmentQuery) -> str:
    if query.min_age is not None and query.max_age is not None:
        return say("segments.ages", low=query.min_age, high=query.max_age)
    if query.min_age is not None:
        return say("segments.age_least", age=query.min_age)
    return say("segments.age_most", age=(query.max_age or 0) + 1)


def _kinds(toolbox: "Toolbox", query: SegmentQuery) -> list[str]:
    """The words that stand right before 客户."""
    kinds = [say("segments.dormant")] if query.dormant else []
    if query.payroll is not None:
        kinds.append(say("segments.payroll_word" if query.payroll else "segments.no_payroll_word"))
    if query.gender is not None:
        kinds.append(say("segments.gender", gender=query.gender))
    if query.tier is not None:
        kinds.append(_tier_words(toolbox, query))
    return kinds


def _tier_words(toolbox: "Toolbox", query: SegmentQuery) -> str:
    found = tiers_from(toolbox.store, str(query.tier))
    return say("segments.tier_from" if query.or_higher else "segments.tier", tier=found[0])
