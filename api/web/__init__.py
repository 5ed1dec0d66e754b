"""The workbench: NiceGUI pages on the same application. It shows; it decides nothing."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI

    from api.door import Door

TITLE = "帷幄"
_mounted: list[str] = []


def mount(app: "FastAPI", door: "Door") -> None:
    """Serve the pages, their assets and the session forms on ``app``.

    Raises:
        RuntimeError: the pages are mounted already in this process; the page library keeps one
            application per process.
    """
    from nicegui import ui

    from api.web import exports, pages, sessions, uploads
    from api.web.assets import Assets
    from api.web.rendering import asset_version

    if _mounted:
        raise RuntimeError("the workbench can be mounted once in a process; pass web=False")
    _mounted.append(TITLE)
    static = Path(__file__).parent / "static"
    app.include_router(sessions.router)
    app.include_router(exports.router)
    app.include_router(uploads.router)
    app.mount(f"/assets/{asset_version()}", Assets(directory=static), name="assets")
    pages.register(door)
    ui.run_with(
        app,
        title=TITLE,
        language="zh-CN",
        dark=None,
        tailwind=False,  # our own style sheet; Tailwind would compile in the browser
        favicon=static / "signet.svg",
        gzip_middleware_factory=None,  # the application compresses, after the page has its nonce
        show_welcome_message=False,
        reconnect_timeout=30.0,  # a laptop that slept, a lift, a tunnel
    )
