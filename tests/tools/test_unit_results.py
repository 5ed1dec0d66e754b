"""Results by unit add up, stay within the asker's units, and tell lift with its interval."""

import pytest

from home.errors import NotFound, RefusedByPolicy
from tools.access import parse
from tools.toolbox import Toolbox
from tools.unit_results import unit_results

HEAD = parse("manager:B00")


def test_managers_add_up_to_their_branch(toolbox: Toolbox) -> None:
    branches = unit_results(toolbox, HEAD)
    assert sum(one.contacts for one in branches.results) == branches.overall.contacts
    for branch in branches.results:
        inside = unit_results(toolbox, HEAD, branch.unit_id)
        assert inside.of == branch.name
        assert inside.overall.contacts == branch.contacts
        assert inside.overall.conversions == branch.conversions
        assert inside.overall.customers == branch.customers


def test_an_interval_holds_its_lift(toolbox: Toolbox) -> None:
    found = unit_results(toolbox, HEAD).overall
    assert found.lift is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.lift < found.high


def test_a_branch_sees_itself_alone(toolbox: Toolbox) -> None:
    own = unit_results(toolbox, parse("manager:B01"))
    assert [one.unit_id for one in own.results] == ["B01"]
    with pytest.raises(NotFound):
        unit_results(toolbox, parse("manager:B01"), "B02")
    with pytest.raises(NotFound):
        unit_results(toolbox, HEAD, "B99")


def test_an_analyst_sees_branches_and_no_manager(toolbox: Toolbox) -> None:
    whole, seen = (unit_results(toolbox, who) for who in (HEAD, parse("analyst:x")))
    assert [one.contacts for one in seen.results] == [one.contacts for one in whole.results]
    assert seen.overall.lift == pytest.approx(whole.overall.lift)
    with pytest.raises(RefusedByPolicy):
        unit_results(toolbox, parse("analyst:x"), "B01")
    with pytest.raises(RefusedByPolicy):
        unit_results(toolbox, parse("rm:M001"))
