import shutil
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from home.clock import fixed_clock
from home.errors import NotReady
from tests.conftest import linked_home
from tests.tools.bank import customers
from tools.access import parse
from tools.catalogue import ArgumentError, ToolFault, call, find, offered_to
from tools.prospects import ProspectQuery, find_prospects
from tools.toolbox import Toolbox

RM = parse("rm:M001")


def test_an_empty_home_is_told_what_makes_one(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match=r"weiwo demo.*weiwo mart load"):
        call(Toolbox(tmp_path), RM, "find_prospects", {})


def test_a_mart_without_scores_is_told_what_makes_them(demo_home: Path, tmp_path: Path) -> None:
    (tmp_path / "mart").symlink_to(demo_home / "mart")
    with pytest.raises(NotReady, match="weiwo models"):
        call(Toolbox(tmp_path), RM, "find_prospects", {})


def test_time_is_the_demo_banks_own_unless_a_clock_is_given(toolbox: Toolbox) -> None:
    assert toolbox.now == datetime(2026, 9, 30, 9, 0, tzinfo=UTC)
    later = fixed_clock(datetime(2026, 10, 1, 2, 0, tzinfo=UTC))
    assert Toolbox(toolbox.home, clock=later).now == datetime(2026, 10, 1, 2, 0, tzinfo=UTC)


def test_a_finished_rebuild_is_followed_and_a_running_call_is_not_disturbed(
    demo_home: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    linked_home(demo_home, home)
    (home / "scores").unlink()
    shutil.copytree(demo_home / "scores", home / "scores")
    opened = Toolbox(home)
    first = opened.store
    assert opened.store is first
    version = (home / "scores" / "CURRENT").read_text().strip()
    copy = home / "scores" / "versions" / "000099-copy"
    shutil.copytree(home / "scores" / "versions" / version, copy)
    with opened.pinned():
        (home / "scores" / "CURRENT").write_text(copy.name)
        assert opened.store is first
    second = opened.store
    assert second is not first
    assert len(customers(opened)) == 600
    opened.close()


def test_threads_get_the_answers_that_one_gets(toolbox: Toolbox) -> None:
    scopes = [parse(f"rm:M00{number}") for number in range(1, 7)]
    alone = {str(s): find_prospects(toolbox, s, ProspectQuery()) for s in scopes}
    together: dict[str, object] = {}

    def ask(number: int) -> None:
        scope = scopes[number % len(scopes)]
        together[str(scope)] = call(toolbox, scope, "find_prospects", {})

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == alone


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("find_prospects", {"top_k": 0}, "top_k"),
        ("find_prospects", {"category": "理财"}, "category"),
        ("find_prospects", {"manager_id": "M002"}, "manager_id"),
        ("customer_profile", {}, "customer_id"),
        ("record_feedback", {"customer_id": "C0000001", "outcome": "happy"}, "outcome"),
        ("no_such_tool", {}, "no_such_tool"),
    ],
)
def test_wrong_arguments_are_named(
    toolbox: Toolbox, name: str, arguments: dict[str, object], said: str
) -> None:
    with pytest.raises(ArgumentError, match=said):
        call(toolbox, RM, name, arguments, key="k")


def test_a_write_without_a_key_is_refused(toolbox: Toolbox) -> None:
    arguments = {"customer_id": "C0000001", "outcome": "answered"}
    with pytest.raises(ArgumentError, match="key"):
        call(toolbox, RM, "record_feedback", arguments)


def test_what_breaks_inside_is_a_fault(toolbox: Toolbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("inside")

    monkeypatch.setattr("tools.agenda.my_day", broken)
    with pytest.raises(ToolFault, match=r"my_day.*ZeroDivisionError"):
        call(toolbox, RM, "my_day", {})


def test_each_role_is_offered_its_own() -> None:
    assert "customer_profile" not in {t.name for t in offered_to(parse("customer:C1"))}
    assert "opt_out" in {t.name for t in offered_to(parse("customer:C1"))}
    written = {tool.name for tool in offered_to(parse("analyst:x")) if tool.effect == "WRITE"}
    assert written == {"rate_answer"}
    marketers = {tool.name for tool in offered_to(parse("marketer:x"))}
    assert not marketers & {"record_feedback", "opt_out", "approve_text", "reject_text"}
    checkers = {tool.name for tool in offered_to(parse("compliance:x"))}
    assert not checkers & {"draft_text", "submit_text", "queue_message", "cancel_message"}
    assert find("my_day").schema()["properties"]["top_k"]["examples"] == [5]
