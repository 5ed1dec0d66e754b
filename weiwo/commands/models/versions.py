"""``weiwo models promote`` and ``rollback``: which version of a model scores."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from decision_models.registry import Entry
    from decision_models.registry.shelf import Shelf

_AT_THE_COMMAND_LINE = "命令行"
_OPERATOR = "operator:cli"
_Reason = Annotated[str, typer.Option(help="why, for the audit chain")]
_Name = Annotated[str, typer.Argument(help="a trained model")]


def register(group: typer.Typer) -> None:
    """Add the commands to ``weiwo models``."""
    group.command("promote")(promote)
    group.command("rollback")(rollback)


def promote(
    name: _Name,
    version: Annotated[
        int | None, typer.Option(help="its version; without it the challenger")
    ] = None,
    reason: _Reason = _AT_THE_COMMAND_LINE,
) -> None:
    """Make a waiting or a former version of a model the champion, in one step, and on record."""
    _switch(name, "promoted", version, reason)


def rollback(name: _Name, reason: _Reason = _AT_THE_COMMAND_LINE) -> None:
    """Go back to the champion before this one; the present one waits as challenger."""
    _switch(name, "rolled_back", None, reason)


def _switch(name: str, how: str, version: int | None, reason: str) -> None:
    from contextlib import closing

    from decision_models.shelves import shelf_of
    from tools.model_shelf import switch
    from weiwo.ledgers import ledger_of
    from weiwo.settings import Settings

    settings = Settings()
    registry = shelf_of(settings.home, name)
    with closing(ledger_of(settings)) as ledger:
        entry = switch(settings.home, ledger, _OPERATOR, name, how, version, reason)
    _print(registry, name, entry)


def _print(registry: "Shelf[Any]", name: str, entry: "Entry") -> None:
    card = registry.card(name)
    print(f"{name} 现在由第{entry.champion}版打分（{card.title}，数据截至{card.data_as_of}）")
    if entry.challenger is not None:
        print(f"挑战者：第{entry.challenger}版")
    if entry.former:
        print(f"可以退回：第{entry.former[-1]}版")
    print(f"已有的分数仍是原来版本的，重新打分：weiwo models score {name}")
