"""Permission to contact, and how refusals, opt-outs and reports change it at once."""

from datetime import timedelta

import pytest

from home.clock import SHANGHAI
from home.errors import BadInput, NotFound
from tests.tools.bank import Customer, customers, rm_of
from tools.access import parse
from tools.consents import OptOut, opt_out
from tools.contact_policy import contact_permission
from tools.customers import CONSENT_CHANNELS
from tools.feedback import FeedbackReport, record_feedback
from tools.ledger import ConsentChange
from tools.prospects import ProspectQuery, find_prospects
from tools.toolbox import Toolbox


def reachable(toolbox: Toolbox, channel: str = "outbound_call") -> Customer:
    """Somebody who may be contacted through the channel now."""
    for one in customers(toolbox):
        if contact_permission(toolbox, rm_of(one), one.customer_id, channel).contact.allowed:
            return one
    raise AssertionError("the demo bank must have such a customer")


def test_permission_says_why_when_and_how_else(toolbox: Toolbox) -> None:
    rules = set()
    for one in customers(toolbox)[::7]:
        found = contact_permission(toolbox, rm_of(one), one.customer_id)
        every = (found.contact, *found.others)
        assert {contact.channel for contact in every} == set(CONSENT_CHANNELS)
        rules |= {contact.rule for contact in every}
        for contact in every:
            assert contact.why
            assert contact.allowed == (contact.rule == "ok")
            assert not contact.allowed or contact.best_time == toolbox.now.astimezone(SHANGHAI)
        if any(contact.allowed for contact in every):
            assert found.contact.allowed
    assert {"ok", "consent_missing", "refused"} <= rules


def test_a_refusal_that_is_reported_stops_every_channel_at_once(writable: Toolbox) -> None:
    one = reachable(writable)
    scope = rm_of(one)
    report = FeedbackReport(customer_id=one.customer_id, outcome="refused", channel="outbound_call")
    receipt = record_feedback(writable, scope, report, key="t/1/0")
    assert receipt.stored
    assert receipt.contact.rule == "refused"
    found = contact_permission(writable, scope, one.customer_id)
    assert {contact.rule for contact in (found.contact, *found.others)} == {"refused"}
    assert found.contact.best_time is None
    again = record_feedback(writable, scope, report, key="t/1/0")
    assert not again.stored
    assert len(writable.ledger.feedback()) == 1


def test_a_call_that_is_reported_counts_against_the_caps(writable: Toolbox) -> None:
    one = reachable(writable)
    scope = rm_of(one)
    before = contact_permission(writable, scope, one.customer_id, "outbound_call")
    record_feedback(
        writable,
        scope,
        FeedbackReport(customer_id=one.customer_id, outcome="no_answer", channel="outbound_call"),
        key="t/1/0",
    )
    after = contact_permission(writable, scope, one.customer_id, "outbound_call")
    assert after.contacts_30d == before.contacts_30d + 1
    assert after.calls_7d == before.calls_7d + 1
    assert after.contact.rule in {"cap_calls_day", "cap_calls_week"}
    assert after.contact.best_time is not None
    tomorrow = writable.as_of + timedelta(days=1)
    assert after.contact.best_time.date() >= tomorrow
    assert after.last_contact_at == writable.now


def test_an_opt_out_by_the_customer_is_seen_by_the_manager(writable: Toolbox) -> None:
    book = customers(writable)
    one = next(
        one
        for one in book
        if one.consent_profiling
        and one.score_wealth_30d is not None
        and contact_permission(writable, rm_of(one), one.customer_id, "sms").contact.allowed
    )
    mine = parse(f"customer:{one.customer_id}")
    receipt = opt_out(writable, mine, OptOut(channel="sms"), key="t/1/0")
    assert receipt.stored
    scope = rm_of(one)
    assert not contact_permission(writable, scope, one.customer_id, "sms").contact.allowed
    opt_out(writable, mine, OptOut(), key="t/2/0")
    found = contact_permission(writable, scope, one.customer_id)
    assert {contact.rule for contact in (found.contact, *found.others)} == {"refused"}
    listed = find_prospects(writable, scope, ProspectQuery(top_k=100))
    shown = next(item for item in listed.items if item.customer_id == one.customer_id)
    assert not shown.contact.allowed
    kinds = [record.kind for record in writable.ledger.records()]
    assert kinds == ["consent_change", "consent_change"]


def test_a_grant_in_the_ledger_never_loosens_the_mart(writable: Toolbox) -> None:
    for one in customers(writable):
        found = contact_permission(writable, rm_of(one), one.customer_id, "email")
        if found.contact.rule == "consent_missing":
            break
    key = one.customer_id
    change = ConsentChange("k", writable.now, "me", key, "marketing", "email", True)
    writable.ledger.change_consent(change)
    again = contact_permission(writable, rm_of(one), key, "email")
    assert again.contact.rule == "consent_missing"


def test_who_writes_must_be_theirs_and_name_what_there_is(writable: Toolbox) -> None:
    one = customers(writable)[0]
    other = next(c for c in customers(writable) if c.manager_id != one.manager_id)
    report = FeedbackReport(customer_id=one.customer_id, outcome="answered")
    with pytest.raises(NotFound):
        record_feedback(writable, rm_of(other), report, key="k")
    with pytest.raises(NotFound, match="P999"):
        record_feedback(
            writable, rm_of(one), report.model_copy(update={"product_id": "P999"}), key="k"
        )
    with pytest.raises(NotFound):
        opt_out(writable, rm_of(other), OptOut(customer_id=one.customer_id), key="k")
    with pytest.raises(BadInput, match="customer_id"):
        opt_out(writable, rm_of(one), OptOut(), key="k")
    assert list(writable.ledger.records()) == []
