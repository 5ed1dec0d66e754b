"""What leaves by itself: the call centre hears, signed, seconds after a customer asked."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from api.auth import Tokens
from home.errors import BadInput
from tests.conftest import linked_home
from tests.tools.bank import customers
from tools.access import parse
from tools.outreach.gateways.signature import Verifier
from weiwo import housekeeping
from weiwo.asgi import create
from weiwo.assembly import toolbox_of
from weiwo.cli import run
from weiwo.settings import Settings

WEBHOOK = "w" * 40
SECRET = "3f9c0a1b7d5e4826af0913c5d7e2b4806a1c3e5f"


@contextmanager
def call_centre(heard: list[dict[str, object]], answers: list[int]) -> Iterator[str]:
    verifier = Verifier(WEBHOOK.encode())

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            fault = verifier.fault(dict(self.headers), body, int(time.time()))
            code = answers.pop(0) if answers else 200
            if fault is None and code == 200:
                heard.append({**json.loads(body), "idempotency": self.headers["Idempotency-Key"]})
            self.send_response(code if fault is None else 401)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/waits"
    finally:
        server.shutdown()
        server.server_close()


def settings_of(home: Path, url: str, secret: str = WEBHOOK) -> Settings:
    ways = home / "gateways.yaml"
    ways.write_text(f"handoffs: {{kind: webhook, url: '{url}'}}\n", encoding="utf-8")
    return Settings(
        home=home,
        gateways=ways,
        webhook_secret=SecretStr(secret),
        secret=SecretStr(SECRET),
    )


def asked(served: TestClient, settings: Settings) -> tuple[str, httpx.Response]:
    with toolbox_of(settings) as toolbox:
        who = customers(toolbox)[0].customer_id
    token = Tokens(SECRET).issue(parse(f"customer:{who}"))
    headers = {"Authorization": f"Bearer {token}"}
    return who, served.post("/api/ask", json={"question": "转人工"}, headers=headers)


def test_a_served_home_tells_by_itself_and_again_where_nobody_took_it(
    demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "LOOK", 0.05)
    monkeypatch.setattr("tools.handoff_notices._REST", timedelta(0))
    heard: list[dict[str, object]] = []
    with call_centre(heard, [503]) as url:
        settings = settings_of(linked_home(demo_home, tmp_path / "home"), url)
        with TestClient(create(settings, web=False)) as served:
            who, answer = asked(served, settings)
            assert answer.status_code == 200
            ends = time.monotonic() + 20
            while not heard and time.monotonic() < ends:
                time.sleep(0.05)
    (notice,) = heard
    assert (notice["event"], notice["customer_id"]) == ("customer_waits", who)
    assert notice["idempotency"] == notice["key"]


def test_the_worker_of_messages_tells_too(
    demo_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from tools.ledger.handoffs import Handoff, add

    heard: list[dict[str, object]] = []
    with call_centre(heard, []) as url:
        settings = settings_of(linked_home(demo_home, tmp_path / "home"), url)
        with toolbox_of(settings) as toolbox, toolbox.ledger.writing() as writing:
            who = customers(toolbox)[0].customer_id
            add(writing, Handoff("k", toolbox.now, who, "person", "t"))
        for name, value in (
            ("HOME", str(settings.home)),
            ("GATEWAYS", str(settings.gateways)),
            ("WEBHOOK_SECRET", WEBHOOK),
        ):
            monkeypatch.setenv(f"WEIWO_{name}", value)
        assert run(["outreach", "run"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["notices"] == {"sent": 1, "resting": 0, "over": 0}
    assert [one["key"] for one in heard] == ["k"]


def test_a_door_without_its_secret_is_said_before_anything_is_served(
    demo_home: Path, tmp_path: Path
) -> None:
    settings = settings_of(linked_home(demo_home, tmp_path / "home"), "https://x.example", "short")
    with pytest.raises(BadInput, match="WEIWO_WEBHOOK_SECRET"):
        create(settings, web=False)
