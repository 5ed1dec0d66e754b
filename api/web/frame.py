"""What surrounds a page: who one is, what the data are, light or dark, the way out."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from nicegui import ui

from api.web.rendering import render

_DARK = {"light": False, "dark": True, "auto": None}
_NEXT = {"auto": "light", "light": "dark", "dark": "auto"}
_NAMES = {"auto": "外观：自动", "light": "外观：浅色", "dark": "外观：深色"}


@contextmanager
def frame(visitor: Mapping[str, str], theme: str, is_customer: bool) -> Iterator[ui.element]:
    """The header, and the main part that the block fills; yields the header's place for tools."""
    dark = ui.dark_mode(_DARK[theme])
    ui.query("body").classes("customer" if is_customer else "staff")
    with ui.element("header").classes("top"):
        ui.html(render("brand.html", is_customer=is_customer), sanitize=False).classes("brand-part")
        with ui.element("nav").classes("top-tools").props('aria-label="页面工具"'):
            tools = ui.element("div")
            _theme_button(dark, theme)
            ui.html(render("leave.html", visitor=visitor), sanitize=False).classes("leave")
    with ui.element("main").classes("stage"):
        yield tools


def _theme_button(dark: ui.dark_mode, theme: str) -> None:
    state = {"theme": theme}

    def switch() -> None:
        state["theme"] = _NEXT[state["theme"]]
        dark.value = _DARK[state["theme"]]
        button.set_text(_NAMES[state["theme"]])
        ui.run_javascript(f"weiwo.theme('{state['theme']}')")

    button = ui.button(_NAMES[theme], on_click=switch, color=None)
    button.props('flat no-caps dense unelevated aria-label="切换浅色、深色"')
    button.classes("text-button appearance")
