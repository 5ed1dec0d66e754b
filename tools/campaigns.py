"""How a campaign, a channel or a version did: treated against control, with its uncertainty."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from pydantic import Field

from prompts.messages import say
from tools.arguments import Arguments, Category, Channel
from tools.campaign_report import Ahead, CampaignReport, CampaignResult, Extra, Rate
from tools.intervals import Cell, difference, wilson
from tools.shelf import shelf
from tools.store import Parameter, parameter
from tools.tiers_and_branches import branch_named, branches_below

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.store import Store
    from tools.toolbox import Toolbox


MANY = 5  # of so many comparisons one at 95 % is easily a chance hit


Focus: TypeAlias = Literal["overview", "best", "worst", "extra", "cost"]


class CampaignQuery(Arguments):
    """Which campaigns, and by what they are compared."""

    campaign_id: str | None = Field(default=None, description="活动编号", examples=["K01"])
    category: Category | None = Field(
        default=None, description="推的是哪类产品", examples=["wealth"]
    )
    channel: Channel | None = Field(default=None, description="只看这个渠道", examples=["sms"])
    since: date | None = Field(default=None, description="从哪天起", examples=["2026-07-01"])
    until: date | None = Field(default=None, description="到哪天（含）", examples=["2026-09-30"])
    by: Literal["campaign", "channel", "version"] = Field(
        default="campaign", description="按活动、渠道还是内容版本比较", examples=["channel"]
    )
    branch: str | None = Field(
        default=None, description="只看这家机构的客户，名称或编号", examples=["浦东支行"]
    )
    channels: tuple[Channel, ...] = Field(
        default=(), description="只比较这几个渠道", examples=[["sms", "outbound_call"]]
    )
    focus: Focus = Field(
        default="overview",
        description="先说什么：overview 总的，best 最好，worst 最差，extra 净增，cost 划不划算",
        examples=["best"],
    )


@dataclass(frozen=True)
class _Stratum:
    """Counts of one campaign in one channel and version."""

    campaign_id: str | None
    channel: str
    content_id: str | None
    treated: bool
    size: int
    converted: int
    refused: int
    engaged: int
    amount: float | None


@dataclass(frozen=True)
class _Campaign:
    campaign_id: str
    objective: str
    product_id: str | None
    channel: str
    starts_on: date
    ends_on: date


def campaign_result(toolbox: "Toolbox", scope: "Scope", query: CampaignQuery) -> CampaignReport:
    """Conversion of treated and control, their difference and its 95 % interval.

    Rows are the asker's customers' contacts; for those who see figures of the whole bank (marketer,
    compliance, analyst), every contact, counted and never listed.
    """
    campaigns = _campaigns(toolbox, scope, query)
    strata = [s for s in _strata(toolbox, scope, query) if s.campaign_id in campaigns]
    if query.channels:
        strata = [s for s in strata if s.channel in query.channels]
    controls = [s for s in strata if not s.treated]
    groups: dict[str, list[_Stratum]] = defaultdict(list)
    for stratum in strata:
        if stratum.treated:
            groups[_key(stratum, query.by)].append(stratum)
    results = []
    for key, treated in groups.items():
        cells = {(s.campaign_id, s.channel) for s in treated}
        rivals = [s for s in controls if (s.campaign_id, s.channel) in cells]
        results.append(_result(toolbox, key, treated, rivals, campaigns, query.by))
    # By what is sure: a high lift of a handful of contacts is not the best.
    results.sort(key=lambda r: (r.lift_low is None, -(r.lift_low or 0.0), r.key))
    every = [s for s in strata if s.treated]
    overall = _result(toolbox, "", every, controls, campaigns, "all") if len(results) > 1 else None
    notes = [say("campaigns.interval")] if results else [say("campaigns.none")]
    if len(results) >= MANY:
        notes.append(say("campaigns.many"))
    if query.by == "version" and results:
        notes.append(say("campaigns.shared_control"))
    if query.focus in ("extra", "cost") and results:
        notes.append(say("campaigns.no_cost"))
    compared = [one for one in results if one.lift is not None]
    return CampaignReport(
        query.by,
        tuple(results),
        overall,
        tuple(notes),
        whom=branch_named(toolbox.store, query.branch) if query.branch else "",
        focus=query.focus,
        since=query.since,
        until=query.until,
        worst=min(compared, key=lambda one: one.lift_high or 0.0) if len(compared) > 1 else None,
        ahead=_ahead(results) if query.by == "version" else None,
    )


def campaign_named(store: "Store", text: str) -> str | None:
    """The campaign whose id stands in ``text``, or what is written like an id of theirs (of one
    that is not there the report says so); None where there is neither.
    """

    def read() -> tuple[dict[str, str], re.Pattern[str] | None]:
        rows = store.rows(_Campaign, "all campaigns", lambda: store.table("campaigns"))
        ids = {one.campaign_id.upper(): one.campaign_id for one in rows}
        written = {re.sub(r"\d+", r"\\d+", re.escape(one)) for one in ids if not one.isdigit()}
        if not written:
            return ids, None
        pattern = rf"(?<![A-Z0-9])(?:{'|'.join(sorted(written))})(?![A-Z0-9])"
        return ids, re.compile(pattern)

    ids, pattern = store.remembered("campaign ids", read)
    found = pattern.search(text.upper()) if pattern else None
    return ids.get(found[0], found[0]) if found else None


def latest(toolbox: "Toolbox", scope: "Scope", query: CampaignQuery) -> str | None:
    """Of the campaigns that a query asks for the last to begin, or None where there is none."""
    found = _campaigns(toolbox, scope, query).values()
    last = max(found, key=lambda one: (one.starts_on, one.campaign_id), default=None)
    return last.campaign_id if last else None


def _ahead(results: list[CampaignResult]) -> Ahead | None:
    """The best version against the next one: within a campaign they are drawn together."""
    ranked = sorted(results, key=lambda one: -(one.treated.rate or 0.0))[:2]
    if len(ranked) < 2:
        return None
    one, other = ranked
    found = difference(
        [Cell(one.treated.count, one.treated.size, other.treated.count, other.treated.size)]
    )
    if found is None:
        return None
    low, middle, high = found
    return Ahead(one.title, other.title, middle, low, high, low > 0)


def _campaigns(
    toolbox: "Toolbox", scope: "Scope", query: CampaignQuery
) -> dict[str | None, _Campaign]:
    view, products = toolbox.view(scope), shelf(toolbox.store)
    found = view.rows(_Campaign, "campaigns", lambda: view.table("campaigns"))

    def fits(one: _Campaign) -> bool:
        sheet = products.get(one.product_id or "")
        return (
            query.campaign_id in (None, one.campaign_id)
            and query.channel in (None, one.channel)
            and (query.category is None or (sheet is not None and sheet.category == query.category))
            and (query.since is None or one.ends_on >= query.since)
            and (query.until is None or one.starts_on <= query.until)
        )

    return {one.campaign_id: one for one in found if fits(one)}


def _strata(toolbox: "Toolbox", scope: "Scope", query: CampaignQuery) -> list[_Stratum]:
    view = toolbox.view(scope)

    below = branches_below(toolbox.store, query.branch) if query.branch else None

    def build() -> Any:
        rows = view.aggregate("contacts")
        rows = rows.filter(rows.campaign_id.notnull())
        if below is not None:
            people = view.aggregate("prospects")
            branches = parameter("branches", "array<string>")
            people = people.filter(branches.contains(people.branch_id))
            rows = rows.semi_join(people.select("customer_id"), "customer_id")
        return rows.group_by("campaign_id", "channel", "content_id", "treated").aggregate(
            size=rows.count(),
            converted=(rows.outcome == "converted").sum().fill_null(0),
            refused=(rows.outcome == "refused").sum().fill_null(0),
            engaged=rows.outcome.isin(["opened", "clicked", "answered"]).sum().fill_null(0),
            amount=rows.converted_amount.sum(),
        )

    given: dict[str, Parameter] = {} if below is None else {"branches": below}
    return view.rows(_Stratum, ("campaign strata", below is None), build, **given)


def _key(stratum: _Stratum, by: str) -> str:
    if by == "channel":
        return stratum.channel
    if by == "version":
        return stratum.content_id or "—"
    return stratum.campaign_id or "—"


def _result(
    toolbox: "Toolbox",
    key: str,
    treated: list[_Stratum],
    controls: list[_Stratum],
    campaigns: dict[str | None, _Campaign],
    by: str,
) -> CampaignResult:
    one = campaigns.get(treated[0].campaign_id) if by == "campaign" else None
    sheet = shelf(toolbox.store).get(one.product_id or "") if one else None
    lift = difference(_cells(treated, controls))
    verdict = _verdict(lift)
    title = _title(key, by, one.objective if one else "", sheet.name if sheet else None)
    treated_rate, control_rate = _rate(treated), _rate(controls)
    low, middle, high = lift or (None, None, None)
    return CampaignResult(
        key=key,
        title=title,
        channel=one.channel if one else (key if by == "channel" else None),
        product_name=sheet.name if sheet else None,
        starts_on=one.starts_on if one else None,
        ends_on=one.ends_on if one else None,
        treated=treated_rate,
        control=control_rate,
        lift=middle,
        lift_low=low,
        lift_high=high,
        verdict=verdict,
        refused=sum(s.refused for s in treated),
        engaged=sum(s.engaged for s in treated),
        amount=sum(s.amount or 0.0 for s in treated),
        text=say(
            f"campaigns.{verdict}",
            rate=treated_rate.rate,
            control=control_rate.rate,
            lift=middle,
            low=low,
            high=high,
        ),
        extra=_extra(treated, controls, lift),
    )


def _extra(
    treated: list[_Stratum], controls: list[_Stratum], lift: tuple[float, float, float] | None
) -> Extra | None:
    if lift is None:
        return None
    cells = {(one.campaign_id, one.channel) for one in controls}
    contacts = sum(one.size for one in treated if (one.campaign_id, one.channel) in cells)
    low, middle, high = (round(share * contacts) for share in lift)
    known = [one for one in treated if one.amount]
    count = sum(one.converted for one in known)
    average = sum(one.amount or 0.0 for one in known) / count if count else None
    return Extra(
        contacts=contacts,
        count=middle,
        low=low,
        high=high,
        average=average,
        amount=None if average is None else lift[1] * contacts * average,
        sure="more" if lift[0] > 0 else "fewer" if lift[2] < 0 else "unclear",
    )


def _title(key: str, by: str, objective: str, product: str | None) -> str:
    match by:
        case "campaign":
            what = product or say("campaigns.objective", objective=objective)
            return say("campaigns.title_campaign", key=key, what=what)
        case "channel":
            return say("campaigns.title_channel", channel=key)
        case "version":
            return say("campaigns.title_version", key=key)
    return say("campaigns.title_all")


def _rate(strata: list[_Stratum]) -> Rate:
    count, size = sum(s.converted for s in strata), sum(s.size for s in strata)
    if not size:
        return Rate(0, 0, None, None, None)
    low, high = wilson(count, size)
    return Rate(count, size, count / size, low, high)


def _cells(treated: list[_Stratum], controls: list[_Stratum]) -> list[Cell]:
    """Treated and control of each campaign and channel, within which contacts are randomised."""
    counts: dict[tuple[str | None, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for place, strata in ((0, treated), (2, controls)):
        for stratum in strata:
            cell = counts[stratum.campaign_id, stratum.channel]
            cell[place] += stratum.converted
            cell[place + 1] += stratum.size
    return [Cell(*cell) for cell in counts.values()]


def _verdict(
    lift: tuple[float, float, float] | None,
) -> Literal["better", "worse", "unclear", "no_control"]:
    if lift is None:
        return "no_control"
    low, _, high = lift
    if low > 0:
        return "better"
    return "worse" if high < 0 else "unclear"


@dataclass(frozen=True)
class _Product:
    campaign_id: str
    product_id: str | None


def campaign_products(toolbox: "Toolbox") -> dict[str, str | None]:
    """The product that each campaign was for, if it was for one."""
    store = toolbox.store
    found = store.rows(_Product, "campaign products", lambda: store.table("campaigns"))
    return {one.campaign_id: one.product_id for one in found}
