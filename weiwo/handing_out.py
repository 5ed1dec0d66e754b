"""Released texts as a file for other systems: CSV for people, JSON for programs."""

import csv
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from home.errors import BadInput

if TYPE_CHECKING:
    from tools.outreach.exports import ExportedText

_COLUMNS = (
    "text_id",
    "channel",
    "title",
    "body",
    "product_id",
    "customer_id",
    "AIGC",
    "sha256",
    "pack",
    "review_id",
    "approved_by",
)
# What a spreadsheet would run as a formula.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def require_format(out: Path) -> None:
    """Refuse a name before anything is recorded.

    Raises:
        BadInput: neither .csv nor .json.
    """
    if out.suffix not in (".csv", ".json"):
        raise BadInput(f"--out must be a .csv or .json file, got {out}")


def write_texts(out: Path, items: "Sequence[ExportedText]") -> None:
    """Write the texts; the metadata is the element ``AIGC`` of each."""
    rows = [{**asdict(one), "AIGC": one.aigc} for one in items]
    for row in rows:
        del row["aigc"]
    if out.suffix == ".json":
        text = json.dumps(rows, ensure_ascii=False, indent=1)
        out.write_text(text + "\n", encoding="utf-8")
        return
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, _COLUMNS)
        writer.writeheader()
        for row in rows:
            metadata = json.dumps(row["AIGC"], ensure_ascii=False) if row["AIGC"] else ""
            writer.writerow({name: _cell(row[name]) for name in _COLUMNS} | {"AIGC": metadata})


def _cell(value: object) -> object:
    if isinstance(value, str) and value.startswith(_FORMULAS):
        return f"'{value}"
    return value
