"""``weiwo version``."""

import typer


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""

    @app.command()
    def version() -> None:
        """Print the installed version."""
        from importlib.metadata import version as installed

        print(installed("weiwo"))
