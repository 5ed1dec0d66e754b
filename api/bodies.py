"""What programs send with a write: a tool's arguments but for those that stand in the path."""

from typing import Literal

from pydantic import Field

from tools.arguments import Arguments, Channel, Outcome
from tools.drafts import LONGEST
from tools.outreach.queueing import MOST_RECIPIENTS


class Report(Arguments):
    """What came of a contact with the customer of the path."""

    outcome: Outcome = Field(
        description="结果；refused 表示客户不希望再被联系，之后不再触达", examples=["interested"]
    )
    channel: Channel | None = Field(default=None, description="渠道", examples=["outbound_call"])
    product_id: str | None = Field(default=None, max_length=64, description="谈到的产品")
    amount: float | None = Field(
        default=None, ge=0, allow_inf_nan=False, description="成交或意向金额（元）"
    )
    note: str | None = Field(default=None, max_length=500, description="备注，原话即可")


class Refusal(Arguments):
    """What the customer of the path no longer wants."""

    channel: Channel | None = Field(
        default=None, description="只停这个渠道；不填停止全部", examples=["sms"]
    )
    purpose: Literal["marketing", "profiling"] = Field(
        default="marketing", description="marketing 停止营销联系；profiling 不再画像"
    )


class Submission(Arguments):
    """For whom a text is to be released, and why."""

    recipients: list[str] = Field(
        default_factory=list,
        max_length=MOST_RECIPIENTS,
        description="收件客户编号",
        examples=[["C0000123"]],
    )
    reason: str = Field(default="", max_length=500, description="送审说明")


class Approval(Arguments):
    """A checker's yes."""

    reason: str = Field(min_length=1, max_length=500, description="理由", examples=["内容属实"])
    evidence: str | None = Field(default=None, max_length=500, description="证据：文件编号、出处")


class Edit(Arguments):
    """Other words, and why; they are checked, and wait in their turn."""

    body: str = Field(min_length=1, max_length=LONGEST, description="改后的全文")
    title: str | None = Field(default=None, max_length=200, description="改后的标题")
    reason: str = Field(
        min_length=1, max_length=500, description="为什么这样改", examples=["补上风险提示"]
    )


class Reason(Arguments):
    """Why."""

    reason: str = Field(min_length=1, max_length=500, description="理由", examples=["表述不清"])


class Settlement(Reason):
    """What a person found out about a message whose fate is unknown."""

    outcome: Literal["sent", "not_sent"] = Field(description="对方是否收到", examples=["sent"])
