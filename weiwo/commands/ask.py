"""``weiwo ask``."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command()(ask)


def ask(
    question: Annotated[str, typer.Argument(help="what to ask, in Chinese; - reads it")],
    as_: Annotated[str, typer.Option("--as", help="who asks: ROLE:ID, for example rm:M001")],
    thread: Annotated[str | None, typer.Option(help="go on with this conversation")] = None,
    json_: Annotated[bool, typer.Option("--json", help="print the whole answer as JSON")] = False,
) -> None:
    """Ask a question as someone of the demo bank."""
    import json
    import sys

    from home.errors import RefusedByPolicy
    from tools.access import parse
    from weiwo.assembly import assemble
    from weiwo.settings import Settings
    from weiwo.transcript import show

    scope = parse(as_)
    if question == "-":
        question = sys.stdin.read()
    with assemble(Settings()) as parts:
        if not parts.dev:
            raise RefusedByPolicy(
                "--as must be used in a demo home, or with WEIWO_DEV=1; "
                f"got home {parts.settings.home}, which holds a bank's own data"
            )
        answer = parts.ask(scope, question, thread)
    if json_:
        print(json.dumps(answer.as_json(), ensure_ascii=False, indent=1))
    else:
        show(answer)
