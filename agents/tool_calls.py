"""A tool called by a program instead of a question: screened, run in the asker's scope, recorded.

The guards are those of a turn. What ``screen`` would refuse as a question is refused as an
argument; whatever an argument says, it is data of that argument, and the asker is the scope alone.
No record, no result.
"""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from agents.delivery import as_plain
from agents.guardrails import screen
from agents.recording import unnamed_in
from home.errors import BadInput, NotFound, RefusedByPolicy
from tools.calling import ArgumentError, Effect, Tool
from tools.ledger.canonical import canonical
from tools.ledger.writing import text_hash

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox

_NAMED = re.compile(r"[A-Za-z0-9_.:-]{0,40}")
"""Ids and codes, which ask for nothing."""

MOST_CHARACTERS = 20_000
"""Of all texts among the arguments together; the longest text of a tool has 5,000."""


def call_tool(
    toolbox: "Toolbox",
    scope: "Scope",
    tool: Tool,
    arguments: Mapping[str, object],
    *,
    key: str,
    door: str,
) -> dict[str, Any]:
    """Call a tool for an asker.

    Args:
        toolbox: what tools read.
        scope: who asks, as the door learned it from a token.
        tool: one of the catalogue.
        arguments: as the program sent them.
        key: a writing tool acts once for it.
        door: through which the call came; stands in the record.

    Returns:
        The typed result as JSON.

    Raises:
        RefusedByPolicy: the role may not call the tool, or an argument asks for what is refused.
        ArgumentError: the arguments do not fit.
        NotFound: no such thing for this asker.
        ToolFault: the tool broke.
    """
    said: dict[str, Any] = {
        "key": key,
        "door": door,
        "asker": str(scope),
        "tool": tool.name,
        "arguments": _recorded(tool, arguments),
    }
    try:
        _screened(tool, arguments, scope)
        result: dict[str, Any] = as_plain(tool.call(toolbox, scope, arguments, key))
    except ArgumentError:
        raise  # nothing was asked yet
    except Exception as error:
        toolbox.ledger.append("tool_call", {**said, "outcome": _outcome(error), "result": None})
        raise
    digest = text_hash(canonical(result))
    toolbox.ledger.append("tool_call", {**said, "outcome": "done", "result": digest})
    return result


def _screened(tool: Tool, arguments: Mapping[str, object], scope: "Scope") -> None:
    """Refuse what a question of these words would be refused for.

    Raises:
        ArgumentError: there is more text than any tool reads.
        RefusedByPolicy: names the argument, and says why in the words for the asker.
    """
    texts = [(name, text) for name, value in arguments.items() for text in _texts(value)]
    length = sum(len(text) for _, text in texts)
    if length > MOST_CHARACTERS and tool.effect is Effect.READ:
        raise ArgumentError(
            f"tool {tool.name} must be given at most {MOST_CHARACTERS} characters, got {length}"
        )
    for name, text in texts:
        if name in tool.arguments.material or _NAMED.fullmatch(text):
            continue
        found = screen(text, str(scope.role))
        if found.action == "refuse":
            raise RefusedByPolicy(f"{name} must not ask for this: {found.reason}")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)


def _recorded(tool: Tool, arguments: Mapping[str, object]) -> dict[str, Any]:
    """The arguments without names; a text that was handed over by its hash."""
    kept: dict[str, Any] = {}
    for name, value in arguments.items():
        if name not in tool.arguments.model_fields:
            continue
        if name in tool.arguments.material:
            kept[name] = None if value is None else {"sha256": text_hash(str(value))}
        else:
            kept[name] = unnamed_in(as_plain(value), set())
    return kept


def _outcome(error: Exception) -> str:
    kinds: tuple[tuple[type[Exception], str], ...] = (
        (RefusedByPolicy, "refused"),
        (NotFound, "not_found"),
        (BadInput, "bad_input"),
    )
    return next((name for kind, name in kinds if isinstance(error, kind)), "fault")
