"""What customers complain of and who waits for a person: counted, with nobody named.

Two sources, kept apart: the bank's own service records, where it gave them, and what was said to
this assistant.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import Field

from home.clock import SHANGHAI, business_day
from prompts.messages import knows, say
from tools.arguments import Arguments
from tools.customers import persons
from tools.facts import Figure
from tools.handoffs import DAYS, Waiting, waiting
from tools.ledger.handoffs import Handoff
from tools.segment_axes import names_of
from tools.store import Parameter, parameter
from tools.tiers_and_branches import branch_named, branches_below

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox

Asked = TypeVar("Asked", Waiting, Handoff)
MOST_GROUPS = 8
_COMPLAINT = "complaint"


class RequestsQuery(Arguments):
    """Of which days, of which branch, and grouped by what."""

    since: date | None = Field(
        default=None, description="从哪天起，默认本月1日", examples=["2026-09-01"]
    )
    until: date | None = Field(
        default=None, description="到哪天（含），默认今天", examples=["2026-09-30"]
    )
    branch: str | None = Field(
        default=None, description="只看这家机构，名称或编号", examples=["浦东支行"]
    )
    by: Literal["theme", "branch"] = Field(
        default="theme", description="按投诉内容还是支行分组", examples=["theme"]
    )
    focus: Literal["complaints", "waiting"] = Field(
        default="complaints", description="先说投诉，还是先说等人工联系的", examples=["waiting"]
    )


@dataclass(frozen=True)
class Complaints:
    """One theme or branch of complaints, and its share of all."""

    name: Annotated[str, Figure("text", "投诉分类")]
    count: Annotated[int, Figure("count", "投诉件数")]
    share: Annotated[float, Figure("fraction", "占比")]


@dataclass(frozen=True)
class Recorded:
    """The bank's service records of the days, and as many days before."""

    count: Annotated[int, Figure("count", "投诉件数")]
    before: Annotated[int | None, Figure("count", "上一段同样天数的投诉件数")]
    more: Annotated[int | None, Figure("count", "变化（绝对值）")]
    groups: tuple[Complaints, ...]
    left: Annotated[int, Figure("count", "其余的件数")]


@dataclass(frozen=True)
class Told:
    """One kind of request that customers made to this assistant."""

    kind: str
    title: str
    count: Annotated[int, Figure("count", "件数")]
    open: Annotated[int, Figure("count", "还在等的件数")]
    closed: Annotated[int, Figure("count", "已联系的件数")]


@dataclass(frozen=True)
class RequestsReport:
    """Complaints by the bank's records (None where it gave none), and what was told to this
    assistant. ``waiting`` counts who waits now, whenever they asked within the last month.
    """

    facts_root: ClassVar[str] = "requests"
    facts_source: ClassVar[str] = "service_requests"

    since: Annotated[date, Figure("date", "起始日期")]
    until: Annotated[date, Figure("date", "截止日期")]
    whom: str
    focus: str
    by: str
    recorded: Recorded | None
    told: tuple[Told, ...]
    told_complaints: Annotated[int, Figure("count", "对本助手提出的投诉")]
    waiting: Annotated[int, Figure("people", "等人工联系的客户")]
    oldest_at: Annotated[datetime | None, Figure("datetime", "最早提出时间")]
    oldest_days: Annotated[int | None, Figure("days", "已等天数")]
    waiting_days: Annotated[int, Figure("days", "等候名单的天数")]
    notes: tuple[str, ...]


def requests_report(toolbox: "Toolbox", scope: "Scope", query: RequestsQuery) -> RequestsReport:
    """Complaints and requests of the asker's customers, counted.

    Raises:
        BadInput: a branch that does not exist.
    """
    today = business_day(toolbox.now)
    until = min(query.until or today, today)
    since = query.since or until.replace(day=1)
    with toolbox.pinned():
        below = branches_below(toolbox.store, query.branch) if query.branch else None
        waits = _of_branch(toolbox, scope, waiting(toolbox, toolbox.view(scope)), below)
        told = _told(toolbox, scope, since, until, waits, below)
        oldest = min((one.at for one in waits), default=None)
        return RequestsReport(
            since=since,
            until=until,
            whom=branch_named(toolbox.store, query.branch) if query.branch else "",
            focus=query.focus,
            by=query.by,
            recorded=_recorded(toolbox, scope, query, since, until, below),
            told=told,
            told_complaints=sum(one.count for one in told if one.kind == _COMPLAINT),
            waiting=len({one.customer_id for one in waits}),
            oldest_at=oldest,
            oldest_days=(today - oldest.astimezone(SHANGHAI).date()).days if oldest else None,
            waiting_days=DAYS,
            notes=(say("requests.themes"),) if query.by == "theme" else (),
        )


@dataclass(frozen=True)
class _Row:
    at: datetime
    text: str | None
    branch_id: str | None


def _recorded(
    toolbox: "Toolbox",
    scope: "Scope",
    query: RequestsQuery,
    since: date,
    until: date,
    below: list[str] | None,
) -> Recorded | None:
    if not toolbox.store.has("service_requests"):
        return None
    span = timedelta(days=(until - since).days + 1)
    earlier, rows = since - span, _complaints(toolbox, scope, since - span, until, below)
    now = [one for one in rows if one.at.astimezone(SHANGHAI).date() >= since]
    names = names_of(toolbox, scope, "branch")
    counts = Counter(
        theme_of(one.text or "") if query.by == "theme" else names.get(one.branch_id or "", "—")
        for one in now
    )
    groups = [Complaints(name, count, count / len(now)) for name, count in counts.most_common()]
    before = len(rows) - len(now) if _covers(toolbox, earlier) else None
    return Recorded(
        count=len(now),
        before=before,
        more=None if before is None else abs(len(now) - before),
        groups=tuple(groups[:MOST_GROUPS]),
        left=sum(one.count for one in groups[MOST_GROUPS:]),
    )


@dataclass(frozen=True)
class _First:
    at: datetime | None


def _covers(toolbox: "Toolbox", day: date) -> bool:
    """Whether the bank's records reach back to a day."""
    store = toolbox.store

    def build() -> Any:
        rows = store.table("service_requests")
        return rows.aggregate(at=rows["at"].min())

    (found,) = store.rows(_First, "first service request", build)
    return found.at is not None and found.at.astimezone(SHANGHAI).date() <= day


def _complaints(
    toolbox: "Toolbox", scope: "Scope", since: date, until: date, below: list[str] | None
) -> list[_Row]:
    view = toolbox.view(scope)

    def build() -> Any:
        rows = view.table("service_requests")
        on = (rows["at"].epoch_seconds() + 8 * 3600).as_timestamp("s").date()
        within = (on >= parameter("since", "date")) & (on <= parameter("until", "date"))
        rows = rows.filter(within & (rows.kind == _COMPLAINT))
        people = view.customers()
        if below is not None:
            branches = parameter("branches", "array<string>")
            people = people.filter(branches.contains(people.branch_id))
        rows = rows.inner_join(people.select("customer_id", "branch_id"), "customer_id")
        return rows.select("at", "text", "branch_id")

    given: dict[str, Parameter] = {"since": since, "until": until}
    if below is not None:
        given["branches"] = below
    return view.rows(_Row, ("complaints", below is None), build, **given)


_THEMES = (
    ("selling", re.compile(r"没有?讲清|没说清|误导|夸大|当时介绍|承诺|不一样|亏损|收益")),
    ("disturbing", re.compile(r"营销电话|骚扰|太多|还在打|短信轰炸|推销")),
    ("fees", re.compile(r"年费|手续费|服务费|扣(?:了|费|款)|收费|利息")),
    ("app", re.compile(r"手机银行|App|APP|闪退|登录|转账|系统|卡顿|验证码")),
    ("branch", re.compile(r"网点|排队|柜台|窗口|大堂|等了")),
    ("manager", re.compile(r"客户经理|没人(?:联系|管|理)|态度|换了")),
    ("card", re.compile(r"信用卡|卡片|额度|账单")),
)


def theme_of(text: str) -> str:
    """What a complaint is about, by its words; its own words are not handed on."""
    found = next((name for name, words in _THEMES if words.search(text)), "other")
    return say(f"requests.theme_{found}")


def _told(
    toolbox: "Toolbox",
    scope: "Scope",
    since: date,
    until: date,
    waits: list[Waiting],
    below: list[str] | None,
) -> tuple[Told, ...]:
    start = datetime.combine(since, time.min, SHANGHAI)
    asked = toolbox.ledger.handoffs.since(start)
    within = [one for one in asked if one.at.astimezone(SHANGHAI).date() <= until]
    mine = _of_branch(toolbox, scope, within, below)
    open_now = {
        (one.customer_id, one.reason if knows(f"requests.kind_{one.reason}") else "person")
        for one in waits
    }
    kinds: dict[str, set[str]] = {}
    for one in mine:  # asked twice, counted once
        kind = one.reason if knows(f"requests.kind_{one.reason}") else "person"
        kinds.setdefault(kind, set()).add(one.customer_id)
    return tuple(
        Told(
            kind=kind,
            title=say(f"requests.kind_{kind}"),
            count=len(people),
            open=(still := sum((one, kind) in open_now for one in people)),
            closed=len(people) - still,
        )
        for kind, people in sorted(kinds.items(), key=lambda item: -len(item[1]))
    )


def _of_branch(
    toolbox: "Toolbox", scope: "Scope", found: Sequence[Asked], below: list[str] | None
) -> list[Asked]:
    """Those of the asker's customers, and of the branch that is asked about."""
    if not found:
        return []
    ids = list(dict.fromkeys(one.customer_id for one in found))
    people = persons(toolbox.view(scope), ids)
    kept = {key for key, one in people.items() if below is None or (one.branch_id or "") in below}
    return [one for one in found if one.customer_id in kept]
