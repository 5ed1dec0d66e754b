"""An A/B test of a text: who gets which version, and who is kept back to compare with.

Assignment is a hash of campaign and customer: the same customer is in the same arm however often
the segment is drawn, on whichever machine, and independent of everything the models know.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pydantic import Field

from agents.composition import copywriter
from agents.composition.copywriter import CopyRequest, Message, Tone
from home.errors import BadInput
from tools.arguments import Arguments
from tools.campaign_report import CampaignReport
from tools.catalogue import call
from tools.ledger.canonical import Json

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox

MOST_ARMS = 4
_LETTERS = "ABCD"
CONTROL = ""
"""Stands for the arm of those who are kept back."""


class TrialWish(Arguments):
    """What is tried: a version for each tone, and a share of customers that get none."""

    campaign_id: str = Field(
        pattern=r"^[A-Za-z0-9_-]{1,30}$", description="活动编号", examples=["K31"]
    )
    tones: list[Tone | None] = Field(
        min_length=1, max_length=MOST_ARMS, description="每个版本的语气；不填为平常"
    )
    control_share: float = Field(
        default=0.1, ge=0, le=0.5, description="对照组占比：符合条件而不触达", examples=[0.1]
    )

    def arm_of(self, customer_id: str) -> str:
        """The letter of the customer's version, or ``CONTROL``."""
        digest = hashlib.sha256(f"{self.campaign_id}/{customer_id}".encode()).digest()
        place = int.from_bytes(digest[:8], "big") / 2**64
        if place < self.control_share:
            return CONTROL
        rest = (place - self.control_share) / (1 - self.control_share)
        return _LETTERS[min(int(rest * len(self.tones)), len(self.tones) - 1)]

    def content_id(self, letter: str) -> str:
        """The version's number, as contacts name it (``contacts.content_id``)."""
        return f"{self.campaign_id}-{letter}"

    @property
    def letters(self) -> tuple[str, ...]:
        """The versions."""
        return tuple(_LETTERS[: len(self.tones)])


@dataclass(frozen=True)
class Arm:
    """One version: its tone, and whom it goes to."""

    letter: str
    content_id: str
    tone: str | None
    customers: tuple[str, ...]


@dataclass(frozen=True)
class Trial:
    """Who gets which version, and who is kept back; ``record`` is its number in the chain."""

    campaign_id: str
    control_share: float
    arms: tuple[Arm, ...]
    control: tuple[str, ...]
    record: int

    @property
    def versions(self) -> dict[str, Arm]:
        """The version of each customer who gets one."""
        return {customer_id: arm for arm in self.arms for customer_id in arm.customers}


class UsedCampaign(BadInput):
    """Contacts of a campaign of that number are known already: another would be mixed with it."""


def assign(
    toolbox: "Toolbox", scope: "Scope", wish: TrialWish, customers: Sequence[str], product_id: str
) -> Trial:
    """Assign those who may be written to, and record it before anything is written.

    Raises:
        UsedCampaign: the campaign has contacts already.
    """
    query = {"campaign_id": wish.campaign_id}
    known: CampaignReport = call(toolbox, scope, "campaign_result", query)  # type: ignore[assignment]
    if known.results:
        raise UsedCampaign(f"campaign_id must be a new one, got {wish.campaign_id!r}")
    found = {one: wish.arm_of(one) for one in customers}
    arms = tuple(
        Arm(
            letter,
            wish.content_id(letter),
            wish.tones[place],
            tuple(one for one, arm in found.items() if arm == letter),
        )
        for place, letter in enumerate(wish.letters)
    )
    control = tuple(one for one, arm in found.items() if arm == CONTROL)
    versions: dict[str, Json] = {arm.content_id: list(arm.customers) for arm in arms}
    said: dict[str, Json] = {
        "by": str(scope),
        "campaign": wish.campaign_id,
        "product_id": product_id,
        "versions": versions,
        "control": list(control),
    }
    record = toolbox.ledger.append("trial_assigned", said)
    return Trial(wish.campaign_id, wish.control_share, arms, control, record.seq)


def written(request: CopyRequest, wish: TrialWish, letter: str) -> Message:
    """The text of one version: its readers get the same phrases as far as they fit them, and none
    that another version before it has.
    """
    heard: set[str] = set()
    for other in wish.letters:
        tone = wish.tones[_LETTERS.index(other)]
        own = replace(request, tone=tone, customer_id=wish.content_id(other))
        message = copywriter.write(own, heard=frozenset(heard))
        if other == letter:
            return message
        heard.update(message.phrases)
    raise ValueError(f"a version must be one of {wish.letters}, got {letter!r}")
