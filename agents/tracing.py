"""A span for each node of a turn, within the turn's own."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from langgraph.runtime import Runtime

from agents.context import TurnContext
from agents.state import TurnState
from tools.tracing import spanned

Node = TypeVar("Node", bound=Callable[..., Any])


def traced(node: Node) -> Node:
    """The node as it is, with a span of its name around it."""

    @wraps(node)
    def run(state: TurnState, runtime: Runtime[TurnContext]) -> Any:
        with spanned(node.__name__, within=runtime.context.span):
            return node(state, runtime)

    return cast(Node, run)
