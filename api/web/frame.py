"""What surrounds a page: where one may go, who one is, what the data are, light or dark."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from nicegui import ElementFilter, ui

from api.web.navigation import places_of
from api.web.rendering import render
from tools.access import Role

_DARK = {"light": False, "dark": True, "auto": None}
_NEXT = {"auto": "light", "light": "dark", "dark": "auto"}
_NAMES = {"auto": "外观：自动", "light": "外观：浅色", "dark": "外观：深色"}


@contextmanager
def frame(visitor: Mapping[str, str], theme: str, role: Role, here: str) -> Iterator[ui.element]:
    """The header, the navigation, and the main part that the block fills; yields the header's place
    for tools. ``here`` is the path of the place that is open.
    """
    is_customer = role is Role.CUSTOMER
    places = places_of(role)
    dark = ui.dark_mode(_DARK[theme])
    ui.query("body").classes("customer" if is_customer else "staff")
    ui.query(".q-page").props("role=none")  # the page library's own main holds header and all
    ui.html(render("skip.html"), sanitize=False).classes("skip")
    with ui.element("header").classes("top"):
        ui.html(render("brand.html", is_customer=is_customer), sanitize=False).classes("brand-part")
        with ui.element("div").classes("top-tools").props('role="group" aria-label="页面工具"'):
            tools = ui.element("div").classes("page-tools")
            _theme_button(dark, theme)
            ui.html(render("leave.html", visitor=visitor), sanitize=False).classes("leave")
    with ui.element("div").classes("desk"):
        if len(places) > 1:
            html = render("navigation.html", places=places, here=here)
            ui.html(html, sanitize=False, tag="nav").classes("side").props('aria-label="主导航"')
        with ui.element("main").classes("stage").props('id="main" tabindex="-1"'):
            yield tools


def _theme_button(dark: ui.dark_mode, theme: str) -> None:
    state = {"theme": theme}

    def switch() -> None:
        state["theme"] = _NEXT[state["theme"]]
        dark.value = _DARK[state["theme"]]
        button.set_text(_NAMES[state["theme"]])
        ui.run_javascript(f"weiwo.theme('{state['theme']}')")
        for chart in ElementFilter(kind=ui.echart):  # their colours are read when they are drawn
            chart.update()

    button = ui.button(_NAMES[theme], on_click=switch, color=None)
    button.props('flat no-caps dense unelevated aria-label="切换浅色、深色"')
    button.classes("text-button appearance")
