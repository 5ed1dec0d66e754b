"""``weiwo serve``: says what is missing before it serves, and serves until told to stop."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import linked_home
from weiwo.cli import run


def test_an_empty_home_says_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WEIWO_HOME", str(tmp_path))
    assert run(["serve", "--port", "0"]) == 2
    error = capsys.readouterr().err
    assert "weiwo demo" in error
    assert "weiwo mart load" in error
    assert list(tmp_path.iterdir()) == []


def test_a_taken_port_is_said_to_be_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WEIWO_HOME", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run(["serve", "--port", str(port)]) == 1
    error = capsys.readouterr().err
    assert str(port) in error
    assert "--port" in error


def test_another_machines_address_cannot_be_served_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WEIWO_HOME", str(tmp_path))
    assert run(["serve", "--host", "203.0.113.7", "--port", "0"]) == 1
    assert "203.0.113.7" in capsys.readouterr().err


def test_it_answers_and_ends_in_order(demo_home: Path, tmp_path: Path) -> None:
    for name in ("mart", "models", "scores", "knowledge"):
        (tmp_path / name).symlink_to(demo_home / name)
    server = subprocess.Popen(
        [sys.executable, "-m", "weiwo", "serve", "--port", "0"],
        env={**os.environ, "WEIWO_HOME": str(tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stderr is not None
        line = next(line for line in server.stderr if "http://" in line)
        found = re.search(r"http://[\d.:]+", line)
        assert found
        with httpx.Client(base_url=found[0], timeout=60) as client:
            assert client.get("/readyz").json()["demo"] is True
            assert "先决策，后成文" in client.get("/sign-in").text
            assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
    finally:
        server.send_signal(signal.SIGTERM)
        _, rest = server.communicate(timeout=60)
    assert server.returncode == 0, rest
    assert "Traceback" not in rest


def test_a_killed_worker_is_replaced_and_loses_no_thread(demo_home: Path, tmp_path: Path) -> None:
    from weiwo.assembly import assemble
    from weiwo.serving_aside import serving
    from weiwo.settings import Settings

    with (
        assemble(Settings(home=linked_home(demo_home, tmp_path / "home"))) as parts,
        serving(parts, workers=2) as server,
        httpx.Client(
            base_url=server.url,
            headers={"Authorization": f"Bearer {server.token('rm:M001')}"},
            timeout=60,
        ) as client,
    ):
        _until(lambda: client.get("/readyz").status_code == 200)
        assert client.get("/sign-in").status_code == 404, "the workbench is another process's"
        ask = {"question": "我名下哪些客户最有可能买理财？", "thread": "kept"}
        listed = client.post("/api/ask", json=ask)
        assert listed.status_code == 200, listed.text
        first = listed.json()["decision"]["items"][0]["customer_id"]
        workers = set(_workers(server.pid))
        assert len(workers) == 2
        os.kill(min(workers), signal.SIGKILL)
        _until(lambda: len(set(_workers(server.pid)) - {min(workers)}) == 2)
        ask = {"question": "看看第一位长什么样", "thread": "kept"}
        found = _until(lambda: client.post("/api/ask", json=ask))
        assert found.status_code == 200, found.text
        assert found.json()["decision"]["customer_profile"]["customer_id"] == first
        assert not parts.toolbox.ledger.verify().breaks


def _workers(parent: int) -> list[int]:
    """The processes that serve: those of the parent's that hold the application."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    found = []
    for child in children:
        said = Path(f"/proc/{child}/cmdline").read_bytes()
        if b"spawn_main" in said:
            found.append(int(child))
    return found


def _until(ask: Callable[[], Any]) -> Any:
    ends = time.monotonic() + 120
    while True:
        try:
            if found := ask():
                return found
        except httpx.TransportError:
            if time.monotonic() > ends:
                raise
        assert time.monotonic() < ends, "it must come about within two minutes"
        time.sleep(0.2)
