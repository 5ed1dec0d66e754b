"""Released texts for other systems: each with its AI label in the words and in the metadata."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import Field

from tools import drafts
from tools.access import Scope, parse
from tools.arguments import Arguments, Channel
from tools.drafts import CHECKER, MAKERS, require
from tools.ledger import reviews
from tools.ledger.canonical import Json
from tools.ledger.texts import Text
from tools.outreach.clearance import Clearance, clear, held_back
from tools.outreach.labels import aigc

if TYPE_CHECKING:
    from tools.toolbox import Toolbox


class ExportQuery(Arguments):
    """Which texts to hand out."""

    text_ids: list[str] = Field(
        default_factory=list, description="内容编号；不填表示全部可以放行的", examples=[["T01"]]
    )
    channel: Channel | None = Field(default=None, description="只要这个渠道", examples=["moments"])


@dataclass(frozen=True)
class ExportedText:
    """One text with what must stay with every copy of it."""

    text_id: str
    channel: str
    title: str | None
    body: str
    product_id: str | None
    customer_id: str | None
    aigc: dict[str, str]
    sha256: str
    pack: str
    review_id: str | None
    approved_by: str | None


@dataclass(frozen=True)
class HeldText:
    """One text that is not handed out, and the rule."""

    text_id: str
    rule: str
    why: str


@dataclass(frozen=True)
class Export:
    """What is handed out, what is not, and the audit record that was written before."""

    items: tuple[ExportedText, ...]
    held: tuple[HeldText, ...]
    record: int


def export_texts(toolbox: "Toolbox", scope: Scope, query: ExportQuery) -> Export:
    """Texts that may be used as they are now: a maker's own; all for compliance.

    A text to one customer is judged as if it were sent now by who made it; one to anybody by
    today's rules and its approval. Nothing leaves without its record.

    Raises:
        RefusedByPolicy: the role neither writes nor checks texts.
    """
    require(scope, MAKERS | {CHECKER}, "export texts")
    by = str(scope) if scope.role in MAKERS else None
    found = toolbox.ledger.texts.list(by, query.text_ids or None)
    items, held = [], []
    for text in found:
        if query.channel not in (None, text.channel):
            continue
        verdict = _verdict(toolbox, text)
        if verdict is None or verdict.allowed:
            items.append(_exported(toolbox, text))
        else:
            held.append(HeldText(text.text_id, verdict.rule, verdict.why))
    with toolbox.ledger.writing() as writing:
        hashes: dict[str, Json] = {one.text_id: one.sha256 for one in items}
        said: dict[str, Json] = {"by": str(scope), "texts": hashes}
        record = writing.append("texts_exported", said)
    return Export(tuple(items), tuple(held), record.seq)


def _verdict(toolbox: "Toolbox", text: Text) -> Clearance | None:
    if text.customer_id is not None:
        maker = _maker(toolbox, text)
        return clear(toolbox, text, text.customer_id, maker, handed_out=True)
    found = drafts.judge(toolbox, text, drafts.reader(toolbox, text))
    with toolbox.ledger.reading() as connection:
        return held_back(toolbox, text, text.customer_id, found, connection)


def _maker(toolbox: "Toolbox", text: Text) -> Scope:
    """Who stands behind a text: its writer, or of an edit by a checker who wrote it first."""
    maker = parse(text.by)
    while maker.role not in MAKERS and text.derived_from is not None:
        text = drafts.required_text(toolbox, text.derived_from)
        maker = parse(text.by)
    return maker


def _exported(toolbox: "Toolbox", text: Text) -> ExportedText:
    with toolbox.ledger.reading() as connection:
        asked = reviews.of_text(connection, text.text_id)
    told = next((one for one in reversed(asked) if one.state == "approved"), None)
    return ExportedText(
        text_id=text.text_id,
        channel=text.channel,
        title=text.title,
        body=text.body,
        product_id=text.product_id,
        customer_id=text.customer_id,
        aigc=aigc(text),
        sha256=text.sha256,
        pack=told.pack if told and told.pack else text.pack,
        review_id=told.review_id if told else None,
        approved_by=told.decided_by if told else None,
    )
