"""Rules are looked up by number or by words, with law, article and what to say instead."""

import pytest

from home.errors import NotReady, RefusedByPolicy
from tests.conftest import linked_home
from tools.access import parse
from tools.compliance_rules import RuleQuery, compliance_rules
from tools.toolbox import Toolbox

CHECKER = parse("compliance:x")


def test_words_that_a_rule_runs_into(toolbox: Toolbox) -> None:
    (found, *_) = compliance_rules(toolbox, CHECKER, RuleQuery(words="保本")).found
    assert (found.rule_id, found.quote, found.quoted_verdict) == ("G1", "保本", "violation")
    assert "广告法" in found.sources[0].law
    assert found.sources[0].article
    assert found.suggestion


def test_by_number_whatever_its_case(toolbox: Toolbox) -> None:
    (found,) = compliance_rules(toolbox, CHECKER, RuleQuery(rule_ids=["g9"])).found
    assert found.rule_id == "G9"


def test_all_of_them(toolbox: Toolbox) -> None:
    found = compliance_rules(toolbox, CHECKER, RuleQuery())
    assert found.everything
    assert found.total == len(found.found) > 10
    assert "@" in found.pack


def test_what_the_pack_does_not_hold_is_not_found(toolbox: Toolbox) -> None:
    assert compliance_rules(toolbox, CHECKER, RuleQuery(words="转账限额")).found == ()


def test_without_rules_nothing_is_said(demo_home, tmp_path) -> None:  # type: ignore[no-untyped-def]
    bare = Toolbox(linked_home(demo_home, tmp_path / "home"))
    with pytest.raises(NotReady):
        compliance_rules(bare, CHECKER, RuleQuery())
    bare.close()


def test_customers_do_not_look_rules_up(toolbox: Toolbox) -> None:
    with pytest.raises(RefusedByPolicy):
        compliance_rules(toolbox, parse("customer:C0000001"), RuleQuery())
