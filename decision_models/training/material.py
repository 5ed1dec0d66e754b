"""What all models of a run share: the features of its days, and how customers are grouped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from decision_models.mart.warehouse import MartVersion
from decision_models.runs import Progress
from decision_models.trained import Levels
from decision_models.training import snapshots as days
from decision_models.training.grouping import Groups, read_groups
from decision_models.training.holding import hold


@dataclass(frozen=True)
class Material:
    """Read once for all models.

    Args:
        con: a connection to the mart.
        mart: its version.
        levels: the codes of text features in ``snapshots``.
        snapshots: by as-of day.
        groups: of customers, for judging.
    """

    con: Any
    mart: MartVersion
    levels: Levels
    snapshots: Mapping[date, days.Snapshot]
    groups: Groups


def gather(con: Any, mart: MartVersion, wanted: Sequence[date], say: Progress) -> Material:
    """Read the features of these days, oldest first."""
    hold(con, mart)
    needed = sorted(set(wanted))
    say("features", 0, len(needed))
    made, levels = days.read(con, needed, lambda done: say("features", done, len(needed)))
    return Material(con, mart, levels, made, read_groups(con))
