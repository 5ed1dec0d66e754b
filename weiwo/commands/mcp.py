"""``weiwo mcp``: the tools for an agent that starts this command and speaks over its streams."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.door import Door
    from tools.access import Scope


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""

    @app.command()
    def mcp(
        asker: Annotated[
            str | None,
            typer.Option("--as", help="ROLE:ID, in a demo home; else WEIWO_TOKEN says who"),
        ] = None,
    ) -> None:
        """Serve the Model Context Protocol over standard input and output."""
        import asyncio

        from api.auth import Tokens
        from api.door import Door
        from api.signing import signing_secret
        from weiwo.assembly import assemble
        from weiwo.identity import identity_of
        from weiwo.settings import Settings

        settings = Settings()
        with assemble(settings) as parts:
            configured = settings.secret.get_secret_value() if settings.secret else None
            secret = signing_secret(settings.home, configured, demo=parts.demo)
            tokens, sessions = Tokens(secret, "api"), Tokens(secret, "web")
            door = Door(parts, tokens, sessions, identity=identity_of(settings))
            token = settings.token.get_secret_value() if settings.token else None
            who = _who(door, asker, token)
            who()  # whoever it cannot be for is told at once, not with the first call
            try:
                asyncio.run(_serve(door, who))
            finally:
                door.turns.close()


def _who(door: "Door", asker: str | None, token: str | None) -> "Callable[[], Scope]":
    """Asked with every call: a token that has expired meanwhile opens nothing.

    Raises:
        BadInput: neither or both are given.
        RefusedByPolicy: ``--as`` outside a demo home.
    """
    from home.errors import BadInput, RefusedByPolicy
    from tools.access import parse, verify

    if (asker is None) == (token is None):
        got = "neither" if asker is None else "both"
        raise BadInput(f"weiwo mcp must be given --as ROLE:ID or WEIWO_TOKEN, got {got}")
    if token is not None:
        return lambda: door.admitted(door.tokens, token)
    if not door.parts.dev:
        raise RefusedByPolicy(
            "--as must be used in a demo home, or with WEIWO_DEV=1; this home holds a bank's own "
            "data: set WEIWO_TOKEN"
        )
    scope = parse(str(asker))
    verify(scope, door.parts.toolbox.store)
    return lambda: scope


async def _serve(door: "Door", who: "Callable[[], Scope]") -> None:
    from mcp.server.stdio import stdio_server

    from api.mcp_server.server import build_server

    def asked(_: Any) -> "Scope":
        return who()

    server = build_server(door, asked)
    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())
