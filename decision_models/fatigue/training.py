"""Training the models of weariness, and trying what earlier contacts taught on later ones."""

import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from decision_models import features
from decision_models.calibration import Floats
from decision_models.catalogue import files
from decision_models.catalogue.fatigue import FatigueSpec, specifications
from decision_models.evaluation import Evaluation, Grouping, auc, evaluate
from decision_models.fatigue.card import ChannelRefusals, FatigueCard, Wearing
from decision_models.fatigue.fitting import Coefficients, fit
from decision_models.fatigue.limits import limits
from decision_models.fatigue.model import FatigueModel
from decision_models.fatigue.rows import ContactStates, TooFew, read_past, require_enough
from decision_models.fatigue.shelf import Fatigues
from decision_models.mart.warehouse import MartVersion
from decision_models.registry import Promotion, waiting
from decision_models.runs import Progress, each_of
from decision_models.uplift.contacts.page import CHANNELS

FEWEST_LATER = 20
"""Refusals among the later contacts, from which a model can be judged."""
_MOST_TOUCHES = 3


def wanted(names: Sequence[str] | None) -> tuple[Sequence[FatigueSpec], Sequence[str] | None]:
    """The models of weariness among these names (None: all), and the names that remain."""
    return files.parted(specifications(), names)


def train(
    home: Path,
    specs: Sequence[FatigueSpec],
    con: Any,
    mart: MartVersion,
    failures: dict[str, str],
    say: Progress,
    *,
    named: bool,
    promotion: Promotion = "auto",
) -> None:
    """Train these into a new version of the home's; under the home's writer lock.

    What was wrong with one goes to ``failures``; too few contacts fail nothing, unless the model
    was ``named``. A new model takes the champion's place (``promotion`` ``never``: waits as
    challenger): whether it may forbid anything rests on its own proof.
    """

    def of(spec: FatigueSpec) -> FatigueModel:
        start = time.perf_counter()
        rows = read_past(con, spec, mart.as_of)
        require_enough(spec, rows)
        return make(spec, rows, mart, start)

    made = each_of(
        specs, of, stage="fatigue", say=say, failures=failures, too_few=TooFew, named=named
    )
    if made:
        Fatigues(home).admit(made, mart.id, waiting=waiting(made, {}, promotion))


def switched_off(con: Any, today: date) -> dict[str, str]:
    """Models of weariness that the bank's contacts do not allow, and why."""

    def check(spec: FatigueSpec) -> None:
        require_enough(spec, read_past(con, spec, today))

    return files.switched_off(specifications(), check, TooFew)


def parted(rows: ContactStates, hold_out: float) -> tuple[ContactStates, ContactStates]:
    """The earlier contacts, and the later ones that judge what those teach."""
    cut = np.sort(rows.day)[int((1 - hold_out) * (rows.size - 1))]
    return rows.only(rows.day <= cut), rows.only(rows.day > cut)


def make(spec: FatigueSpec, rows: ContactStates, mart: MartVersion, start: float) -> FatigueModel:
    """Learn from all rows; whether it may forbid anything rests on the later ones."""
    before, after = parted(rows, spec.hold_out)
    enough = min(before.refused.sum(), after.refused.sum()) >= FEWEST_LATER
    first = fit(before, spec.channels) if enough else None
    said = np.empty(0) if first is None else first.predict(after)
    found = None if first is None else _evaluation(said, after)
    proven = found is not None and found.auc_low > 0.5
    learned = fit(rows, spec.channels, None if first is None else first.penalty)
    card = _card(spec, rows, learned, (after, said), found, mart, proven=proven)
    card = card.model_copy(update={"seconds": round(time.perf_counter() - start, 2)})
    return FatigueModel(card, learned)


def _evaluation(said: Floats, after: ContactStates) -> Evaluation:
    names = tuple(CHANNELS[one] for one in np.unique(after.channel))
    place = np.unique(after.channel, return_inverse=True)[1]
    months = after.day.astype("datetime64[M]").astype(str)
    groups = {"渠道": Grouping(names, place)}
    return evaluate(said, said, after.refused, months, groups)


def _card(
    spec: FatigueSpec,
    rows: ContactStates,
    learned: Coefficients,
    later: tuple[ContactStates, Floats],
    found: Evaluation | None,
    mart: MartVersion,
    *,
    proven: bool,
) -> FatigueCard:
    from importlib.metadata import version

    after, said = later
    return FatigueCard(
        name=spec.name,
        title=spec.title,
        event=spec.event,
        first_day=str(rows.day.min()),
        last_day=str(rows.day.max()),
        rows=rows.size,
        customers=len(np.unique(rows.customer)),
        channels=tuple(_channel(rows, one) for one in spec.channels),
        wearing=() if found is None else _wearing(after, said),
        one_more=float(np.exp(learned.of_load.sum())),
        penalty=learned.penalty,
        evaluation=found,
        later_from="" if found is None else str(after.day.min()),
        plain_auc=None if found is None else _plain(rows, after),
        proven=proven,
        limits=limits(found, proven=proven, simulated=mart.demo),
        feature_set=features.feature_set_hash([]),
        feature_names=(),
        data_version=mart.id,
        data_as_of=mart.as_of.isoformat(),
        simulated=mart.demo,
        code_version=version("weiwo"),
        seconds=0.0,
    )


def _channel(rows: ContactStates, channel: str) -> ChannelRefusals:
    inside = rows.channel == channel
    count, refused = int(inside.sum()), int(rows.refused[inside].sum())
    rate = refused / count if count else 0.0
    return ChannelRefusals(channel=channel, rows=count, refused=refused, rate=rate)


def _wearing(after: ContactStates, said: Floats) -> tuple[Wearing, ...]:
    found = []
    for touches in range(_MOST_TOUCHES + 1):
        last = touches == _MOST_TOUCHES
        inside = after.touches_30d >= touches if last else after.touches_30d == touches
        if inside.any():
            found.append(
                Wearing(
                    touches=f"{touches}+" if last else str(touches),
                    rows=int(inside.sum()),
                    refused=float(after.refused[inside].mean()),
                    predicted=float(said[inside].mean()),
                )
            )
    return tuple(found)


def _plain(rows: ContactStates, after: ContactStates) -> float | None:
    """How well channel and count rank: the channel's rate, within it by count."""
    rates = {one: rows.refused[rows.channel == one].mean() for one in np.unique(rows.channel)}
    of_channel = np.array([rates.get(one, 0.0) for one in after.channel])
    return auc(of_channel + 1e-6 * after.touches_30d, after.refused)
