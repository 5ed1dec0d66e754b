"""The templates of cards: those beside this file, and those of a kind of model beside its own."""

from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


def template(name: str, folder: Path = _HERE) -> Any:
    """A Jinja template of ``folder``, which may extend ``frame.html`` and include its style."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader([folder, _HERE])
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template(name)
