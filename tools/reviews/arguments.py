"""What the tools of the review queue are asked with."""

from typing import ClassVar, Literal

from pydantic import Field

from tools.arguments import Arguments, Channel
from tools.drafts import LONGEST

MOST_RECIPIENTS = 100_000


class Submission(Arguments):
    """A text of one's own that a checker is to release."""

    text_id: str = Field(description="内容编号", examples=["T0123456789AB"])
    recipients: list[str] = Field(
        default_factory=list,
        max_length=MOST_RECIPIENTS,
        description="收件客户编号；写给一位客户的文案不用填，公开发布的留空",
    )
    reason: str = Field(default="", max_length=500, description="送审说明")


class QueueQuery(Arguments):
    """Which requests to list."""

    state: Literal["waiting", "approved", "rejected", "edited", "all"] = Field(
        default="waiting", description="状态"
    )
    channel: Channel | None = Field(default=None, description="只看这个渠道", examples=["sms"])
    review_id: str | None = Field(
        default=None, description="只看这一条", examples=["R0123456789AB"]
    )


class Approval(Arguments):
    """A checker's yes."""

    review_id: str = Field(description="送审编号", examples=["R0123456789AB"])
    reason: str = Field(min_length=1, max_length=500, description="通过的理由")
    evidence: str | None = Field(
        default=None, max_length=500, description="证据：文件编号、出处；需证据的文案必填"
    )


class Edit(Arguments):
    """Other words in place of those that wait: another text, which another checker must release."""

    material: ClassVar[frozenset[str]] = frozenset({"body", "title"})
    review_id: str = Field(description="送审编号", examples=["R0123456789AB"])
    body: str = Field(min_length=1, max_length=LONGEST, description="改后的全文")
    title: str | None = Field(default=None, max_length=200, description="改后的标题")
    reason: str = Field(min_length=1, max_length=500, description="为什么这样改")


class Rejection(Arguments):
    """A checker's no."""

    review_id: str = Field(description="送审编号", examples=["R0123456789AB"])
    reason: str = Field(min_length=1, max_length=500, description="退回的理由")
