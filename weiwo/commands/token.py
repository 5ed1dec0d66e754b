"""``weiwo token``: a development token for somebody of the bank."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""

    @app.command()
    def token(
        asker: Annotated[str, typer.Option("--as", help="ROLE:ID, for example rm:M001")],
        hours: Annotated[float, typer.Option(min=0.01, max=24 * 7, help="how long it lasts")] = 8,
    ) -> None:
        """Print a bearer token (demo homes, or with WEIWO_DEV=1)."""
        from datetime import timedelta

        from api.auth import Tokens
        from api.signing import signing_secret
        from home.errors import RefusedByPolicy
        from tools.access import parse, verify
        from tools.toolbox import Toolbox
        from weiwo.settings import Settings

        settings = Settings()
        toolbox = Toolbox(settings.home)
        try:
            scope = parse(asker)
            demo = toolbox.mart.demo
            if not (demo or settings.dev):
                raise RefusedByPolicy(
                    f"development tokens are for demo homes; {settings.home} holds a bank's own "
                    "data (set WEIWO_DEV=1 to allow them there)"
                )
            verify(scope, toolbox.store)
        finally:
            toolbox.close()
        configured = settings.secret.get_secret_value() if settings.secret else None
        secret = signing_secret(settings.home, configured, demo=demo)
        print(Tokens(secret).issue(scope, timedelta(hours=hours)))
