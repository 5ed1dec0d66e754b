"""Whether an answer helped: its reader's word, and what analysts and compliance learn from all."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from home.clock import SHANGHAI
from home.errors import NotFound
from tools.access import Role
from tools.arguments import Arguments
from tools.ledger.canonical import Json
from tools.ledger.ratings import Opinion, Rating

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox

Reason = Literal["wrong", "off_point", "incomplete", "unclear", "unfit", "not_allowed", "other"]
REASONS: tuple[Reason, ...] = (
    "wrong", "off_point", "incomplete", "unclear", "unfit", "not_allowed", "other",
)  # fmt: skip


class AnswerRating(Arguments):
    """What a reader says of an answer that they were given."""

    material: ClassVar[frozenset[str]] = frozenset({"note"})
    answer: int = Field(ge=1, description="回答在审计链里的编号（trace.audit）", examples=[412])
    opinion: Opinion = Field(description="up 有帮助，down 没帮助", examples=["down"])
    reasons: list[Reason] = Field(
        default_factory=list,
        max_length=len(REASONS),
        description="原因：wrong 有错，off_point 没答到点上，incomplete 不完整，unclear 看不懂，"
        "unfit 推荐不合适，not_allowed 有不合规的话，other 其他",
        examples=[["off_point"]],
    )
    note: str | None = Field(default=None, max_length=500, description="补充说明，原话即可")


@dataclass(frozen=True)
class RatingReceipt:
    """What is on record; ``stored`` is False where the same was said before."""

    answer: int
    opinion: Opinion
    reasons: tuple[str, ...]
    at: datetime
    stored: bool


def rate_answer(toolbox: "Toolbox", scope: "Scope", said: AnswerRating) -> RatingReceipt:
    """Keep a reader's word on their own answer; a later word takes the place of an earlier one.

    Raises:
        NotFound: no such answer was given to this asker.
    """
    ratings = toolbox.ledger.ratings
    answer = ratings.answer(said.answer)
    payload = answer.payload if answer is not None else None
    if answer is None or not isinstance(payload, dict) or payload.get("asker") != str(scope):
        raise NotFound(f"answer must be the number of one of {scope}'s answers, got {said.answer}")
    at = toolbox.now
    reasons = tuple(one for one in REASONS if one in said.reasons)
    note = (said.note or "").strip() or None
    stored = ratings.put(Rating(at, str(scope), said.answer, said.opinion, reasons, note), answer)
    return RatingReceipt(said.answer, said.opinion, reasons, at.astimezone(SHANGHAI), stored)


class RatingsQuery(Arguments):
    """Which ratings to list."""

    opinion: Opinion | None = Field(default=None, description="只看 up 或 down", examples=["down"])
    top_k: int = Field(default=50, ge=1, le=500, description="最多列几条，新的在前", examples=[50])


@dataclass(frozen=True)
class Share:
    """How often answers of a kind were found helpful."""

    name: str
    up: int
    down: int


@dataclass(frozen=True)
class RatedAnswer:
    """One rating and what the chain says of its answer. Who asked, the question (without names) and
    the note are for compliance alone: an analyst learns from totals, not from people.
    """

    answer: int
    at: datetime
    role: str
    intent: str
    engine: str
    verdict: str
    opinion: Opinion
    reasons: tuple[str, ...]
    noted: bool
    by: str | None
    question: str | None
    note: str | None


@dataclass(frozen=True)
class AnswerRatings:
    """All ratings in numbers, by what was asked and by who worded, and the latest one by one."""

    facts_root: ClassVar[str] = "ratings"
    facts_source: ClassVar[str] = "ratings"

    up: int
    down: int
    by_intent: tuple[Share, ...]
    by_engine: tuple[Share, ...]
    by_reason: tuple[tuple[str, int], ...]
    items: tuple[RatedAnswer, ...]


def answer_ratings(toolbox: "Toolbox", scope: "Scope", query: RatingsQuery) -> AnswerRatings:
    """What readers said of answers: who said what for compliance, the rest for analysts."""
    whole = scope.role is Role.COMPLIANCE
    rated = [_rated(rating, said, whole=whole) for rating, said in toolbox.ledger.ratings.all()]
    reasons = Counter(reason for one in rated for reason in one.reasons)
    chosen = [one for one in rated if query.opinion in (None, one.opinion)]
    return AnswerRatings(
        up=sum(one.opinion == "up" for one in rated),
        down=sum(one.opinion == "down" for one in rated),
        by_intent=_shares((one.intent, one.opinion) for one in rated),
        by_engine=_shares((one.engine, one.opinion) for one in rated),
        by_reason=tuple((one, reasons[one]) for one in REASONS if reasons[one]),
        items=tuple(chosen[: query.top_k]),
    )


def _shares(said: Iterable[tuple[str, Opinion]]) -> tuple[Share, ...]:
    """By name, those with the most against them first."""
    counts = Counter(said)
    names = {name for name, _ in counts}
    shares = [Share(name, counts[name, "up"], counts[name, "down"]) for name in names]
    return tuple(sorted(shares, key=lambda one: (-one.down, -one.up, one.name)))


def _rated(rating: Rating, said: dict[str, Json], *, whole: bool) -> RatedAnswer:
    intents = said.get("intents")
    return RatedAnswer(
        answer=rating.answer,
        at=rating.at.astimezone(SHANGHAI),
        role=rating.by.split(":")[0],
        intent=str(intents[0]) if isinstance(intents, list) and intents else "",
        engine=str(said.get("engine") or ""),
        verdict=str(said.get("verdict") or ""),
        opinion=rating.opinion,
        reasons=rating.reasons,
        noted=rating.note is not None,
        by=rating.by if whole else None,
        question=str(said.get("question") or "") if whole else None,
        note=rating.note if whole else None,
    )
