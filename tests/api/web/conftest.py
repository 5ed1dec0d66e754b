"""A real browser, and two servers: over the fake bank, and over the small demo bank."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from api.web.chromium import chromium
from tests.conftest import linked_home

PATIENCE = 120_000
"""Milliseconds: what is waited for comes in a second, but not where all tests run at once."""


@contextmanager
def served(*command: str, port: int, **environment: str) -> Iterator[str]:
    """A server in a process of its own, from when it is ready."""
    server = subprocess.Popen(
        [sys.executable, *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **environment},
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(1800):
            try:
                httpx.get(f"{url}/readyz")
                break
            except httpx.TransportError:
                assert server.poll() is None, "the server must start"
                time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait(40)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The application over the fake bank."""
    port = free_port()
    with served("-m", "tests.api.fake_server", str(port), port=port) as url:
        yield url


@pytest.fixture(scope="module")
def workbench(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real application over the small demo bank, with a ledger of its own."""
    home = linked_home(demo_home, tmp_path_factory.mktemp("workbench") / "home")
    port = free_port()
    command = ("-m", "weiwo", "serve", "--port", str(port))
    with served(*command, port=port, WEIWO_HOME=str(home)) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page that complains of nothing and loads nothing from elsewhere."""
    width, height, scheme = getattr(request, "param", (1366, 768, "light"))
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", color_scheme=scheme
    )
    found = context.new_page()
    found.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    complaints: list[str] = []
    elsewhere: list[str] = []
    found.on("pageerror", lambda error: complaints.append(str(error)))
    found.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    found.on("request", lambda r: None if "//127.0.0.1" in r.url else elsewhere.append(r.url))
    yield found
    context.close()
    assert [text for text in complaints if "status of 4" not in text] == []
    assert [url for url in elsewhere if not url.startswith(("data:", "blob:"))] == []


@pytest.fixture
def open_as(page: Page, workbench: str) -> Callable[[str, str], Page]:
    """Opens a path of the workbench for somebody, and waits until every part of it is there."""
    return lambda who, path: _opened(page, workbench, who, path)


@pytest.fixture
def open_at(page: Page) -> Callable[[str, str, str], Page]:
    """The same for a server of the test's own."""
    return lambda url, who, path: _opened(page, url, who, path)


def _opened(page: Page, url: str, who: str, path: str) -> Page:
    page.request.post(f"{url}/session", form={"as": who}, max_redirects=0)
    page.goto(url + path)
    page.locator("#main").wait_for()
    page.wait_for_function("document.querySelectorAll('#main .skeleton').length === 0")
    return page


def told(page: Page, words: str) -> None:
    """Wait until a notice with these words is shown."""
    expect(page.locator(".q-notification").filter(has_text=words).first).to_be_visible()


def fits(page: Page) -> bool:
    """Whether nothing of the page stands outside of its width."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def faults(page: Page) -> list[str]:
    """What axe finds serious or critical on the page."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {[node['html'][:120] for node in one['nodes'][:3]]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
