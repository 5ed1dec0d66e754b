"""The server of the protocol: lists what an asker may call, and calls it."""

import asyncio
import json
import uuid
from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from api.mcp_server.graph_tools import GRAPH_TOOLS, GraphTool
from api.problems import described
from api.schemas import AskResponse
from tools.calling import Effect, Tool

if TYPE_CHECKING:
    from mcp import types
    from mcp.server.context import ServerRequestContext
    from mcp.server.lowlevel import Server

    from api.door import Door
    from tools.access import Scope

KEY = "idempotencyKey"
"""A member of ``_meta``: a writing tool that is called twice with one key acts once."""
_INSTRUCTIONS = (
    "帷幄：银行的决策与成文工具。名单、概率、产品和规则由工具给出，不要自行编造数字；"
    "结果只含当前身份有权看到的客户。生成的文案须保留AI标识，外发前须通过检查或送审。"
)

Who = Callable[["ServerRequestContext[Any, Any]"], "Scope"]
"""Whom a call is for, from the connection."""


def build_server(door: "Door", who: Who) -> "Server[Any]":
    """The server over the parts; ``who`` says for each call whom it is for.

    Raises (``who``):
        Unauthorized: nobody that it could be for.
    """
    from mcp import types
    from mcp.server.lowlevel import Server
    from mcp.shared.exceptions import MCPError

    async def list_tools(
        context: "ServerRequestContext[Any, Any]", _: "types.PaginatedRequestParams | None"
    ) -> "types.ListToolsResult":
        scope = await asyncio.to_thread(who, context)
        tools = [_described(tool) for tool in _offered(scope)]
        # Another asker has other tools.
        return types.ListToolsResult(tools=tools, ttl_ms=0, cache_scope="private")

    async def call_tool(
        context: "ServerRequestContext[Any, Any]", params: "types.CallToolRequestParams"
    ) -> "types.CallToolResult":
        tool = _BY_NAME.get(params.name)
        if tool is None:
            raise MCPError(types.INVALID_PARAMS, f"Unknown tool: {params.name[:80]}")
        meta: Mapping[str, Any] = context.meta or {}
        given = meta.get(KEY)
        arguments = params.arguments or {}
        call = uuid.uuid4().hex
        try:
            scope = await asyncio.to_thread(who, context)
            key = f"mcp/{scope}/{given[:64] if isinstance(given, str) else call}"
            work = door.turns.start(lambda: _run(door, scope, tool, arguments, key), str(scope))
            result = await asyncio.wrap_future(work)
        except Exception as error:
            kind, detail = described(error, call)
            door.metrics.add("weiwo_tool_calls_total", tool=tool.name, outcome=kind.name)
            return _failed(kind.name, kind.title, kind.status, detail)
        door.metrics.add("weiwo_tool_calls_total", tool=tool.name, outcome="done")
        text = json.dumps(result, ensure_ascii=False)
        return types.CallToolResult(
            content=[types.TextContent(text=text)], structured_content=result
        )

    return Server(
        "weiwo",
        version=version("weiwo"),
        title="帷幄",
        instructions=_INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _run(
    door: "Door",
    scope: "Scope",
    tool: Tool | GraphTool,
    arguments: Mapping[str, object],
    key: str,
) -> dict[str, Any]:
    from agents.tool_calls import call_tool
    from home.errors import RefusedByPolicy

    if isinstance(tool, Tool):
        return call_tool(door.parts.toolbox, scope, tool, arguments, key=key, door="mcp")
    if scope.role not in tool.roles:
        raise RefusedByPolicy(f"tool {tool.name} must be called by another role, got {scope}")
    return tool.call(door.parts, scope, arguments)


def _failed(name: str, title: str, status: int, detail: str) -> "types.CallToolResult":
    """A problem as a tool's result: a model can read it and mend its call."""
    from mcp import types

    problem = {
        "type": f"urn:weiwo:problem:{name}",
        "title": title,
        "status": status,
        "detail": detail,
    }
    said = types.TextContent(text=f"{title}：{detail}")
    return types.CallToolResult(content=[said], structured_content=problem, is_error=True)


def _offered(scope: "Scope") -> list[Tool | GraphTool]:
    return [tool for tool in _BY_NAME.values() if scope.role in tool.roles]


def _described(tool: Tool | GraphTool) -> "types.Tool":
    from mcp import types

    writes = isinstance(tool, Tool) and tool.effect is Effect.WRITE
    # A question may stop contacts or report an outcome, if it says so; an order writes a text.
    only_reads = isinstance(tool, Tool) and not writes
    return types.Tool(
        name=tool.name,
        description=tool.purpose,
        input_schema=tool.arguments.model_json_schema(),
        output_schema=None if isinstance(tool, Tool) else AskResponse.model_json_schema(),
        annotations=types.ToolAnnotations(
            read_only_hint=only_reads, destructive_hint=False, open_world_hint=False
        ),
    )


def _catalogue() -> dict[str, Tool | GraphTool]:
    from tools.catalogue import TOOLS

    every: list[Tool | GraphTool] = [*GRAPH_TOOLS, *TOOLS]
    return {tool.name: tool for tool in every}


_BY_NAME = _catalogue()
