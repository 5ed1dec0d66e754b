"""What a search for whom an event concerns asks for and gives: types alone."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field

from tools.arguments import Arguments
from tools.contact_policy import Contact
from tools.event_effects import Effect
from tools.exposures import Link
from tools.facts import INLINE, Figure
from tools.lead_words import Action
from tools.market_news import NewsItem

Status: TypeAlias = Literal["found", "no_theme", "no_effect", "denied", "nobody"]


class LeadsQuery(Arguments):
    """Which event."""

    topic: str = Field(
        min_length=1, max_length=500, description="主题或一句消息", examples=["降准"]
    )
    said: str | None = Field(
        default=None, max_length=2000, description="提问原话，说明涨跌方向", examples=["金价大跌"]
    )
    top_k: int = Field(default=10, ge=1, le=50, description="要几位客户", examples=[10])


@dataclass(frozen=True)
class Lead:
    """One customer: effect -> product -> holding -> score -> permission; the event's news stands
    once, in `EventLeads`.

    ``link`` says how the news reaches them: they hold an affected product, have money that falls
    due or a loan, lately looked for it, or are likely to buy what benefits. ``product_*`` is that
    product, ``offer_*`` what may be talked about with them; nothing where the news is bad for what
    they hold (``action`` reassure). ``expected`` is probability x amount, by which they are
    ordered.
    """

    facts_source: ClassVar[str] = "positions"

    rank: Annotated[int, Figure("rank", "名次")]
    customer_id: Annotated[str, Figure("id", "客户编号")]
    name: Annotated[str, Figure("name", "客户姓名")]
    why: Annotated[str, Figure("text", "原因")]
    link: Link
    category: str
    sign: int
    document: str | None
    product_id: Annotated[str | None, Figure("id", "关联产品编号", "products")]
    product_name: Annotated[str | None, Figure("name", "关联产品", "products")]
    amount: Annotated[float | None, Figure("yuan", "持有或到期金额")]
    matures_on: Annotated[date | None, Figure("date", "到期日")]
    views: Annotated[int, Figure("count", "近30天浏览与搜索次数", "app_events")]
    model: str | None
    probability: Annotated[float | None, Figure("fraction", "概率", "scores")]
    lift: Annotated[float | None, Figure("times", "相对平均水平的倍数", "scores")]
    expected: Annotated[float | None, Figure("yuan", "概率乘金额", "scores")]
    action: Action
    action_say: str
    offer_product_id: Annotated[str | None, Figure("id", "可谈产品编号", "products")]
    offer_product_name: Annotated[str | None, Figure("name", "可谈产品", "products")]
    offer_why_none: str
    contact: Contact


@dataclass(frozen=True)
class Excluded:
    """How many customers the news concerns whom nobody may contact now, by rule; counted among
    the `exposures.MOST` who stand first.
    """

    rule: str
    why: str
    count: Annotated[int, Figure("people", "不可联系的客户数")]


@dataclass(frozen=True)
class AffectedProduct:
    """A product of the shelf that the event touches, through its category and themes."""

    facts_source: ClassVar[str] = "products"

    product_id: Annotated[str, Figure("id", "产品编号")]
    name: Annotated[str, Figure("name", "产品名称")]
    category: str
    sign: int


@dataclass(frozen=True)
class EventLeads:
    """The chain and the customers at its end, most worth a call first.

    ``moves`` says how the theme goes (走低, 加息); ``order_say`` why the order is not that of the
    probability alone.
    """

    facts_root: ClassVar[str] = "leads"
    facts_source: ClassVar[str] = "event_leads"

    items: Annotated[tuple[Lead, ...], INLINE]
    status: Status
    topic: str
    theme: str | None
    direction: str | None
    moves: str
    kind: str | None
    standing: str
    news: tuple[NewsItem, ...]
    effects: tuple[Effect, ...]
    products: tuple[AffectedProduct, ...]
    concerned: Annotated[int, Figure("people", "有关联的客户数")]
    excluded: tuple[Excluded, ...]
    as_of: Annotated[date, Figure("date", "数据日期")]
    order_say: str
    notes: tuple[str, ...]
