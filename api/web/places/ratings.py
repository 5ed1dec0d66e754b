"""Ratings: what readers said of answers, for whoever makes them better or answers for them."""

from nicegui import ui

from api.web.desk import Desk
from api.web.region import Fields, Region, shown
from api.web.rendering import render
from tools.access import Role


class _Ratings:
    """The page: totals, and the latest ratings one by one."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._opinion: str | None = None
        self._all = Region(self._act)

    def wait(self) -> None:
        """Draw the skeleton."""
        self._all.wait(8)

    async def draw(self) -> None:
        """Ask the tool and draw."""

        async def make() -> str:
            found = await self._desk.call("answer_ratings", opinion=self._opinion)
            names = self._desk.role is Role.COMPLIANCE
            return render("ratings.html", found=found, opinion=self._opinion or "", names=names)

        await self._all.redraw(make)

    async def _act(self, name: str, given: Fields) -> None:
        if name == "opinion":
            self._opinion = given["opinion"] or None
        await self.draw()


async def build(desk: Desk, _: ui.element) -> None:
    """Put the ratings on the page."""
    with ui.element("div").classes("page"):
        note = "读者对回答的评价。每条都带着回答在审计链里的编号。"
        ui.html(render("page_head.html", title="回答评价", note=note), sanitize=False)
        page = _Ratings(desk)
    page.wait()
    await shown()
    await page.draw()
