"""A part of a page that a template draws: a skeleton at once, buttons and forms that call back."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from nicegui import ui
from nicegui.events import GenericEventArguments

from api.web.failures import failure_card
from api.web.rendering import render

Fields: TypeAlias = Mapping[str, str]
Act: TypeAlias = Callable[[str, Fields], Awaitable[None]]

# A button says what it does in data-act, with whom in its other data; a form sends its fields.
_PRESSED = """(event) => {
  const button = event.target.closest("[data-act]");
  if (!button || button.tagName === "FORM" || button.closest("form[data-act]")?.contains(button)
      && button.type === "submit") return;
  emit(button.dataset.act, { ...button.dataset });
}"""
_SENT = """(event) => {
  const form = event.target.closest("form[data-act]");
  if (!form) return;
  event.preventDefault();
  emit(form.dataset.act, Object.fromEntries(new FormData(form, event.submitter)));
}"""


class Unread(Exception):
    """The page was fetched, and nobody looks at it."""


async def shown() -> None:
    """Send the page as it is; what comes after this stands in for its skeletons.

    Raises:
        Unread: no browser has opened it.
    """
    try:
        await ui.context.client.connected(timeout=10.0)
    except TimeoutError:
        raise Unread from None


class Region:
    """A part of a page. ``act`` is told what was pressed or sent, and with which fields.

    What a template is given it escapes; a region takes HTML from ``api.web.rendering`` alone.
    """

    def __init__(self, act: Act | None = None, *, classes: str = "region") -> None:
        self._act = act
        self.element = ui.html("", sanitize=False).classes(classes)
        if act is not None:
            self.element.on("click", self._heard, js_handler=_PRESSED)
            self.element.on("submit", self._heard, js_handler=_SENT)

    def show(self, template: str, /, **values: object) -> None:
        """Draw the template here."""
        self.element.set_content(render(template, **values))

    def wait(self, rows: int = 3) -> None:
        """Draw the skeleton of what is to come."""
        self.show("skeleton.html", rows=rows)

    async def fill(self, make: Callable[[], Awaitable[str]], *, rows: int = 3) -> bool:
        """Draw what ``make`` gives, a skeleton until then, a card with a sentence if it fails.

        Returns:
            Whether it was drawn.
        """
        self.wait(rows)
        return await self.redraw(make)

    async def redraw(self, make: Callable[[], Awaitable[str]]) -> bool:
        """As ``fill``, but what stands there stays until the new is there."""
        try:
            html = await make()
        except Exception as error:  # whatever failed, the reader gets a sentence
            self.element.set_content(failure_card(error))
            return False
        self.element.set_content(html)
        return True

    async def _heard(self, event: GenericEventArguments) -> None:
        assert self._act is not None
        name, given = event.args
        fields = {str(key): str(value) for key, value in dict(given).items()}
        try:
            await self._act(str(name), fields)
        except Exception as error:
            tell_failure(error)
        finally:
            ui.run_javascript("weiwo.done()")


def tell_failure(error: Exception) -> None:
    """Say that something failed, where there is no place on the page for it."""
    from api.web.failures import failure_words

    ui.notify(failure_words(error), type="negative", position="top", timeout=8000, multi_line=True)


class Sheet:
    """A dialog that a template draws."""

    def __init__(self, title: str, act: Act) -> None:
        self._dialog = ui.dialog().classes("sheet").props(f'aria-label="{title}"')
        with self._dialog, ui.element("div").classes("sheet-card"):
            self.region = Region(act, classes="sheet-body")

    def open(self, template: str, /, **values: object) -> None:
        """Draw the template and open."""
        self.region.show(template, **values)
        self._dialog.open()

    def close(self) -> None:
        """Close."""
        self._dialog.close()
