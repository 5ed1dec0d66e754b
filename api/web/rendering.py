"""Templates to HTML. Autoescape is on; a template gets plain values and parsed text alone."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from fastapi.responses import HTMLResponse

from agents.composition.prose import blocks
from api.web.phrases import FILTERS

if TYPE_CHECKING:
    from jinja2 import Environment

# A page of our own needs no more than this; pages of the page library get theirs from api.headers.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def page(template: str, values: Mapping[str, object], status: int = 200) -> HTMLResponse:
    """A whole page."""
    html = render(template, **values)
    return HTMLResponse(html, status, headers={"Content-Security-Policy": POLICY})


def render(template: str, **values: object) -> str:
    """The HTML of a template."""
    return _environment().get_template(template).render(**values)


@cache
def asset_version() -> str:
    """Changes with the assets, so that browsers may keep them for ever."""
    import hashlib

    folder = resources.files("api.web.static")
    found = sorted(file.name for file in folder.iterdir() if file.name.endswith((".css", ".js")))
    content = b"".join(folder.joinpath(name).read_bytes() for name in found)
    return hashlib.sha256(content).hexdigest()[:12]


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("api.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["blocks"] = blocks
    environment.filters |= FILTERS
    environment.globals["asset_version"] = asset_version
    return environment
