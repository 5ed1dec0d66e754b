"""A customer's stage: a figure that listens, thinks and speaks, its voice, and the size of type."""

from nicegui import ui

from api.web.desk import Desk
from api.web.rendering import render

_SIZES = {False: "大字", True: "标准字"}


class Stage:
    """The figure beside the conversation. What it does follows from the turn (``turn``), from the
    voice and from the field; the browser knows the last two (``static/voice.js``).
    """

    def __init__(self, desk: Desk, tools: ui.element) -> None:
        html = render("avatar.html", voice=desk.voice)
        ui.html(html, sanitize=False, tag="section").classes("scene").props('aria-label="AI数字人"')
        with tools:
            _size_button(large=desk.large)

    def turn(self, state: str) -> None:
        """Show where the turn stands: ``thinking``, ``answering``, ``idle``."""
        ui.run_javascript(f"weiwo.turn('{state}')")

    def say(self, place: str) -> None:
        """Read the answer below this question aloud, where the reader has switched that on."""
        ui.run_javascript(f"weiwo.answered('{place}')")


def _size_button(*, large: bool) -> None:
    """Large type, as the customer chose it last time."""
    state = {"large": large}
    if large:
        ui.query("body").classes("large")

    def switch() -> None:
        state["large"] = not state["large"]
        button.set_text(_SIZES[state["large"]])
        ui.run_javascript(f"weiwo.size({'true' if state['large'] else 'false'})")

    button = ui.button(_SIZES[large], on_click=switch, color=None)
    button.props('flat no-caps unelevated aria-label="切换字号"').classes("text-button size")
