"""How a tool is called from outside: role, arguments, effect; three kinds of error.

``ArgumentError``: fix the arguments and try again. ``RefusedByPolicy``: this role may not, and no
argument changes that. ``ToolFault``: the tool broke. What a tool itself says of its subject
(``NotFound``, ``NotReady``) comes through as it is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic import ValidationError

from home.errors import BadInput, RefusedByPolicy, WeiwoError
from tools.access import Role
from tools.arguments import Arguments
from tools.tracing import spanned

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox

Function: TypeAlias = Callable[["Toolbox", "Scope", Any, str], object]
"""Toolbox, scope, validated arguments, idempotency key -> a typed result."""


class Effect(StrEnum):
    """Whether a tool changes anything. A WRITE is called with a key, and acts once for it."""

    READ = "READ"
    WRITE = "WRITE"


class ArgumentError(BadInput):
    """The arguments do not fit; the message says which, and what they must be."""


class ToolFault(WeiwoError):
    """A tool failed for a reason that is its own; the cause is attached."""


@dataclass(frozen=True)
class Tool:
    """A tool of the catalogue.

    Args:
        name: what it is called by.
        purpose: what it is for, in a sentence of Chinese that a language model reads.
        arguments: the model of its arguments.
        effect: READ or WRITE.
        roles: who may call it.
        function: what it runs.
    """

    name: str
    purpose: str
    arguments: type[Arguments]
    effect: Effect
    roles: frozenset[Role]
    function: Function

    def schema(self) -> dict[str, Any]:
        """The arguments' JSON schema, for a model's tool list or MCP."""
        return self.arguments.model_json_schema()

    def call(
        self,
        toolbox: "Toolbox",
        scope: "Scope",
        arguments: Mapping[str, object],
        key: str | None = None,
    ) -> object:
        """Check the role, validate the arguments, run.

        Raises:
            RefusedByPolicy: the role may not call this tool.
            ArgumentError: the arguments do not fit, or a WRITE was given no key.
            ToolFault: the tool broke.
        """
        if scope.role not in self.roles:
            allowed = ", ".join(sorted(self.roles))
            raise RefusedByPolicy(f"tool {self.name} is for {allowed}; {scope} may not call it")
        if self.effect is Effect.WRITE and not key:
            raise ArgumentError(f"tool {self.name} writes and must be given a key, got none")
        try:
            given = self.arguments.model_validate(dict(arguments))
        except ValidationError as error:
            raise ArgumentError(said(self.name, error)) from error
        try:
            about = {"weiwo.tool": self.name, "weiwo.effect": str(self.effect)}
            with spanned(f"tool {self.name}", about), toolbox.pinned():
                return self.function(toolbox, scope, given, key or "")
        except WeiwoError:
            raise
        except Exception as error:
            raise ToolFault(f"tool {self.name} failed: {type(error).__name__}: {error}") from error


def said(name: str, error: ValidationError) -> str:
    """What is wrong with a tool's arguments, each by its name, and what was got."""
    faults = [
        f"{'.'.join(str(part) for part in fault['loc']) or 'arguments'}: {fault['msg']}, "
        f"got {fault['input']!r:.80}"
        for fault in error.errors(include_url=False)
    ]
    return f"tool {name}: {'; '.join(faults)}"
