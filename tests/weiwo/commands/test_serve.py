"""``weiwo serve``: says what is missing before it serves, and serves until told to stop."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

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
