"""One message for a segment: a text for each whom the rules allow, a reason for each other."""

import pytest

from agents.studio.batch import AT_ONCE, BatchWish, write_batch
from home.errors import BadInput, RefusedByPolicy
from tools.access import parse
from tools.catalogue import call
from tools.contact_policy import contact_permission
from tools.prospect_query import ProspectQuery
from tools.segments import segment
from tools.toolbox import Toolbox

MARKETER = parse("marketer:li")
SMS = ProspectQuery(channel="sms")


def wish(**changes: object) -> BatchWish:
    given = {"segment": SMS, "product_id": "P003", "size": 40}
    return BatchWish.model_validate({**given, **changes})


def test_everybody_is_written_to_or_told_why_not(desk: Toolbox) -> None:
    steps: list[tuple[int, int]] = []
    made = write_batch(desk, MARKETER, wish(), key="k", progress=lambda *step: steps.append(step))
    assert len(made.texts) + len(made.held) + len(made.blocked) == 40
    assert made.texts
    assert made.blocked
    assert steps[-1] == (len(made.texts) + len(made.held), len(made.texts) + len(made.held))
    assert sum(count for _, count in made.reasons) == len(made.blocked)
    kept = {text.text_id for text in desk.ledger.texts.list(str(MARKETER))}
    assert {text.text_id for text in (*made.texts, *made.held)} == kept
    office = parse("compliance:x")
    for text in made.texts:
        assert text.customer_id is not None
        assert contact_permission(desk, office, text.customer_id, "sms").contact.allowed
        assert "AI生成" in text.body


def test_names_stay_masked_and_readers_are_addressed_by_their_own(desk: Toolbox) -> None:
    made = write_batch(desk, MARKETER, wish(), key="k")
    assert all("**" in one.name for one in made.blocked)
    assert all("**" not in text.body for text in made.texts)


def test_a_refusal_in_the_ledger_takes_its_customer_out(desk: Toolbox) -> None:
    first = write_batch(desk, MARKETER, wish(size=20), key="k").texts[0].customer_id
    assert first is not None
    manager = next(
        one.person.manager_id
        for one in segment(desk, MARKETER, SMS, "P003", 20).members
        if one.person.customer_id == first
    )
    call(desk, parse(f"rm:{manager}"), "opt_out", {"customer_id": first}, "o")
    again = write_batch(desk, MARKETER, wish(size=20), key="k2")
    assert first in {one.customer_id for one in again.blocked}
    assert first not in {text.customer_id for text in again.texts}


def test_stopped_it_keeps_what_it_has(desk: Toolbox) -> None:
    looks = iter([False, True])
    made = write_batch(desk, MARKETER, wish(size=600), key="k", stop=lambda: next(looks, True))
    assert made.stopped
    assert len(made.texts) + len(made.held) == AT_ONCE


def test_a_managers_segment_is_their_own_customers(desk: Toolbox) -> None:
    found = segment(desk, parse("rm:M001"), SMS, "P003", 500)
    assert {one.person.manager_id for one in found.members} == {"M001"}


def test_who_may_not_and_what_does_not_fit(desk: Toolbox) -> None:
    for who in ("compliance:x", "analyst:x", "customer:C0000001"):
        with pytest.raises(RefusedByPolicy):
            write_batch(desk, parse(who), wish(), key="k")
    with pytest.raises(BadInput):
        segment(desk, MARKETER, ProspectQuery(), "P003", 10)
    with pytest.raises(BadInput):
        segment(desk, MARKETER, SMS, "P003", 0)
