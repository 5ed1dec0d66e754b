"""``weiwo audit``: is the audit chain whole, and a copy of it for somebody else."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from tools.ledger import Ledger


def register(app: typer.Typer) -> None:
    """Add the group to ``app``."""
    group = typer.Typer(help="Verify and export the audit chain.", no_args_is_help=True)

    @group.command()
    def verify() -> None:
        """Walk the whole chain; fails, naming each place, where a record was touched."""
        import json
        from dataclasses import asdict

        report = _ledger().verify()
        result = {"ok": report.ok, "records": report.records, "head": report.head}
        breaks = [asdict(found) for found in report.breaks]
        print(json.dumps({**result, "breaks": breaks}, ensure_ascii=False))
        if not report.ok:
            raise typer.Exit(1)

    @group.command()
    def export(
        out: Annotated[Path, typer.Option(help="the JSON lines file to write")],
        kind: Annotated[str | None, typer.Option(help="only records of this kind")] = None,
        after: Annotated[int, typer.Option(min=0, help="leave out records up to this one")] = 0,
    ) -> None:
        """Write the records, in order, as JSON lines: seq, at, kind, payload, previous, hash."""
        from dataclasses import asdict

        from weiwo.jsonl import write_rows

        records = _ledger().records(kind, after)
        count = write_rows(out, (asdict(record) for record in records))
        print(count)

    app.add_typer(group, name="audit")


def _ledger() -> "Ledger":
    from home.errors import NotReady
    from tools.ledger import Ledger
    from weiwo.settings import Settings

    path = Settings().home / "ledger.db"
    if not path.exists():
        raise NotReady(f"{path} must exist; a first answer (`weiwo demo` or `weiwo ask`) writes it")
    return Ledger(path)
