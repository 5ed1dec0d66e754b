"""``weiwo outreach``: texts to customers, checked again at the moment they leave, sent once."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from tools.ledger.outbox import Entry
    from tools.outreach.queueing import Dispatch

As = Annotated[str, typer.Option("--as", help="who sends: rm:, manager: or marketer:ID")]
To = Annotated[str, typer.Option(help="recipients of a general text: C1,C2 or @FILE")]
Text = Annotated[str, typer.Argument(metavar="TEXT", help="the text's number, T…")]
Key = Annotated[str, typer.Argument(metavar="MESSAGE", help="the message's key, or its beginning")]
Campaign = Annotated[str, typer.Option(help="the occasion: the same text goes once for each")]
Reason = Annotated[str, typer.Option(help="why")]
AsJson = Annotated[bool, typer.Option("--json", help="print JSON")]


def register(app: typer.Typer) -> None:
    """Add the group to ``app``."""
    group = typer.Typer(help="Send texts to customers, each once.", no_args_is_help=True)
    group.command()(check)
    group.command()(queue)
    group.command(name="list")(list_)
    group.command()(cancel)
    group.command()(settle)
    group.command()(run)
    group.command()(export)
    app.add_typer(group, name="outreach")


def check(text: Text, as_: As, to: To = "", campaign: Campaign = "", json_: AsJson = False) -> None:
    """Say for each recipient whether the text may go out now, by which rule, and when."""
    _dispatch("may_send", text, as_, to, campaign, json_)


def queue(text: Text, as_: As, to: To = "", campaign: Campaign = "", json_: AsJson = False) -> None:
    """Put a text into the outbox; exit 3 where no rule lets it go to anybody."""
    _dispatch("queue_message", text, as_, to, campaign, json_)


def list_(
    as_: Annotated[str, typer.Option("--as", help="a sender: their own; compliance: all")],
    state: Annotated[str, typer.Option(help="pending, sending, sent, unknown, …, all")] = "all",
    json_: AsJson = False,
) -> None:
    """List messages, first queued first."""
    from weiwo.doors import opened

    with opened(as_) as door:
        _show(door.call("outbox_state", state=state).items, json_)


def cancel(message: Key, as_: As, reason: Reason, json_: AsJson = False) -> None:
    """Stop a message that has not left."""
    from weiwo.doors import opened

    with opened(as_) as door:
        _show((door.call("cancel_message", key=message, reason=reason),), json_)


def settle(
    message: Key,
    as_: As,
    outcome: Annotated[str, typer.Option(help="sent or not_sent, as the gateway's log has it")],
    reason: Reason,
    json_: AsJson = False,
) -> None:
    """Say what became of a message whose gateway lost the answer and cannot be asked."""
    from weiwo.doors import opened

    with opened(as_) as door:
        entry = door.call("settle_message", key=message, outcome=outcome, reason=reason)
        _show((entry,), json_)


def run(
    limit: Annotated[int, typer.Option(min=1, help="at most so many messages")] = 100,
    every: Annotated[
        float | None, typer.Option(min=1, help="go on, with so many seconds between")
    ] = None,
) -> None:
    """Tell the call centre of who waits, settle what is unclear and send what is due; any number
    of these may run at once.
    """
    import json
    import time
    from dataclasses import asdict

    from weiwo.assembly import toolbox_of
    from weiwo.leaving import notifier_of, worker_of
    from weiwo.settings import Settings

    settings = Settings()
    with toolbox_of(settings) as toolbox:
        worker, notifier = worker_of(toolbox, settings), notifier_of(toolbox, settings)
        while True:
            told = {"notices": asdict(notifier.run())} if notifier else {}
            print(json.dumps({**told, **asdict(worker.run(limit))}), flush=True)
            if every is None:
                return
            time.sleep(every)


def export(
    as_: Annotated[str, typer.Option("--as", help="who exports: a maker, or compliance")],
    out: Annotated[Path, typer.Option(help="a .csv or .json file")],
    text: Annotated[list[str] | None, typer.Option(help="only these texts")] = None,
    channel: Annotated[str | None, typer.Option(help="only this channel")] = None,
) -> None:
    """Write released texts with their AI label, in words and as metadata; prints what was held."""
    from weiwo.doors import opened
    from weiwo.handing_out import require_format, write_texts

    require_format(out)
    with opened(as_) as door:
        done = door.call("export_texts", text_ids=text or [], channel=channel)
    write_texts(out, done.items)
    for one in done.held:
        print(f"{one.text_id}\t{one.rule}\t{one.why}")
    print(f"已导出{len(done.items)}条，未放行{len(done.held)}条；审计记录{done.record}")


def _dispatch(tool: str, text: str, as_: str, to: str, campaign: str, json_: bool) -> None:
    from weiwo.doors import opened, recipients

    with opened(as_) as door:
        done: Dispatch = door.call(tool, text_id=text, recipients=recipients(to), campaign=campaign)
    if json_:
        from agents.delivery import as_plain
        from weiwo.doors import print_json

        print_json(as_plain(done))
    else:
        for item in done.items:
            until = f"，最早{item.until.isoformat(timespec='minutes')}" if item.until else ""
            print(f"{item.customer_id}\t{item.state}\t{item.key[:8]}\t{item.why}{until}")
        print(done.text)
    if not any(item.key or item.allowed or item.until for item in done.items):
        raise typer.Exit(3)


def _show(entries: "tuple[Entry, ...]", json_: bool) -> None:
    if json_:
        from agents.delivery import as_plain
        from weiwo.doors import print_json

        print_json(as_plain(entries))
        return
    for one in entries:
        print(
            f"{one.key[:8]}\t{one.state}\t{one.channel}\t{one.customer_id}\t{one.text_id}\t"
            f"{one.campaign or '—'}\t{one.rule or '—'}"
        )
