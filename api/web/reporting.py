"""The sheet in which a manager writes down what came of a contact."""

from collections.abc import Awaitable, Callable
from typing import get_args

from nicegui import ui

from api.web.desk import Desk, new_key
from api.web.region import Fields, Sheet
from tools.arguments import Channel

_OUTCOMES = ("answered", "no_answer", "interested", "follow_up", "converted", "refused")


class Reporting:
    """Opens the sheet for a customer; ``after`` runs when something was recorded."""

    def __init__(self, desk: Desk, after: Callable[[], Awaitable[None]]) -> None:
        self._desk = desk
        self._after = after
        self._sheet = Sheet("记录联系结果", self._act)

    def open(self, given: Fields) -> None:
        """Ask what came of it; ``given`` names the customer and the channel."""
        from api.web.phrases import named

        self._sheet.open(
            "report.html",
            customer=given["customer"],
            name=given.get("name", given["customer"]),
            channel=given.get("channel", ""),
            key=new_key(),
            outcomes=[(code, named(code)) for code in _OUTCOMES],
            channels=get_args(Channel),
        )

    async def _act(self, name: str, given: Fields) -> None:
        if name == "record":
            receipt = await self._desk.call(
                "record_feedback",
                given["key"],
                customer_id=given["customer"],
                outcome=given["outcome"],
                channel=given.get("channel") or None,
                amount=float(given["amount"]) if given.get("amount") else None,
                note=given.get("note") or None,
            )
            ui.notify(f"{receipt.name}：{receipt.text}", type="positive", position="top")
            await self._after()
        self._sheet.close()
