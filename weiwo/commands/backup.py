"""``weiwo backup`` and ``weiwo restore``: a home in one file, and a home made of one."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command()(backup)
    app.command()(restore)


def backup(out: Annotated[Path, typer.Option(help="the file to write")]) -> None:
    """Save the home to a file, while it is served."""
    import sys

    from home.backup import back_up
    from weiwo.settings import Settings

    settings = Settings()
    made = back_up(settings.home, out)
    print(f"{out}：{len(made.files)}个文件")
    if settings.ledger_url or settings.threads_url:
        print(
            "weiwo: the ledger or the conversations are in a database of their own; back it up "
            "with its own tools (docs/operations.md)",
            file=sys.stderr,
        )


def restore(archive: Annotated[Path, typer.Argument(help="what `weiwo backup` wrote")]) -> None:
    """Make the (empty) home of a backup, and verify its audit chain."""
    from home import backup as saved
    from home.errors import WeiwoError
    from tools.ledger import Ledger
    from weiwo.settings import Settings

    settings = Settings()
    made = saved.restore(archive, settings.home)
    print(f"{settings.home}：{len(made.files)}个文件，备份于{made.made_at[:19]}Z")
    path = settings.home / "ledger.db"
    if not path.exists():
        return
    ledger = Ledger(path)
    try:
        report = ledger.verify()
    finally:
        ledger.close()
    if report.breaks:
        raise WeiwoError(f"the restored ledger must verify, breaks at {report.breaks[0]}")
    print(f"审计链完整，{report.records}条记录")
