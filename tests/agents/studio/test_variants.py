"""Variants by a form: chosen by the decision core, judged, kept, and never where a rule forbids."""

from typing import get_args

import pytest

from agents.composition.copywriter import Tone
from agents.studio.variants import Wish, write
from home.errors import NotFound, RefusedByPolicy
from tests.tools.bank import customers, rm_of
from tests.tools.writing_desk import reachable
from tools.access import parse
from tools.catalogue import call
from tools.toolbox import Toolbox


def test_variants_differ_pass_and_are_kept(desk: Toolbox) -> None:
    (one,) = reachable(desk, "sms")
    mine = rm_of(one)
    made = write(desk, mine, Wish(channel="sms", customer_id=one.customer_id), key="k")
    assert len({text.body for text in made.texts}) == len(made.texts) >= 2
    for text in made.texts:
        assert text.verdict in ("pass", "advisory"), text.findings
        assert "AI生成" in text.body
        assert text.customer_id == one.customer_id
        assert desk.ledger.texts.find(text.text_id) == text
    again = write(desk, mine, Wish(channel="sms", customer_id=one.customer_id), key="k")
    assert [text.text_id for text in again.texts] == [text.text_id for text in made.texts]


@pytest.mark.parametrize("tone", get_args(Tone))
@pytest.mark.parametrize("channel", ["wecom", "email", "outbound_call", "push"])
def test_every_channel_and_tone_passes_the_rules(channel: str, tone: str, desk: Toolbox) -> None:
    (one,) = reachable(desk, channel)
    wish = Wish(channel=channel, customer_id=one.customer_id, tone=tone, variants=4)  # type: ignore[arg-type]
    made = write(desk, rm_of(one), wish, key="k")
    assert made.texts
    assert {text.verdict for text in made.texts} <= {"pass", "advisory"}


def test_nothing_is_written_after_a_refusal(desk: Toolbox) -> None:
    (one,) = reachable(desk, "sms")
    mine = rm_of(one)
    call(desk, mine, "opt_out", {"customer_id": one.customer_id}, "o")
    made = write(desk, mine, Wish(channel="sms", customer_id=one.customer_id), key="k")
    assert made.texts == ()
    assert made.why_none


def test_a_product_above_the_customers_level_is_not_written_about(desk: Toolbox) -> None:
    one = min(reachable(desk, "sms", 12), key=lambda one: one.risk_level or "C9")
    offers = call(desk, rm_of(one), "next_best_offer", {"customer_id": one.customer_id})
    above = max(offers.left_out, key=lambda o: o.product_risk or "")  # type: ignore[attr-defined]
    wish = Wish(channel="sms", customer_id=one.customer_id, product_id=above.product_id)
    made = write(desk, rm_of(one), wish, key="k")
    assert made.texts == ()
    assert "风险" in made.why_none


def test_a_text_for_anybody_names_nobody_and_needs_a_product(desk: Toolbox) -> None:
    marketer = parse("marketer:li")
    made = write(desk, marketer, Wish(channel="moments", product_id="P003"), key="k")
    assert made.texts
    assert all(text.customer_id is None for text in made.texts)
    assert write(desk, marketer, Wish(channel="moments"), key="k").why_none


def test_others_customers_and_other_roles(desk: Toolbox) -> None:
    one, *_ = customers(desk)
    other = parse("rm:M001" if str(rm_of(one)) != "rm:M001" else "rm:M002")
    with pytest.raises(NotFound):
        write(desk, other, Wish(channel="sms", customer_id=one.customer_id), key="k")
    for who in ("compliance:x", "analyst:x", f"customer:{one.customer_id}"):
        with pytest.raises(RefusedByPolicy):
            write(desk, parse(who), Wish(channel="sms"), key="k")
