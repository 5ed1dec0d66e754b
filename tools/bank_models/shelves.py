"""The champions' cards of every kind, read once for each edition of the home."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from home.errors import WeiwoError

if TYPE_CHECKING:
    from decision_models.catalogue.listing import Listed
    from decision_models.registry import Entry
    from tools.toolbox import Toolbox


@dataclass(frozen=True)
class Kept:
    """One model of the catalogue: its champion's card and versions, None where it is not trained
    or its files are damaged. ``guest`` says that the institution brought it.
    """

    listed: "Listed"
    entry: "Entry | None"
    card: Any
    guest: bool


def kept(toolbox: "Toolbox") -> tuple[Kept, ...]:
    """Every model of the catalogue, those of chances first."""
    from decision_models.catalogue.listing import listed
    from decision_models.shelves import shelf

    kinds = dict.fromkeys(one.kind for one in listed())
    pointers = tuple(_pointer(shelf(toolbox.home, kind).versions.root) for kind in kinds)
    return toolbox.store.remembered(("bank models", pointers), lambda: _read(toolbox))


def _pointer(root: Any) -> str:
    try:
        return str((root / "CURRENT").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ""


def _read(toolbox: "Toolbox") -> tuple[Kept, ...]:
    from decision_models.catalogue.listing import listed
    from decision_models.registry.registry import HOSTED
    from decision_models.shelves import shelf

    every = listed()
    shelves = {kind: shelf(toolbox.home, kind) for kind in {one.kind for one in every}}
    entries = {kind: found.entries() for kind, found in shelves.items()}
    made = []
    for one in every:
        entry = entries[one.kind].get(one.name)
        card, guest = None, False
        if entry is not None:
            try:
                card = shelves[one.kind].card(one.name)
                guest = (shelves[one.kind].folder(one.name) / HOSTED).exists()
            except WeiwoError:  # damaged: said as not trained, the page says more
                card = None
        made.append(Kept(one, entry, card, guest))
    return tuple(made)
