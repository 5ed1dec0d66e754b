"""The ``weiwo`` command: finds its subcommands, and turns errors into exit codes."""

import errno
import importlib
import pkgutil
import sys

import typer

from home.errors import WeiwoError
from weiwo import commands

# What the machine refuses a command; any other error of the system's is a fault of ours.
_SAID = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT)


def build_app() -> typer.Typer:
    """The command with every subcommand that ``weiwo.commands`` holds."""
    app = typer.Typer(
        name="weiwo",
        help="帷幄: decide, then write.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(lambda: None)  # a group, however few the subcommands
    for module in sorted(pkgutil.iter_modules(commands.__path__), key=lambda found: found.name):
        importlib.import_module(f"weiwo.commands.{module.name}").register(app)
    return app


def main(arguments: list[str] | None = None) -> None:
    """Run the command and leave with 0 done, 1 failed, 2 bad input or 3 refused by policy."""
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code; errors are said on standard error."""
    try:
        build_app()(args=arguments)
    except SystemExit as ended:  # how Typer ends, also after a usage error, which it has shown
        return ended.code if isinstance(ended.code, int) else 1
    except WeiwoError as error:
        print(f"weiwo: {error}", file=sys.stderr)
        return error.exit_code
    except OSError as error:
        if error.errno not in _SAID:
            raise
        where = f"{error.filename}: " if error.filename else ""
        print(f"weiwo: {where}{error.strerror}", file=sys.stderr)
        return 1
    return 0
