"""What is said of campaigns: rates with their intervals, lift on control, and what it came to."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from tools.facts import Figure


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
    extra: "Extra | None" = None


@dataclass(frozen=True)
class Extra:
    """Conversions that the contacts caused: the lift times those who were contacted, with its 95 %
    interval; ``amount`` is that at the mean amount of a conversion, None where amounts are missing.
    """

    contacts: Annotated[int, Figure("count", "有对照组的联系人次")]
    count: Annotated[int, Figure("count", "净增成交")]
    low: Annotated[int, Figure("count", "净增成交的下限")]
    high: Annotated[int, Figure("count", "净增成交的上限")]
    average: Annotated[float | None, Figure("yuan", "平均每笔成交金额")]
    amount: Annotated[float | None, Figure("yuan", "净增成交金额")]
    sure: Literal["more", "fewer", "unclear"]


@dataclass(frozen=True)
class CampaignReport:
    """The results, best lower bound of the lift first, and all of them together."""

    facts_root: ClassVar[str] = "campaigns"
    facts_source: ClassVar[str] = "contacts"

    by: str
    results: tuple[CampaignResult, ...]
    overall: CampaignResult | None
    notes: tuple[str, ...]
    whom: str = ""
    focus: str = "overview"
    since: Annotated[date | None, Figure("date", "起始日期")] = None
    until: Annotated[date | None, Figure("date", "截止日期")] = None
    worst: CampaignResult | None = None
    ahead: "Ahead | None" = None


@dataclass(frozen=True)
class Ahead:
    """The version or channel that did best against the next one, directly: their difference in
    conversion and its 95 % interval; ``sure`` where it is no chance.
    """

    first: Annotated[str, Figure("text", "名称")]
    second: Annotated[str, Figure("text", "名称")]
    difference: Annotated[float, Figure("fraction", "成交率之差")]
    low: Annotated[float, Figure("fraction", "差的95%区间下限")]
    high: Annotated[float, Figure("fraction", "差的95%区间上限")]
    sure: bool
