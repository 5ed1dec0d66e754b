"""The ledger of a home, for commands that need no mart."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.ledger import Ledger
    from weiwo.settings import Settings


def ledger_of(settings: "Settings") -> "Ledger":
    """The home's ledger, made where there is none yet: its own file, or the configured database.

    Raises:
        NotReady: the database has another schema version, or is no ledger.
    """
    from tools.ledger import Ledger

    path = settings.home / "ledger.db"
    head = path.with_name(path.name + ".head")
    if settings.ledger_url is not None:
        return Ledger(settings.ledger_url.get_secret_value(), head=head)
    return Ledger(path)
