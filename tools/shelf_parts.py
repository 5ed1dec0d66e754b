"""A part of the shelf that a question is about: a category, a kind within it, a rating."""

from dataclasses import dataclass

from home.errors import BadInput
from prompts.messages import say
from tools.product_kinds import KINDS, Kind, kind_of
from tools.shelf import ProductSheet


@dataclass(frozen=True)
class Part:
    """What products of a part have in common; None and False where it does not matter."""

    category: str | None = None
    kind: Kind | None = None
    rating: str | None = None
    private: bool = False

    @property
    def named(self) -> bool:
        """Whether anything tells it from the whole shelf."""
        return self != Part()

    @property
    def narrow(self) -> bool:
        """Whether it is less than a category."""
        return self.named and self != Part(category=self.category)

    @property
    def words(self) -> str:
        """How it is spoken of."""
        if self.kind is not None:
            said = self.kind.name
        elif self.category is not None:
            said = say("explain.part_category", category=self.category)
        else:
            said = say("explain.part_any")
        said = say("explain.part_private", part=said) if self.private else said
        return said if self.rating is None else say("explain.part_rated", r=self.rating, part=said)

    def holds(self, sheet: ProductSheet) -> bool:
        """Whether a product is of this part."""
        return (
            self.category in (None, sheet.category)
            and (self.kind is None or self.kind.holds(sheet))
            and self.rating in (None, sheet.risk_level)
            and (sheet.private or not self.private)
        )


def part_of(category: str | None, kind: str | None, rating: str | None, private: bool) -> Part:
    """The part of these; a kind brings its category.

    Raises:
        BadInput: no such kind.
    """
    found = None if kind is None else kind_of(kind)
    if kind is not None and found is None:
        known = ", ".join(one.name for one in KINDS)
        raise BadInput(f"kind must be one of {known}, got {kind!r}")
    return Part(category if found is None else found.category, found, rating, private)
