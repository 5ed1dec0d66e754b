"""Starting a real Chromium for screenshots and browser tests (development only)."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from home.errors import NotReady

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# No GPU, no sandbox of its own inside a container, and nothing sent anywhere.
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def executable() -> str | None:
    """Where Chromium is, if it is installed."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)


@contextmanager
def chromium() -> Iterator["Browser"]:
    """A browser with a fresh profile.

    Raises:
        NotReady: Chromium or Playwright is not installed; says how to get it.
    """
    path = executable()
    if path is None:
        raise NotReady("chromium must be installed: apt-get install chromium fonts-noto-cjk")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise NotReady("playwright must be installed: pip install 'weiwo[dev]'") from None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()
