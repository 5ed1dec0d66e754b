"""``weiwo audit``: is the audit chain whole, and a copy of it for somebody else."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from tools.ledger import Ledger, VerifyReport

Witnesses = Annotated[
    list[Path] | None,
    typer.Option("--witness", help="receipts of `audit head`, or messages as a gateway got them"),
]


def register(app: typer.Typer) -> None:
    """Add the group to ``app``."""
    group = typer.Typer(help="Verify and export the audit chain.", no_args_is_help=True)
    group.command()(verify)
    group.command()(head)
    group.command()(export)
    app.add_typer(group, name="audit")


def verify(
    witness: Witnesses = None,
    copy: Annotated[
        Path | None, typer.Option(help="verify this whole export instead of the ledger")
    ] = None,
) -> None:
    """Walk the whole chain, and the rows bound to it; fails, naming each place that was touched."""
    import json
    from dataclasses import asdict

    report = _report(copy, witness or [])
    result = {"ok": report.ok, "records": report.records, "head": report.head}
    breaks = [asdict(found) for found in report.breaks]
    print(json.dumps({**result, "breaks": breaks}, ensure_ascii=False))
    if not report.ok:
        raise typer.Exit(1)


def head(
    out: Annotated[Path | None, typer.Option(help="append the receipt to this file")] = None,
) -> None:
    """Print a signed receipt of the chain's end, to be kept elsewhere as a witness."""
    from home.clock import system_clock
    from weiwo.witnesses import receipt

    line = receipt(_ledger().end(), system_clock(), _key()).model_dump_json()
    if out is not None:
        with out.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
    print(line)


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


def _report(copy: Path | None, witness: list[Path]) -> "VerifyReport":
    from tools.ledger.chain import verify_copy
    from weiwo.witnesses import read, read_copy

    key = _key() if witness else b""
    heads = [head for path in witness for head in read(path, key)]
    if copy is not None:
        return verify_copy(read_copy(copy), heads)
    return _ledger().verify(heads)


def _key() -> bytes:
    """What signs receipts: of this home, for this purpose alone."""
    from api.signing import derive, signing_secret
    from weiwo.settings import Settings

    settings = Settings()
    configured = settings.secret.get_secret_value() if settings.secret else None
    # A demo home takes any secret; of others the server has refused a weak one.
    return derive(signing_secret(settings.home, configured, demo=True), "audit head")


def _ledger() -> "Ledger":
    from home.errors import NotReady
    from weiwo.ledgers import ledger_of
    from weiwo.settings import Settings

    settings = Settings()
    path = settings.home / "ledger.db"
    if settings.ledger_url is None and not path.exists():
        raise NotReady(f"{path} must exist; a first answer (`weiwo demo` or `weiwo ask`) writes it")
    return ledger_of(settings)
