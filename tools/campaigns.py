"""How a campaign, a channel or a version did: treated against control, with its uncertainty."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from prompts.messages import say
from tools.arguments import Arguments, Category, Channel
from tools.facts import Figure
from tools.intervals import Cell, difference, wilson
from tools.shelf import shelf

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox


MANY = 5  # of so many comparisons one at 95 % is easily a chance hit


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


@dataclass(frozen=True)
class Rate:
    """A share with its 95 % interval (Wilson 1927)."""

    count: Annotated[int, Figure("count", "成交人次")]
    size: Annotated[int, Figure("count", "人次")]
    rate: Annotated[float | None, Figure("fraction", "成交率")]
    low: Annotated[float | None, Figure("fraction", "95%区间下限")]
    high: Annotated[float | None, Figure("fraction", "95%区间上限")]


@dataclass(frozen=True)
class CampaignResult:
    """One campaign, channel or version. ``lift`` is treated minus control, a fraction; None where
    there is no control group: then nothing can be said about what the contact caused.
    """

    key: Annotated[str, Figure("id", "对象")]
    title: Annotated[str, Figure("text", "名称")]
    channel: str | None
    product_name: Annotated[str | None, Figure("name", "产品名称")]
    starts_on: Annotated[date | None, Figure("date", "开始日期")]
    ends_on: Annotated[date | None, Figure("date", "结束日期")]
    treated: Rate
    control: Rate
    lift: Annotated[float | None, Figure("fraction", "相对对照组的提升")]
    lift_low: Annotated[float | None, Figure("fraction", "提升的95%区间下限")]
    lift_high: Annotated[float | None, Figure("fraction", "提升的95%区间上限")]
    verdict: Literal["better", "worse", "unclear", "no_control"]
    refused: Annotated[int, Figure("count", "拒绝人次")]
    engaged: Annotated[int, Figure("count", "打开、点击或接通人次")]
    amount: Annotated[float, Figure("yuan", "成交金额")]
    text: str


@dataclass(frozen=True)
class CampaignReport:
    """The results, best lower bound of the lift first, and all of them together."""

    facts_root: ClassVar[str] = "campaigns"
    facts_source: ClassVar[str] = "contacts"

    by: str
    results: tuple[CampaignResult, ...]
    overall: CampaignResult | None
    notes: tuple[str, ...]


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
    return CampaignReport(query.by, tuple(results), overall, tuple(notes))


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

    def build() -> Any:
        rows = view.aggregate("contacts")
        rows = rows.filter(rows.campaign_id.notnull())
        return rows.group_by("campaign_id", "channel", "content_id", "treated").aggregate(
            size=rows.count(),
            converted=(rows.outcome == "converted").sum().fill_null(0),
            refused=(rows.outcome == "refused").sum().fill_null(0),
            engaged=rows.outcome.isin(["opened", "clicked", "answered"]).sum().fill_null(0),
            amount=rows.converted_amount.sum(),
        )

    return view.rows(_Stratum, "campaign strata", build)


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
