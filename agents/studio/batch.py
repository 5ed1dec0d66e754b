"""One message for a segment: a text for each member whom the rules allow, reasons for the rest."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import Field

from agents.composition import copywriter
from agents.composition.copywriter import CopyRequest, Message, Tone
from agents.composition.messages import recipient_of
from agents.studio.trials import Trial, TrialWish, assign, written
from agents.studio.variants import Job, judged, request_of, sender_of
from home.clock import business_day
from tools.arguments import Arguments
from tools.customers import persons
from tools.drafts import BLOCKING, OFFICE
from tools.ledger import texts
from tools.ledger.texts import Text
from tools.prospect_query import ProspectQuery
from tools.segments import MOST, segment
from tools.shelf import ProductSheet

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox

_DAY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
AT_ONCE = 50
"""Texts of one transaction: often enough to show progress, seldom enough to be quick."""


class BatchWish(Arguments):
    """What is to be written, and to whom; the channel is the segment's."""

    segment: ProspectQuery = Field(description="客群条件与渠道")
    product_id: str = Field(description="产品", examples=["P003"])
    size: int = Field(default=100, ge=1, le=MOST, description="最多写给多少位", examples=[100])
    tone: Tone | None = Field(default=None, description="语气")
    trial: TrialWish | None = Field(
        default=None, description="A/B测试：版本、对照组占比、活动编号；各版本的语气在里面"
    )


@dataclass(frozen=True)
class Blocked:
    """One member whom nothing was written for, and the rule in words. The name as the asker sees
    it.
    """

    customer_id: str
    name: str
    why: str


@dataclass(frozen=True)
class Batch:
    """What was made: texts that passed, those held by a rule, and members left out. In a trial who
    is kept back to compare with is not among these. ``key`` is what it was asked for under.
    """

    sheet: ProductSheet
    title: str
    matching: int
    texts: tuple[Text, ...]
    held: tuple[Text, ...]
    blocked: tuple[Blocked, ...]
    key: str
    stopped: bool = False
    trial: Trial | None = None

    @property
    def reasons(self) -> tuple[tuple[str, int], ...]:
        """Why members were left out, the commonest first; days differ between members, and are
        left to the list of them.
        """
        return tuple(Counter(_DAY.sub("此前", one.why) for one in self.blocked).most_common())


def write_batch(
    toolbox: "Toolbox",
    scope: "Scope",
    wish: BatchWish,
    *,
    key: str,
    progress: Callable[[int, int], None] = lambda done, of: None,
    stop: Callable[[], bool] = lambda: False,
) -> Batch:
    """Write, judge and keep a text for each member; ``progress`` is told how many of how many.

    Stopped in between, what was written so far is kept and returned.

    Raises:
        RefusedByPolicy, BadInput, NotFound: as `segment`.
        UsedCampaign: the trial's campaign has contacts already.
        NotReady: this process has no rules to judge by.
    """
    found = segment(toolbox, scope, wish.segment, wish.product_id, wish.size)
    channel, on = str(wish.segment.channel), business_day(toolbox.now)
    told = [one for one in found.members if not one.why_not]
    trial = None
    if wish.trial is not None:
        eligible = [one.person.customer_id for one in told]
        trial = assign(toolbox, scope, wish.trial, eligible, wish.product_id)
        told = [one for one in told if one.person.customer_id not in trial.control]
    # A marketer sees names masked; who reads the message is addressed by their own.
    names = persons(toolbox.view(OFFICE), [one.person.customer_id for one in told])
    sent_by = sender_of(toolbox, scope)
    passed: list[Text] = []
    held: list[Text] = []
    stopped = False
    for start in range(0, len(told), AT_ONCE):
        progress(start, len(told))
        if stop():
            stopped = True
            break
        made = []
        for one in told[start : start + AT_ONCE]:
            who = names[one.person.customer_id]
            recipient = recipient_of(who, on, consent=True, personalised=one.personalised)
            job = Job(scope, found.sheet, sent_by, recipient, f"{key}/{who.customer_id}")
            request = request_of(toolbox, job, channel, wish.tone)
            made.append(judged(toolbox, _message(request, wish, who.customer_id), request, job))
        with toolbox.ledger.writing() as writing:
            for text in made:
                texts.add(writing, text)
        passed += [text for text in made if text.verdict not in BLOCKING]
        held += [text for text in made if text.verdict in BLOCKING]
    progress(len(passed) + len(held), len(told))
    blocked = [
        Blocked(one.person.customer_id, one.person.name, one.why_not)
        for one in found.members
        if one.why_not
    ]
    return Batch(
        found.sheet,
        found.title,
        found.matching,
        tuple(passed),
        tuple(held),
        tuple(blocked),
        key,
        stopped,
        trial,
    )


def _message(request: CopyRequest, wish: BatchWish, customer_id: str) -> Message:
    if wish.trial is None:
        return copywriter.write(request)
    return written(request, wish.trial, wish.trial.arm_of(customer_id))
