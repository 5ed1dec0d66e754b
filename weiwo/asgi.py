"""The application for an ASGI server: ``uvicorn --factory weiwo.asgi:create``."""

from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI

    from weiwo.settings import Settings


def create(
    settings: "Settings | None" = None, hosts: Sequence[str] = ("*",), *, web: bool = True
) -> "FastAPI":
    """Build the parts and the application over them; the parts are closed when it shuts down.

    Args:
        settings: by default what the environment says.
        hosts: the names that the server answers to.
        web: whether the workbench is served as well.

    Raises:
        NotReady: the home has no mart or scores; names the commands that make them.
        BadInput: ``WEIWO_SECRET`` is one that others could guess.
    """
    from api.app import create_app
    from api.signing import signing_secret
    from weiwo.assembly import assemble
    from weiwo.settings import Settings

    settings = settings or Settings()
    opened = ExitStack()
    parts = opened.enter_context(assemble(settings))
    try:
        _ = parts.toolbox.store  # a home without scores is said to be so before a port is taken
        configured = settings.secret.get_secret_value() if settings.secret else None
        secret = signing_secret(settings.home, configured, demo=parts.demo)
        app = create_app(parts, secret, hosts=hosts, web=web)
    except BaseException:
        opened.close()
        raise
    inner = app.router.lifespan_context

    @asynccontextmanager
    async def closing(served: "FastAPI") -> AsyncIterator[object]:
        with opened:
            async with inner(served) as state:
                yield state

    app.router.lifespan_context = closing  # type: ignore[assignment]  # what inner yields, it yields
    return app
