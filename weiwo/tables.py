"""Tables of text for a terminal."""

from collections.abc import Sequence


def print_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns that stand under each other in a terminal, in a pipe as well."""
    from rich.cells import cell_len

    table = [list(heads), *map(list, rows)]
    widths = [max(cell_len(row[i]) for row in table) for i in range(len(heads))]
    for row in table:
        cells = (
            cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)
        )
        print("  ".join(cells).rstrip())
