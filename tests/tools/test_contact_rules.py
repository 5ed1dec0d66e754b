"""The rules on contact are the configured ones, whatever any handbook says."""

from datetime import time

import pytest

from decision_models.policy import ContactPolicy
from home.errors import RefusedByPolicy
from tests.conftest import linked_home
from tools.access import parse
from tools.contact_rules import RulesQuery, contact_rules
from tools.toolbox import Toolbox

RM = parse("rm:M001")


def test_the_house_limits(toolbox: Toolbox) -> None:
    found = contact_rules(toolbox, RM, RulesQuery())
    policy = ContactPolicy(version=1)
    assert (found.opens, found.closes) == (f"{policy.opens:%H:%M}", f"{policy.closes:%H:%M}")
    assert found.touches_per_month == policy.touches_per_month
    assert found.every_day
    assert not found.configured


def test_an_institutions_own(toolbox: Toolbox, demo_home, tmp_path) -> None:  # type: ignore[no-untyped-def]
    policy = ContactPolicy(opens=time(10), closes=time(18), touches_per_month=4, contacts_lost=0)
    own = Toolbox(linked_home(demo_home, tmp_path / "home"), policy=policy)
    found = contact_rules(own, RM, RulesQuery(at=time(9, 30)))
    own.close()
    assert (found.opens, found.closes, found.touches_per_month) == ("10:00", "18:00", 4)
    assert found.asked_open is False
    assert found.configured
    assert found.refusal_chance is None


@pytest.mark.parametrize(
    ("at", "is_open"), [("08:59", False), ("09:00", True), ("19:59", True), ("20:00", False)]
)
def test_closing_is_the_first_quiet_moment(toolbox: Toolbox, at: str, is_open: bool) -> None:
    found = contact_rules(toolbox, RM, RulesQuery(at=time.fromisoformat(at)))
    assert found.asked_open is is_open


def test_each_channel_has_its_own(toolbox: Toolbox) -> None:
    rules = {one.channel: one for one in contact_rules(toolbox, RM, RulesQuery()).channels}
    assert rules["outbound_call"].per_week == 3
    assert rules["sms"].per_week is None
    assert rules["sms"].per_month == 8
    assert not rules["moments"].kept_hours
    assert rules["moments"].per_month is None


def test_customers_do_not_ask_for_them(toolbox: Toolbox) -> None:
    with pytest.raises(RefusedByPolicy):
        contact_rules(toolbox, parse("customer:C0000001"), RulesQuery())
