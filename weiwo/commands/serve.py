"""``weiwo serve``: the API and the workbench."""

import socket
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from fastapi import FastAPI

LOOPBACK = ("127.0.0.1", "localhost", "::1")
HEALTH = 60  # seconds without a sign after which a worker is replaced
GRACE = 20  # seconds that running answers have to come to their end


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""

    @app.command()
    def serve(
        host: Annotated[str, typer.Option(help="the address to listen on")] = "127.0.0.1",
        port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one")] = 8600,
        workers: Annotated[
            int, typer.Option(min=1, max=64, help="processes; several serve programs alone")
        ] = 1,
    ) -> None:
        """Serve the API and the web workbench; with several workers the API, MCP and /v1."""
        from weiwo.asgi import create
        from weiwo.settings import Settings

        settings = Settings()
        with listen(host, port) as listening:  # said before anything slow is done
            hosts = settings.hosts.split(",")
            if host in LOOPBACK and hosts == ["*"]:
                hosts = [*LOOPBACK, "[::1]"]
            if host not in LOOPBACK:
                _warn(host)
            if workers > 1:
                run_several(hosts, listening, workers)
            else:
                run(create(settings, hosts), listening)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there.

    Raises:
        WeiwoError: the port is taken, or the address is not this machine's; says what to do.
    """
    from home.errors import WeiwoError

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(256)
    except OSError as error:
        listening.close()
        raise WeiwoError(
            f"port {port} on {host} must be free to serve on, got: {error.strerror or error}; "
            "choose another with --port"
        ) from None
    return listening


def _warn(host: str) -> None:
    import sys

    print(
        f"weiwo: serving on {host}, beyond this machine; in a demo home whoever reaches it can "
        "sign in as anyone of the simulated bank",
        file=sys.stderr,
    )


def run(application: "FastAPI", listening: socket.socket) -> None:
    """Serve until interrupted; running answers come to their end first."""
    import logging
    import sys

    import uvicorn

    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    print(f"帷幄 http://{shown}:{port}  按 Ctrl+C 停止", file=sys.stderr, flush=True)
    config = uvicorn.Config(
        application,
        access_log=False,  # ours has no query strings
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        timeout_keep_alive=30,
        ws_max_size=1_000_000,
    )
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    _end_in_order()
    uvicorn.Server(config).run(sockets=[listening])


def run_several(hosts: "list[str]", listening: socket.socket, workers: int) -> None:
    """Serve by so many processes on one socket until interrupted. One that dies is replaced: its
    readers lose the answers under way, and nothing that was recorded is lost.
    """
    import os
    import sys

    import uvicorn
    from uvicorn.supervisors import Multiprocess

    from home.errors import WeiwoError

    _require_ready()
    os.environ["WEIWO_HOSTS"] = ",".join(hosts)  # for the workers, which are begun anew
    address, port = listening.getsockname()[:2]
    shown = f"[{address}]" if ":" in address else address
    print(
        f"帷幄 http://{shown}:{port}  {workers}个进程，只有程序接口  按 Ctrl+C 停止",
        file=sys.stderr,
        flush=True,
    )
    config = uvicorn.Config(
        "weiwo.asgi:worker",
        factory=True,
        workers=workers,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        timeout_keep_alive=30,
        timeout_worker_healthcheck=HEALTH,
    )
    try:
        Multiprocess(config, [listening]).run()
    except SystemExit as ended:
        raise WeiwoError(f"a worker must start, and ended with {ended.code}") from None


def _require_ready() -> None:
    """Say what is missing once, not by every worker; and make the databases that they share, for
    SQLite refuses one of two who would switch a new file to its write-ahead log.

    Raises:
        NotReady: the home has no mart or scores; names the commands that make them.
    """
    from weiwo.assembly import assemble
    from weiwo.settings import Settings

    with assemble(Settings()) as parts:
        _ = parts.toolbox.store
        _ = parts.toolbox.ledger


def _end_in_order() -> None:
    """Let a stopped server exit 0: uvicorn raises the signal again once it has shut down."""
    import signal
    import threading

    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: None)
