"""``weiwo mart``: check, describe and load an institution's tables."""

from pathlib import Path
from typing import Annotated

import typer

from home.errors import BadInput


def register(app: typer.Typer) -> None:
    """Add the group to ``app``."""
    group = typer.Typer(help="The institution's tables.", no_args_is_help=True)
    group.command()(load)
    group.command()(check)
    group.command()(describe)
    app.add_typer(group, name="mart")


def load(
    source: Annotated[
        str, typer.Argument(help="A folder of CSV or Parquet files, a .duckdb file, or a URL.")
    ],
    mapping: Annotated[Path, typer.Option(help="YAML; start from: weiwo mart describe --template")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would happen; write nothing.")
    ] = False,
) -> None:
    """Map, check and load an institution's tables; all of them or nothing."""
    from rich.console import Console

    from decision_models.mart.loading import load as load_tables
    from decision_models.mart.wording import load_lines
    from weiwo.settings import Settings

    console = Console(stderr=True)
    with console.status("读取") as status:
        report = load_tables(
            Settings().home,
            source,
            mapping,
            dry_run=dry_run,
            progress=lambda table: status.update(f"读取 {table}"),
        )
    print("\n".join(load_lines(report)))
    if not report.ok:
        raise BadInput(f"{source} breaks rules of the mart (listed above); nothing was loaded")


def check(
    folder: Annotated[
        Path | None,
        typer.Argument(help="A folder of <table>.parquet files; without it, the current mart."),
    ] = None,
) -> None:
    """Say which rule each bad row breaks."""
    from rich.console import Console

    from decision_models.mart.checks import check as check_tables
    from decision_models.mart.warehouse import Warehouse
    from decision_models.mart.wording import check_lines
    from weiwo.settings import Settings

    as_of = None
    if folder is None:
        version = Warehouse(Settings().home).current()
        folder, as_of = version.path, version.as_of
    with Console(stderr=True).status("检查"):
        report = check_tables(folder, as_of)
    print("\n".join(check_lines(report)))
    if not report.ok:
        raise BadInput(f"{folder} breaks rules of the mart (listed above)")


def describe(
    template: Annotated[
        bool, typer.Option("--template", help="Print a mapping to start from.")
    ] = False,
) -> None:
    """Show the tables and columns, and what the current mart holds."""
    from decision_models.mart.template import template as mapping_template
    from decision_models.mart.warehouse import Warehouse
    from decision_models.mart.wording import schema_lines
    from weiwo.settings import Settings

    if template:
        print(mapping_template(), end="")
        return
    warehouse = Warehouse(Settings().home)
    version = warehouse.find()
    rows = {} if version is None else warehouse.rows(version)
    print("\n".join(schema_lines(version, rows)))
