"""The catalogue's models for whoever looks after them: versions, figures, drift, which one scores.

An analyst sees figures of models and of the whole bank, and no customer.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from home.errors import BadInput, NotFound, WeiwoError
from prompts.messages import percent, points
from tools.access import Role
from tools.drafts import require
from tools.ledger.canonical import Json
from tools.ledger.tables import model_changes
from tools.ledger.writing import moment, stamp

if TYPE_CHECKING:
    from decision_models.catalogue.listing import Listed
    from decision_models.registry import Entry
    from decision_models.registry.shelf import Shelf
    from tools.access import Scope
    from tools.ledger import Ledger
    from tools.toolbox import Toolbox

READERS = frozenset({Role.ANALYST, Role.OPERATOR, Role.COMPLIANCE})
KEEPERS = frozenset({Role.ANALYST, Role.OPERATOR})
LONGEST_REASON = 500


@dataclass(frozen=True)
class ModelLine:
    """One model of the catalogue; without a champion ``why`` says why it is not trained."""

    name: str
    kind: str
    title: str
    champion: int | None
    challenger: int | None
    former: tuple[int, ...]
    data_as_of: str
    auc: float | None
    auc_low: float | None
    auc_high: float | None
    lift5: float | None
    base_rate: float | None
    figure: str
    why: str = ""


@dataclass(frozen=True)
class Change:
    """One change of the version that scores: ``promoted`` or ``rolled_back``, by whom and why."""

    at: datetime
    by: str
    change: str
    champion: int
    before: int
    reason: str


@dataclass(frozen=True)
class Shifted:
    """A feature that moved: what it means, and its population stability index."""

    meaning: str
    psi: float


@dataclass(frozen=True)
class Drift:
    """What has changed since a champion was trained; ``verdict`` stable, watch or retrain.

    ``auc`` is on the newest closed month, with the one of its training beside it; None where no
    such month has closed. ``off`` is what happened against what was expected.
    """

    model: str
    version: int
    since: str
    until: str
    verdict: str
    why: tuple[str, ...]
    score: float
    shifts: tuple[Shifted, ...]
    features: int
    auc_before: float | None
    auc: float | None
    off: float | None


def model_list(toolbox: "Toolbox", scope: "Scope") -> tuple[ModelLine, ...]:
    """Every model of the catalogue.

    Raises:
        RefusedByPolicy: the role does not look after models.
    """
    from decision_models.catalogue.listing import listed
    from decision_models.shelves import shelf

    require(scope, READERS, "see the models")
    every = listed()
    shelves = {kind: shelf(toolbox.home, kind) for kind in {one.kind for one in every}}
    entries = {kind: kept.entries() for kind, kept in shelves.items()}
    return tuple(_line(one, shelves[one.kind], entries[one.kind].get(one.name)) for one in every)


def model_line(toolbox: "Toolbox", scope: "Scope", name: str) -> ModelLine:
    """One model of the catalogue.

    Raises:
        NotFound: there is none of that name.
    """
    found = next((one for one in model_list(toolbox, scope) if one.name == name), None)
    if found is None:
        raise NotFound(f"a model must be one of the catalogue's, got {name!r}")
    return found


def card_page(toolbox: "Toolbox", scope: "Scope", name: str, number: int | None = None) -> str:
    """A model's card as a web page that needs nothing else.

    Raises:
        NotFound: no such model, or no such version of it.
        NotReady: it is not trained.
    """
    from decision_models.shelves import shelf_of

    require(scope, READERS, "see the models")
    return shelf_of(toolbox.home, name).page(name, number)


def promote(
    toolbox: "Toolbox", scope: "Scope", name: str, number: int | None = None, *, reason: str
) -> ModelLine:
    """Make a version (None: the challenger) the champion; scores stay those of the last run.

    Raises:
        RefusedByPolicy: the role does not look after models.
        BadInput: no reason is given, or too long a one.
        NotFound: no such model or version.
        HomeLocked: something else is being written.
    """
    return _switched(toolbox, scope, name, "promoted", number, reason)


def rollback(toolbox: "Toolbox", scope: "Scope", name: str, *, reason: str) -> ModelLine:
    """Go back to the champion before; raises as `promote`."""
    return _switched(toolbox, scope, name, "rolled_back", None, reason)


def changes(toolbox: "Toolbox", scope: "Scope", name: str) -> tuple[Change, ...]:
    """Which versions came to score, the last first.

    Raises:
        RefusedByPolicy: the role does not see models.
    """
    require(scope, READERS, "see the models")
    return records_of(toolbox, name)


def records_of(toolbox: "Toolbox", name: str) -> tuple[Change, ...]:
    """``changes``, for who has asked whether the asker may see them."""
    from sqlalchemy import select

    query = select(model_changes).where(model_changes.c.model == name)
    query = query.order_by(model_changes.c.audit_seq.desc())
    with toolbox.ledger.reading() as connection:
        rows = list(connection.execute(query).mappings())
    return tuple(
        Change(
            at=moment(row["at"]),
            by=row["by"],
            change=row["change"],
            champion=row["champion"],
            before=row["before"],
            reason=row["reason"],
        )
        for row in rows
    )


def drift(toolbox: "Toolbox", scope: "Scope", name: str) -> Drift:
    """The drift of one model of chances, measured now; takes seconds.

    Raises:
        BadInput: the model is of a kind whose drift is not measured.
        NotReady: it is not trained.
    """
    require(scope, READERS, "see the models")
    return measured_drift(toolbox, name)


def known_drift(toolbox: "Toolbox", name: str) -> Drift | None:
    """What was last measured of the present edition, None where nobody did."""
    return _measured(toolbox).get(name)


def _measured(toolbox: "Toolbox") -> dict[str, Drift]:
    made: Callable[[], dict[str, Drift]] = dict
    return toolbox.store.remembered("drift measured", made)


def measured_drift(toolbox: "Toolbox", name: str) -> Drift:
    """``drift``, for who has asked whether the asker may see it; remembered for the edition."""
    found = _measure(toolbox, name)
    _measured(toolbox)[name] = found
    return found


def _measure(toolbox: "Toolbox", name: str) -> Drift:
    from decision_models.drift.run import measure
    from decision_models.features import names

    (found,) = measure(toolbox.home, [name])
    meanings = {feature.name: feature.meaning for feature in names()}
    seen = found.decay
    return Drift(
        model=found.model,
        version=found.version,
        since=found.since,
        until=found.until,
        verdict=found.verdict.value,
        why=found.why,
        score=found.score,
        shifts=tuple(Shifted(meanings.get(s.feature, s.feature), s.psi) for s in found.shifts),
        features=found.features,
        auc_before=None if seen is None else seen.before,
        auc=None if seen is None else seen.auc,
        off=None if seen is None else seen.off,
    )


def _line(one: "Listed", kept: "Shelf[Any]", entry: "Entry | None") -> ModelLine:
    card, why = None, "尚未训练"
    if entry is not None:
        try:
            card = kept.card(one.name)
        except WeiwoError:
            why = "已损坏，需要重新训练"
    found = getattr(card, "evaluation", None)
    return ModelLine(
        name=one.name,
        kind=one.kind,
        title=one.title,
        champion=entry.champion if entry else None,
        challenger=entry.challenger if entry else None,
        former=entry.former if entry else (),
        data_as_of=str(getattr(card, "data_as_of", "")),
        auc=getattr(found, "auc", None),
        auc_low=getattr(found, "auc_low", None),
        auc_high=getattr(found, "auc_high", None),
        lift5=found.lift["5%"] if found is not None and hasattr(found, "lift") else None,
        base_rate=getattr(found, "base_rate", None),
        figure=_figure(card),
        why="" if card is not None else why,
    )


def _figure(card: Any) -> str:
    """The one figure of a model that is not of chances."""
    if (coverage := getattr(card, "coverage", None)) is not None:
        return f"80%区间实际覆盖{percent(coverage)}"
    if (average := getattr(card, "average", None)) is not None:
        return f"平均效果{points(average.value)}"
    if getattr(card, "proven", True) is False:
        return "尚未证实，不用"
    later = getattr(card, "later", None)
    return "" if later is None else f"推荐时段多{points(later.difference.value)}"


def _switched(
    toolbox: "Toolbox", scope: "Scope", name: str, how: str, number: int | None, reason: str
) -> ModelLine:
    require(scope, KEEPERS, "say which version of a model scores")
    switch(toolbox.home, toolbox.ledger, str(scope), name, how, number, reason)
    return model_line(toolbox, scope, name)


def switch(
    home: Path, ledger: "Ledger", by: str, name: str, how: str, number: int | None, reason: str
) -> "Entry":
    """Change which version scores (``how``: ``promoted``, to ``number`` or the challenger, or
    ``rolled_back``) together with the record that says who did it and why.

    Raises:
        BadInput: no reason is given, or too long a one.
        NotFound: no such model or version.
        HomeLocked: something else is being written.
    """
    from decision_models.shelves import shelf_of
    from home.lock import writer_lock

    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise BadInput(
            f"a change of model must be given a reason of at most {LONGEST_REASON} characters, "
            f"got {len(reason.strip())}"
        )
    kept = shelf_of(home, name)
    with writer_lock(home, f"models {how}"), ledger.writing() as writing:
        known = kept.entries().get(name)
        entry = kept.promote(name, number) if how == "promoted" else kept.rollback(name)
        said: dict[str, Json] = {"by": by, "model": name, "champion": entry.champion}
        row: dict[str, Json] = {
            "change_id": uuid.uuid4().hex,
            "at": stamp(writing.now),
            "by": by,
            "model": name,
            "change": how,
            "champion": entry.champion,
            "before": known.champion if known is not None else None,
            "reason": reason.strip(),
        }
        writing.put(model_changes, row, f"model_{how}", said)
    return entry
