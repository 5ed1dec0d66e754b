"""``python -m api.web.screenshots --out docs/images``: pictures of a running demo (development).

Start the server first (``weiwo serve``); the people and the answers are the demo bank's own.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from api.web.chromium import chromium
from home.errors import BadInput, WeiwoError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


_READ = (
    "!document.querySelector('#main .skeleton, #main progress:not([hidden]), #main [aria-busy]')"
)


@dataclass(frozen=True)
class Shot:
    """One picture: who is where, asks what and presses what (selectors), on which screen; without a
    role it is the sign-in page. ``after`` is what somebody does before, and has no picture.
    """

    name: str
    role: str = ""
    questions: tuple[str, ...] = ()
    path: str = "/ask"
    presses: tuple[str, ...] = ()
    size: tuple[int, int] = (1366, 768)
    scheme: str = "light"
    after: "Shot | None" = None


_WHO = "我名下哪些客户最有可能买理财？"
_PANEL = (400, 800)
_FIRST = "table.prospects a.customer-link"
_WRITE = "form[data-act=write] button[type=submit]"
_SUBMITTED = Shot(
    "submitted",
    "rm",
    path="/write?channel=moments&product=P003",
    presses=(_WRITE, "article button[data-act=submit]"),
)
"""A text in the queue, or the picture of it would be empty."""
SHOTS = (
    Shot("sign-in"),
    Shot("today", "rm", path="/today"),
    Shot("today-dark", "rm", path="/today", scheme="dark"),
    Shot("today-panel", "rm", path="/today", size=_PANEL),
    Shot("prospects", "rm", path="/prospects?goal=purchase&category=wealth"),
    Shot("customer", "rm", path="/prospects", presses=(_FIRST,), size=(1366, 1000)),
    Shot("write", "rm", path="/write?channel=moments&product=P003", presses=(_WRITE,)),
    Shot("review", "compliance", path="/review", after=_SUBMITTED),
    Shot("rules", "compliance", path="/rules"),
    Shot("models", "analyst", path="/models"),
    Shot("results", "manager", path="/results", size=(1366, 900)),
    Shot("studio", "marketer", path="/studio", presses=(_WRITE,), size=(1366, 1000)),
    Shot("workbench", "rm", (_WHO,), size=(1366, 900)),
    Shot("manager-portrait", "rm", (_WHO, "看看第一位长什么样"), size=(1366, 1000)),
    Shot("manager-event", "rm", ("降准之后我应该联系哪些客户？",), size=(1366, 900)),
    Shot("manager-message", "rm", (_WHO, "看看第一位长什么样", "给他写一条短信")),
    Shot("manager-dark", "rm", (_WHO,), size=(1366, 900), scheme="dark"),
    Shot("manager-panel", "rm", (_WHO,), size=_PANEL),
    Shot("customer-figure", "customer", ("我的资产现在怎么样？",)),
    Shot("ratings", "compliance", path="/ratings"),
    Shot("customer-phone", "customer", ("我有二十万闲钱放半年，买什么合适？",), size=_PANEL),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the pictures; the exit code is that of the ``weiwo`` command."""
    parser = argparse.ArgumentParser(prog="python -m api.web.screenshots", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the folder to write to")
    parser.add_argument("--url", default="http://127.0.0.1:8600", help="the running server")
    parser.add_argument("--only", nargs="*", default=[], help="names of pictures")
    given = parser.parse_args(arguments)
    try:
        take(given.url.rstrip("/"), given.out, given.only)
    except WeiwoError as error:
        print(f"screenshots: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def take(url: str, out: Path, only: Sequence[str] = ()) -> None:
    """Write ``<name>.png`` for each shot.

    Raises:
        BadInput: no demo server answers there.
        NotReady: there is no browser.
    """
    people = _first_of_each_role(url)
    out.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for shot in SHOTS:
            if not only or shot.name in only:
                if shot.after is not None:
                    with _page(browser, shot.after) as page:
                        _act(page, url, people, shot.after)
                with _page(browser, shot) as page:
                    _act(page, url, people, shot)
                    page.screenshot(path=out / f"{shot.name}.png")
                print(out / f"{shot.name}.png")


def _act(page: "Page", url: str, people: Mapping[str, str], shot: Shot) -> None:
    """Be who the shot names, go there, press and ask."""
    _sign_in(page, url, people.get(shot.role))
    if shot.role:
        page.goto(url + shot.path)
        _settled(page)
    for selector in shot.presses:
        page.locator(selector).first.click()
        page.wait_for_timeout(500)  # what was pressed shows that it works
        _settled(page)
    for question in shot.questions:
        _ask(page, question)


def _first_of_each_role(url: str) -> dict[str, str]:
    import httpx

    try:
        response = httpx.get(f"{url}/api/personas", timeout=60).raise_for_status()
    except httpx.HTTPError as error:
        raise BadInput(f"{url} must be a running demo (weiwo serve), got: {error}") from None
    people: dict[str, str] = {}
    for persona in response.json():
        people.setdefault(persona["role"], persona["asker"])
    return people


@contextmanager
def _page(browser: "Browser", shot: Shot) -> Iterator["Page"]:
    width, height = shot.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if shot.scheme == "dark" else "light",
        locale="zh-CN",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(180_000)
    yield page
    context.close()


def _sign_in(page: "Page", url: str, asker: str | None) -> None:
    page.goto(f"{url}/sign-in")
    if asker is not None:
        page.locator(f'form:has(input[value="{asker}"]) button').first.click()
        page.wait_for_url(lambda address: "/sign-in" not in address)


def _settled(page: "Page") -> None:
    """Wait until nothing on the page is being read any more."""
    page.locator("#main").wait_for()
    page.wait_for_function(_READ)
    page.wait_for_timeout(600)  # a chart draws itself, the last layout comes


def _ask(page: "Page", question: str) -> None:
    before = page.locator(".answer-foot").count()
    page.get_by_label("问题", exact=True).fill(question)
    page.keyboard.press("Enter")
    page.locator(".answer-foot").nth(before).wait_for()
    page.wait_for_timeout(400)  # the last layout after the answer


if __name__ == "__main__":
    sys.exit(main())
