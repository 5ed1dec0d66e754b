"""What is wrong with a table, so that whoever shows it can say it in their own language."""

from home.errors import BadInput


class TableFault(BadInput):
    """A table, or a column of it, cannot be used.

    Args:
        kind: what is wrong, as a short name (``ragged``, ``no_such_column``).
        message: the same as a sentence, as every error has it.
        given: what a sentence about it is filled with: the column, what was found.
    """

    def __init__(self, kind: str, message: str, **given: str | int) -> None:
        super().__init__(message)
        self.kind = kind
        self.given = given
