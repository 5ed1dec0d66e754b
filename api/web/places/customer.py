"""One customer: what they are like, what they hold, what the models and rules say."""

import asyncio

from nicegui import ui

from api.web.charts import assets_chart
from api.web.desk import Desk, new_key
from api.web.failures import failure_card
from api.web.navigation import places_of
from api.web.region import Fields, Region, Sheet, shown
from api.web.rendering import render
from api.web.reporting import Reporting
from tools.access import Role
from tools.customers import person

ROLES = frozenset({Role.RM, Role.MANAGER})
OFFERS = 3
AHEAD_DAYS = 90


async def admits(desk: Desk) -> None:
    """Whether the customer is there for whoever asks.

    Raises:
        NotFound: not one of the asker's customers; the page is then not there either.
    """
    await desk.run(lambda box, scope: person(box.view(scope), desk.query["customer_id"]))


class _Customer:
    """The page of one customer."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._id = desk.query["customer_id"]
        self._name = ""
        self._places = {place.path.strip("/"): True for place in places_of(desk.role)}
        self._head = Region(self._act)
        with ui.element("div").classes("columns"):
            with ui.element("div").classes("region"):
                self._assets = ui.element("section").classes("card").props('aria-label="资产走势"')
                self._portrait = Region()
            with ui.element("div").classes("beside"):
                self._offers = Region()
        self._reporting = Reporting(desk, self._draw)
        self._sheet = Sheet("停止联系", self._act)

    def wait(self) -> None:
        """Draw the skeletons."""
        for part in (self._head, self._portrait, self._offers):
            part.wait()
        with self._assets:
            ui.html(render("skeleton.html", rows=4), sanitize=False)

    async def draw(self) -> None:
        """Ask the tools and draw."""
        await asyncio.gather(self._draw(), self._draw_assets(), self._offers.fill(self._offered))

    async def _draw(self) -> None:
        try:
            one = await self._desk.call("customer_profile", customer_id=self._id)
        except Exception as error:
            self._head.element.set_content(failure_card(error))
            self._portrait.element.set_content("")
            return
        self._name = one.name
        self._head.show("customer_head.html", one=one, now=self._desk.now, places=self._places)
        self._portrait.show("customer_portrait.html", one=one)

    async def _offered(self) -> str:
        found = await self._desk.call("next_best_offer", customer_id=self._id, top_k=OFFERS)
        return render("offers.html", found=found, places=self._places)

    async def _draw_assets(self) -> None:
        try:
            found = await self._desk.call(
                "forecast", customer_id=self._id, metric="aum", horizon_days=AHEAD_DAYS
            )
            html = render("assets.html", found=found)
        except Exception as error:
            found, html = None, failure_card(error)
        self._assets.clear()
        with self._assets:
            ui.html(html, sanitize=False)
            if found is not None and found.history:
                assets_chart(found)

    async def _act(self, name: str, given: Fields) -> None:
        match name:
            case "report":
                self._reporting.open(given)
            case "stop":
                self._sheet.open("stop.html", name=self._name, key=new_key())
            case "stopped":
                receipt = await self._desk.call("opt_out", given["key"], customer_id=self._id)
                ui.notify(receipt.text, type="positive", position="top")
                self._sheet.close()
                await self._draw()
            case "close":
                self._sheet.close()


async def build(desk: Desk, _: ui.element) -> None:
    """Put the customer on the page, part by part."""
    with ui.element("div").classes("page"):
        page = _Customer(desk)
    page.wait()
    await shown()
    await page.draw()
