"""What is said of groups of customers: sizes, chances, changes, contacts, each figure a fact."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from tools.facts import Figure

TOP_SHARE = 0.1
"""How much of the bank's ranking counts as its top."""


@dataclass(frozen=True)
class Likely:
    """What a model says of a group: mean calibrated probability, expected number, and how many are
    in the bank's ``top_share``.
    """

    scored: Annotated[int, Figure("people", "模型评分的客户数")]
    probability: Annotated[float, Figure("fraction", "平均概率")]
    times: Annotated[float, Figure("times", "相对平均水平的倍数")]
    expected: Annotated[int, Figure("people", "预计人数")]
    top: Annotated[int, Figure("people", "排名靠前的客户数")]


@dataclass(frozen=True)
class Change:
    """Balances now and before, in yuan; ``rate`` None where there was nothing before."""

    now: Annotated[float, Figure("yuan", "现在的余额")]
    before: Annotated[float, Figure("yuan", "以前的余额")]
    amount: Annotated[float, Figure("yuan", "变化额")]
    size: Annotated[float, Figure("yuan", "变化额（绝对值）")]
    rate: Annotated[float | None, Figure("fraction", "变化率")]
    rose: bool


@dataclass(frozen=True)
class Reached:
    """Contacts with a group, and what came of them; ``lift`` is treated minus control within
    campaigns and channels, with its 95 % interval, None without control.
    """

    contacts: Annotated[int, Figure("count", "联系人次")]
    conversions: Annotated[int, Figure("count", "成交人次")]
    rate: Annotated[float | None, Figure("fraction", "成交率")]
    amount: Annotated[float, Figure("yuan", "成交金额")]
    lift: Annotated[float | None, Figure("fraction", "相对对照组的提升")]
    low: Annotated[float | None, Figure("fraction", "提升的95%区间下限")]
    high: Annotated[float | None, Figure("fraction", "提升的95%区间上限")]


@dataclass(frozen=True)
class Group:
    """One group. ``share`` and ``aum_share`` are of all the asker's customers."""

    key: str
    name: Annotated[str, Figure("text", "人群")]
    customers: Annotated[int, Figure("people", "客户数")]
    share: Annotated[float, Figure("fraction", "客户数占比")]
    aum: Annotated[float, Figure("yuan", "资产合计")]
    aum_share: Annotated[float, Figure("fraction", "资产占比")]
    average: Annotated[float, Figure("yuan", "户均资产")]
    due: Annotated[float | None, Figure("yuan", "到期金额")] = None
    likely: Likely | None = None
    change: Change | None = None
    reached: Reached | None = None


@dataclass(frozen=True)
class Section:
    """The groups of one axis. ``highest`` and ``most`` are those to name first, ``lowest`` the
    other end, ``spotlit`` the one that was asked about; None where no group is large enough, or
    none was. ``alike``: they hardly differ.
    """

    axis: str
    title: str
    groups: tuple[Group, ...]
    highest: Group | None
    lowest: Group | None
    most: Group | None
    least: Group | None
    spotlit: Group | None
    alike: bool
    left: Annotated[int, Figure("count", "没有列出的组数")]
    overlapping: bool


@dataclass(frozen=True)
class SegmentReport:
    """What was asked of the groups, all of them together first; ``why`` where no model answers;
    ``asks`` are what may be asked next.
    """

    facts_root: ClassVar[str] = "segments"
    facts_source: ClassVar[str] = "prospects"

    measure: str
    whom: str
    narrowed: bool
    overall: Group
    sections: tuple[Section, ...]
    population: Annotated[int, Figure("people", "名下客户数")]
    population_aum: Annotated[float, Figure("yuan", "名下资产")]
    as_of: Annotated[date, Figure("date", "数据日期")]
    notes: tuple[str, ...]
    event: Annotated[str, Figure("text", "事件")] = ""
    horizon_days: Annotated[int | None, Figure("days", "模型期限")] = None
    top_share: Annotated[float, Figure("fraction", "排名靠前的比例")] = TOP_SHARE
    before_on: Annotated[date | None, Figure("date", "比较的日期")] = None
    of: str = ""
    since: Annotated[date | None, Figure("date", "起始日期")] = None
    until: Annotated[date | None, Figure("date", "截止日期")] = None
    why: str = ""
    asks: tuple[str, ...] = ()
