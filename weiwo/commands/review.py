"""``weiwo review``: the queue of texts that wait for a person, and what is decided about them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from weiwo.doors import Door

As = Annotated[str, typer.Option("--as", help="who decides: compliance:NAME")]
Maker = Annotated[str, typer.Option("--as", help="who asks: rm:, manager: or marketer:ID")]
Reason = Annotated[str, typer.Option(help="why, in words that the audit keeps")]
AsJson = Annotated[bool, typer.Option("--json", help="print JSON")]
Number = Annotated[str, typer.Argument(metavar="REVIEW", help="the request's number, R…")]


def register(app: typer.Typer) -> None:
    """Add the group to ``app``."""
    group = typer.Typer(help="Release texts that wait for a person.", no_args_is_help=True)
    group.command(name="list")(list_)
    group.command()(show)
    group.command()(submit)
    group.command()(approve)
    group.command()(edit)
    group.command()(reject)
    app.add_typer(group, name="review")


def list_(
    as_: Annotated[str, typer.Option("--as", help="compliance: sees all, a maker their own")],
    state: Annotated[
        str, typer.Option(help="waiting, approved, rejected, edited or all")
    ] = "waiting",
    json_: AsJson = False,
) -> None:
    """List requests for release, oldest first."""
    with _door(as_) as door:
        door.print_queue(door.call("review_queue", state=state), json_)


def show(number: Number, as_: As, json_: AsJson = False) -> None:
    """Show one request: the text, what the check found, whom it is for, what was decided."""
    with _door(as_) as door:
        door.print_review(door.review(number), json_)


def submit(
    as_: Maker,
    text: Annotated[str | None, typer.Option(help="number of a text of yours, T…")] = None,
    file: Annotated[
        Path | None, typer.Option(help="a text in your own words instead; - reads it")
    ] = None,
    channel: Annotated[str | None, typer.Option(help="with --file: sms, wecom, …")] = None,
    product: Annotated[str | None, typer.Option(help="with --file: the product's id")] = None,
    customer: Annotated[str | None, typer.Option(help="with --file: for this customer")] = None,
    title: Annotated[str | None, typer.Option(help="with --file: its title")] = None,
    ai: Annotated[bool, typer.Option("--ai", help="with --file: an AI worded it")] = False,
    to: Annotated[str, typer.Option(help="recipients of a general text: C1,C2 or @FILE")] = "",
    reason: Annotated[str, typer.Option(help="what the checker should know")] = "",
    json_: AsJson = False,
) -> None:
    """Put a text into the queue: one of `weiwo ask`, or one in your own words."""
    from home.errors import BadInput
    from weiwo.doors import recipients, words

    if (text is None) == (file is None):
        raise BadInput("review submit must be given either --text or --file, got both or neither")
    with _door(as_) as door:
        if file is not None:
            text = door.draft(words(file), channel, title, product, customer, generated=ai).text_id
        item = door.call("submit_text", text_id=text, recipients=recipients(to), reason=reason)
        door.print_review(item, json_)


def approve(
    number: Number,
    as_: As,
    reason: Reason,
    evidence: Annotated[
        str | None, typer.Option(help="what proves it: a document's number, a source")
    ] = None,
    json_: AsJson = False,
) -> None:
    """Release a text to its recipients; never by who had a hand in it."""
    with _door(as_) as door:
        item = door.call("approve_text", review_id=number, reason=reason, evidence=evidence)
        door.print_review(item, json_)


def edit(
    number: Number,
    as_: As,
    file: Annotated[Path, typer.Option(help="the new words; - reads them")],
    reason: Reason,
    title: Annotated[str | None, typer.Option(help="the new title")] = None,
    json_: AsJson = False,
) -> None:
    """Put other words in their place: a new text, checked again, for another to approve."""
    from weiwo.doors import words

    with _door(as_) as door:
        item = door.call(
            "edit_text", review_id=number, body=words(file), title=title, reason=reason
        )
        door.print_review(item, json_)


def reject(number: Number, as_: As, reason: Reason, json_: AsJson = False) -> None:
    """Send a text back."""
    with _door(as_) as door:
        door.print_review(door.call("reject_text", review_id=number, reason=reason), json_)


@contextmanager
def _door(asker: str) -> "Iterator[Door]":
    from weiwo.doors import opened

    with opened(asker) as door:
        yield door
