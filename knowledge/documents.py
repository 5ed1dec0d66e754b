"""What the knowledge base holds and hands out."""

from dataclasses import dataclass, field
from datetime import date

ACCESS_LABELS = ("public", "staff", "rm", "compliance")


@dataclass(frozen=True)
class Document:
    """One document as it was taken in; ``text`` is what every span counts in (characters).

    ``access`` is one of `ACCESS_LABELS`; an unlabelled document is public. ``themes`` are
    canonical names (`knowledge.themes`). ``suspicious`` marks text that addresses a machine
    ("ignore the rules above"), in what a reader sees or hidden from him: it stays searchable, and
    is data like any other text. ``licence`` is the class of terms that it came under (the
    institution's own words). ``corrects`` are ids, in the same collection, that it replaces.
    """

    id: str
    title: str
    text: str
    source: str = ""
    published: date | None = None
    collection: str = "default"
    access: str = "public"
    kind: str = ""
    themes: tuple[str, ...] = ()
    product_id: str | None = None
    valid_until: date | None = None
    url: str = ""
    simulated: bool = False
    note: str = ""
    origin: str = ""
    suspicious: bool = False
    licence: str = ""
    corrects: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """What makes a document one: its collection and its id."""
        return (self.collection, self.id)


@dataclass(frozen=True)
class Removal:
    """A feed's word that a document is withdrawn."""

    id: str
    collection: str = "default"
    origin: str = ""


@dataclass(frozen=True)
class Hit:
    """One found document and its best passage; ``document.text[span[0]:span[1]] == passage``.

    ``score`` orders the hits. ``relevance`` (0 to 1) is comparable between queries: below
    `knowledge.search.relevance.FOUND` a tool says that nothing was found. ``also`` lists the ids
    of duplicates folded into this document, ``sources`` every house that reports the story, its
    own first. ``expired``: past its ``valid_until``. ``suspicious``: the passage itself addresses
    a machine, or the document does so hidden from its reader; nothing of it is quoted.
    """

    document: str
    passage: str
    score: float
    title: str
    source: str
    published: date | None
    span: tuple[int, int]
    collection: str
    product_id: str | None
    themes: tuple[str, ...]
    also: tuple[str, ...] = ()
    relevance: float = 0.0
    access: str = "public"
    kind: str = ""
    url: str = ""
    expired: bool = False
    simulated: bool = False
    suspicious: bool = False
    licence: str = ""
    sources: tuple[str, ...] = ()
    valid_until: date | None = None


@dataclass(frozen=True)
class Failure:
    """Something that could not be taken in: a file, or one line or entry of it."""

    file: str
    reason: str
    line: int | None = None


@dataclass(frozen=True)
class IngestReport:
    """What one ingest did. ``folded`` counts this run's documents that are duplicates.

    ``pending`` is how many passages still wait for their vector (after ``lexical_now``);
    ``removed`` how many documents a feed withdrew, or are gone from a mirrored folder.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    folded: int = 0
    failed: tuple[Failure, ...] = field(default=())
    documents: int = 0
    passages: int = 0
    pending: int = 0
    removed: int = 0
