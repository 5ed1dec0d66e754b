"""One contact too many for this customer: every door says so, in words, and when it is over."""

from dataclasses import replace
from datetime import timedelta

import pytest

from decision_models.fatigue.weariness import Weariness
from decision_models.policy import ContactPolicy
from decision_models.scoring.touch import Touch
from tests.tools.bank import Customer, customers, rm_of
from tests.tools.outreach.gateway import FakeGateway
from tests.tools.writing_desk import MARKETER, reachable, written
from tools import contact_policy
from tools.agenda import DayQuery, my_day
from tools.contact_policy import contact_permission
from tools.customers import CONSENT_CHANNELS
from tools.feedback import FeedbackReport, record_feedback
from tools.outreach.clearance import clear
from tools.outreach.queueing import SendRequest, queue_message
from tools.outreach.worker import Worker
from tools.prospects import ProspectQuery, find_prospects
from tools.toolbox import Toolbox

CALM = (0.0, 0.0, 0.0, 0.0)
STEP = (0.0, 0.6, 0.1, 0.1)


def _weary(toolbox: Toolbox, fixed: float, worn: tuple[float, ...] = CALM) -> Touch:
    return Touch(weariness=Weariness(toolbox.mart.moment, fixed, worn, STEP, 0.02))


def _told(monkeypatch: pytest.MonkeyPatch, touch: Touch) -> None:
    touches = dict.fromkeys(CONSENT_CHANNELS, touch)
    monkeypatch.setattr(contact_policy, "touches_of", lambda _box, ids: dict.fromkeys(ids, touches))


@pytest.fixture
def one(desk: Toolbox) -> Customer:
    return next(one for one in reachable(desk, count=12) if one.consent_profiling)


def test_every_door_puts_off_who_is_worn_out(
    desk: Toolbox, one: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    _told(monkeypatch, _weary(desk, -4.5, (0.0, 3.0, 0.0, 0.0)))
    scope = rm_of(one)
    told = contact_permission(desk, scope, one.customer_id, "sms").contact
    assert (told.allowed, told.rule) == (False, "worn_out")
    assert "拒绝今后一切营销联系" in told.why
    assert "18.2%" in told.why
    assert "2%" in told.why
    assert told.best_time is not None
    assert told.best_time > desk.now + timedelta(days=7)
    listed = find_prospects(desk, scope, ProspectQuery(top_k=100, channel="sms")).items
    assert {i.contact.rule for i in listed if i.customer_id == one.customer_id} == {"worn_out"}
    text = written(desk, MARKETER)
    assert clear(desk, text, one.customer_id, MARKETER).rule == "worn_out"
    (queued,) = queue_message(
        desk, MARKETER, SendRequest(text_id=text.text_id, recipients=[one.customer_id])
    ).items
    assert (queued.state, queued.rule) == ("pending", "worn_out")
    gateway = FakeGateway()
    Worker(desk, {"sms": gateway}, "w").run()
    assert not gateway.taken


def test_what_is_sent_today_counts_when_the_next_is_asked_for(
    desk: Toolbox, one: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sixth message may be right for one customer and the second too many for another."""
    generous = replace(desk, policy=ContactPolicy(calls_per_day=9, calls_per_week=9))
    scope = rm_of(one)
    counted = {}
    for fixed in (-6.5, -3.8):
        _told(monkeypatch, _weary(desk, fixed))
        counted[fixed] = 0
        for number in range(7):
            rule = contact_permission(generous, scope, one.customer_id, "sms").contact.rule
            if rule != "ok":
                assert rule in ("worn_out", "cap_touches_month")
                break
            counted[fixed] += 1
            report = FeedbackReport(customer_id=one.customer_id, outcome="no_answer", channel="sms")
            record_feedback(generous, scope, report, key=f"t/{fixed}/{number}")
    generous.close()
    assert counted[-3.8] <= 1 < counted[-6.5]


def test_who_refused_to_be_profiled_is_left_to_the_caps(
    desk: Toolbox, one: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    _told(monkeypatch, _weary(desk, 0.0))
    monkeypatch.setattr(contact_policy, "refuses", lambda *_: True)
    assert contact_permission(desk, rm_of(one), one.customer_id, "sms").contact.allowed


def test_a_channel_that_is_worn_out_gives_way_and_the_day_asks_for_nobody_else(
    desk: Toolbox, one: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    worn = _weary(desk, 0.0)
    touches = {channel: worn for channel in CONSENT_CHANNELS if channel != "sms"}
    monkeypatch.setattr(contact_policy, "touches_of", lambda _box, ids: dict.fromkeys(ids, touches))
    found = contact_permission(desk, rm_of(one), one.customer_id)
    assert (found.contact.channel, found.contact.allowed) == ("sms", True)
    _told(monkeypatch, worn)
    for section in my_day(desk, rm_of(one), DayQuery()).sections:
        if section.kind in {"purchase", "attrition"}:
            assert all(item.contact.rule != "worn_out" for item in section.items)


def test_without_such_a_model_the_caps_stand_alone(toolbox: Toolbox) -> None:
    rules = {
        contact_permission(toolbox, rm_of(one), one.customer_id, "sms").contact.rule
        for one in customers(toolbox)[:60]
    }
    assert "worn_out" not in rules
