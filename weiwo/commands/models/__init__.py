"""``weiwo models``: the catalogue's models, and models of any flat table."""

import importlib
import pkgutil

import typer


def register(app: typer.Typer) -> None:
    """Add the group to ``app``, with every subcommand that this package holds."""
    group = typer.Typer(help="Train, score and inspect decision models.", no_args_is_help=True)
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda found: found.name):
        importlib.import_module(f"{__name__}.{module.name}").register(group)
    app.add_typer(group, name="models")
