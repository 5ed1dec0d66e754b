"""What is known around a text that is to be checked: whom it is for, about what, over which way."""

import re
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

CHANNELS = {
    "sms": "sms", "短信": "sms", "push": "push", "wecom": "wecom", "企微": "wecom", "企业微信": "wecom",
    "微信": "wecom", "moments": "moments", "朋友圈": "moments", "app_banner": "app_banner", "banner": "app_banner",
    "outbound_call": "outbound_call", "call": "outbound_call", "外呼": "outbound_call", "电话": "outbound_call",
    "email": "email", "邮件": "email", "poster": "poster", "海报": "poster", "website": "website", "官网": "website",
    "live": "live", "直播": "live", "short_video": "short_video", "短视频": "short_video", "chat": "chat",
}  # fmt: skip
PUBLIC = frozenset({"moments", "app_banner", "poster", "website", "live", "short_video"})
"""Channels that anyone may see."""
OUTBOUND = frozenset({"sms", "push", "wecom", "outbound_call", "email"})
"""Channels that reach one person, and need that person's consent."""
CATEGORIES = {
    "理财": "wealth", "理财产品": "wealth", "银行理财": "wealth", "基金": "fund", "公募基金": "fund", "保险": "insurance",
    "存款": "deposit", "大额存单": "deposit", "large_deposit": "deposit", "信用卡": "credit_card", "card": "credit_card",
    "贷款": "loan", "黄金": "gold", "养老金": "pension", "养老": "pension", "外汇": "forex", "债券": "bond", "国债": "treasury",
    "government_bond": "treasury", "treasury_bond": "treasury", "私募": "private", "私募基金": "private",
    "private_fund": "private", "信托": "private", "trust": "private", "funds": "fund",
}  # fmt: skip
_LEVEL_WORDS = (
    ("中低", 2), ("中高", 4), ("稳健", 2), ("谨慎", 1), ("保守", 1), ("平衡", 3), ("成长", 4),
    ("进取", 5), ("激进", 5), ("低", 1), ("中", 3), ("高", 5),
)  # fmt: skip


def _level(value: object) -> int | None:
    """1 to 5 of R3, C3, "R3（中风险）", 3, 稳健型; None stays None."""
    if value is None or value == "":
        return None
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 5:
        return value
    if isinstance(value, str):
        found = re.search(r"[1-5]", value)
        if found:
            return int(found.group())
        for word, level in _LEVEL_WORDS:
            if word in value:
                return level
    raise ValueError("must be a level from 1 to 5, such as R3 or C3")


def _named(names: dict[str, str]) -> BeforeValidator:
    def read(value: object) -> object:
        if isinstance(value, str):
            key = value.strip().lower()
            return names.get(key, key) or None
        return value

    return BeforeValidator(read)


Level = Annotated[int | None, BeforeValidator(_level)]


class Customer(BaseModel):
    """The customer that a text is for; what other programs add is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    risk_level: Level = None
    age: int | None = Field(default=None, ge=0, le=150)
    assessed_on: date | None = None
    expires_on: date | None = Field(default=None, alias="risk_expires_on")
    assessment_expired: bool = False
    qualified_investor: bool | None = None
    contacts_today: int | None = Field(default=None, alias="calls_today", ge=0)
    contacts_7d: int | None = Field(default=None, alias="calls_7d", ge=0)
    refused: bool = False


_NO_INVESTMENT = frozenset({"deposit", "credit_card", "instalment", "loan"})


class Product(BaseModel):
    """The product that a text offers; what other programs add is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str | None = None
    risk_level: Level = None
    risk_level_issuer: Level = None
    risk_level_seller: Level = None
    category: Annotated[str | None, _named(CATEGORIES)] = None
    private: bool = False
    agency: bool = False
    """Sold for another institution that issues and manages it (代销)."""
    issuer: str | None = None
    benchmark_basis: str | None = None

    @property
    def strictest(self) -> int | None:
        """The stricter of the issuer's and the seller's rating (孰高)."""
        levels = (self.risk_level, self.risk_level_issuer, self.risk_level_seller)
        return max((level for level in levels if level is not None), default=None)

    @property
    def needs_assessment(self) -> bool:
        """Whether it may be sold on a valid assessment alone. An ordinary deposit, a card and a
        loan are no investment products (适当性办法 2); a structured deposit rated R2 is one.
        """
        return self.category not in _NO_INVESTMENT or (self.strictest or 1) > 1


class Fact(BaseModel):
    """A figure or statement that a text may rely on."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: Annotated[
        str, BeforeValidator(lambda value: str(value) if isinstance(value, int) else value)
    ]
    value: bool | int | float | str
    unit: str | None = None


class CheckContext(BaseModel):
    """Everything that the rules may look at besides the text itself."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    customer: Customer | None = None
    product: Product | None = None
    channel: Annotated[str | None, _named(CHANNELS)] = None
    audience: str | None = None
    consent: bool | None = None
    speaker: Literal["ai", "human"] | None = None
    facts: tuple[Fact, ...] | None = None
    complete: bool = False
    on: date | None = Field(default=None, alias="date")
    """The day on which the text goes out; rules not yet, or no longer, in force are passed over."""
    at: datetime | None = None
    """The moment of sending, Asia/Shanghai where it carries no zone."""

    @property
    def category(self) -> str:
        """The product's category, or an empty string."""
        return (self.product.category if self.product else None) or ""
