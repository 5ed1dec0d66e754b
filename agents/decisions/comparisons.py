"""Branches, managers and other groups beside each other, and what is behind a group's figures."""

import re
from dataclasses import replace

from agents.decisions import groups
from agents.decisions.group_words import axes_in
from agents.decisions.turn import Turn
from agents.state import Decision
from prompts.messages import say
from tools.access import Role, subtree

_BRANCHES = re.compile(r"支行|网点|分行|[几八]家|哪家|各家")
_MANAGERS = re.compile(r"经理|谁|他们几个|组里|团队")


def compared(turn: Turn) -> Decision | None:
    """Groups beside each other; by what the asker leads where the words name nothing."""
    if turn.role not in (Role.RM, Role.MANAGER, Role.MARKETER):
        return None
    known: dict[str, object] = {}
    if turn.role is Role.MANAGER and (by := _units(turn)):
        known["by"] = by
    if _AT_WORK.search(turn.question):
        known["measure"] = "contacts"
    return replace(groups.report(turn, **known), intent="find_prospects")


_AT_WORK = re.compile(
    r"掉队|拖后腿|[干做]得|拉胯|表现|业绩|战绩|成绩|最能|最(?:差|弱)|落后|垫底的?(?:经理|人)"
)


def _units(turn: Turn) -> tuple[str, ...]:
    """By which units a leader's groups are told apart: who leads one branch has its managers."""
    leads_one = len(subtree(turn.context.toolbox.store, turn.context.scope.subject)) == 1
    if leads_one and (_MANAGERS.search(turn.question) or "branch" in axes_in(turn.question)):
        return ("manager",)
    if axes_in(turn.question):
        return ()
    if _BRANCHES.search(turn.question):
        return ("branch",)
    before = turn.memory.asked
    if before.get("tool") == groups.TOOL:
        arguments: dict[str, object] = dict(before["arguments"])  # type: ignore[call-overload]
        return tuple(arguments.get("by") or ())  # type: ignore[arg-type]
    return ("manager",) if _MANAGERS.search(turn.question) else ()


def why(turn: Turn) -> Decision | None:
    """How the groups that are spoken of changed: fewer customers, or less money with each."""
    asked = turn.memory.asked
    if asked.get("tool") != groups.TOOL or turn.role is not Role.MANAGER:
        return None
    before: dict[str, object] = dict(asked["arguments"])  # type: ignore[call-overload]
    made = turn.call(groups.TOOL, **{**before, "measure": "change"})
    return replace(turn.decision(groups.TOOL, made), intent="find_prospects")


def target_group(turn: Turn) -> Decision | None:
    """A marketer's target group, counted by how likely its parts are to respond."""
    return groups.report(turn, measure="likelihood") if turn.role is Role.MARKETER else None


def colleagues(turn: Turn) -> Decision:
    """A colleague's figures are for who leads them both."""
    if turn.role is Role.MANAGER:
        return replace(groups.report(turn), intent="find_prospects")
    return turn.end("refuse", say("ask.others_results"))
