"""Results: contacts, conversions and lift on control, down to branch and manager."""

import asyncio

from nicegui import ui

from api.web.desk import Desk
from api.web.region import Fields, Region, shown
from api.web.rendering import render
from tools.unit_results import BY_MANAGER, unit_results


class _Results:
    """The page: the units below the one that is open, and the campaigns."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._branch: str | None = None
        self._by = "campaign"
        self._all = Region(self._act)

    def wait(self) -> None:
        """Draw the skeleton."""
        self._all.wait(8)

    async def draw(self) -> None:
        """Ask the tools and draw."""

        async def make() -> str:
            branch, desk = self._branch, self._desk
            units, campaigns = await asyncio.gather(
                desk.run(lambda box, scope: unit_results(box, scope, branch)),
                desk.call("campaign_result", by=self._by),
            )
            drills = desk.role in BY_MANAGER
            return render("results.html", units=units, campaigns=campaigns, drills=drills)

        await self._all.redraw(make)

    async def _act(self, name: str, given: Fields) -> None:
        match name:
            case "down":
                self._branch = given["branch"]
            case "up":
                self._branch = None
            case "by":
                self._by = given["by"]
        await self.draw()


async def build(desk: Desk, _: ui.element) -> None:
    """Put the results on the page."""
    with ui.element("div").classes("page"):
        note = f"{desk.visitor['name']}，截至{desk.visitor['as_of']}"
        ui.html(render("page_head.html", title="经营结果", note=note), sanitize=False)
        page = _Results(desk)
    page.wait()
    await shown()
    await page.draw()
