"""Which learners are tried on a table of what size, and roughly what each costs.

The plan follows from the size of the table and the budget alone, never from a clock, so that the
same table, seed and budget give the same model; a clock only ends work that would overrun.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from decision_models.tabular.encoding import View
from decision_models.tabular.learners.boosting import BoostingSettings
from decision_models.tabular.learners.forest import ForestSettings
from decision_models.tabular.learners.kernel import KernelSettings


@dataclass(frozen=True)
class LinearSettings:
    """The ridge penalties among which cross-validation chooses."""

    penalties: tuple[float, ...] = (0.25, 1.0, 4.0, 15.0, 60.0, 250.0, 1000.0)


_WIDE = (60.0, 1000.0, 4000.0)  # penalties where there are more columns than rows
_STRAIGHT: tuple[View, View] = ("linear", "plain")
QUICK = "boosting_quick"
_PACE = 0.6  # measured later: fits take this share of what the terms below add up to

Settings: TypeAlias = BoostingSettings | LinearSettings | KernelSettings | ForestSettings


@dataclass(frozen=True)
class Candidate:
    """A learner with the matrix that it reads and a guess of the seconds one fit takes."""

    name: str
    view: View
    settings: Settings
    seconds: float
    stable: bool = False  # without the columns that drift

    def cost(self, folds: int, seeds: int) -> float:
        """Seconds for all folds and the last fit on all rows."""
        return self.seconds * (folds + self.last_fits(seeds))

    def last_fits(self, seeds: int) -> float:
        """How many fits of a fold the last one costs."""
        return 1.3 * (seeds if isinstance(self.settings, BoostingSettings) else 1)


def plan_candidates(
    rows: int,
    widths: Mapping[View, int],
    folds: int,
    seeds: int,
    seconds: float,
    *,
    drifting: bool = False,
) -> list[Candidate]:
    """The candidates whose cost together fits into the budget, the most useful first.

    Args:
        rows, widths: of the matrix that is learned from, by view.
        folds: how many times each candidate is fitted before the last fit on all rows.
        seeds: how many boosted models that last fit averages.
        seconds: the budget for all of them.
        drifting: some columns drift; some candidates also come without them.
    """
    chosen: list[Candidate] = []
    spent = 0.0
    catalogue = _catalogue(rows, widths, drifting=drifting)
    for candidate in catalogue:
        cost = candidate.cost(folds, seeds)
        if spent + cost > seconds:
            continue
        chosen.append(candidate)
        spent += cost
    return chosen or [min(catalogue, key=lambda one: one.cost(folds, seeds))]


def affordable_folds(
    rows: int, widths: Mapping[View, int], folds: int, seeds: int, seconds: float
) -> int:
    """How many of ``folds`` leave room for one line and one run of boosted trees, at least one."""
    trees, line = _catalogue(rows, widths)[:2]
    spent = [line.cost(count, seeds) + trees.cost(count, seeds) for count in range(1, folds + 1)]
    return max(1, sum(one <= seconds for one in spent))


def affordable_repeats(
    rows: int, widths: Mapping[View, int], folds: Sequence[int], seeds: int, seconds: float
) -> int:
    """How many of the rounds of folds every candidate can have within the budget, at least one.

    Another learner brings more than another round. ``folds``: how many each round has.
    """
    catalogue = _catalogue(rows, widths)
    spent = [
        sum(one.cost(sum(folds[:count]), seeds) for one in catalogue)
        for count in range(1, len(folds) + 1)
    ]
    return max(1, sum(one <= seconds for one in spent))


def _line(kind: View, rows: int, width: int, settings: LinearSettings) -> Candidate:
    if width > rows:  # it is turned into as many columns as there are rows, which costs as much
        settings = LinearSettings(_WIDE)
    width = min(rows, width)
    steps = 0.13e-9 * len(settings.penalties)
    return Candidate(kind, kind, settings, 0.015 + steps * rows * width**2 + 1e-9 * width**3)


def _stable(candidate: Candidate) -> Candidate:
    return replace(candidate, name=f"{candidate.name}_stable", stable=True)


def _catalogue(rows: int, widths: Mapping[View, int], *, drifting: bool = False) -> list[Candidate]:
    large = rows > 30_000
    rate = 0.03 if rows < 10_000 else 0.05 if rows < 120_000 else 0.08
    leaf = 10 if rows < 1000 else 20 if rows < 20_000 else 40 if rows < 100_000 else 100

    def boosted(
        name: str, view: View, leaves: int, rounds: int, rate: float = rate, **more: float | bool
    ) -> Candidate:
        settings = BoostingSettings(leaves, rate, rounds, leaf_rows=leaf, **more)  # type: ignore[arg-type]
        typical = min(rounds, 2400 / leaves**0.7, 120 + rows / 40)
        cells = rows * widths[view]
        each = 1e-3 + 3.5e-9 * cells + 3e-9 * leaves * rows  # measured on one core
        return Candidate(name, view, settings, _PACE * typical * each)

    # Many rows need no fine choice of the penalty.
    ridge = LinearSettings((1.0, 15.0, 250.0)) if rows > 15_000 else LinearSettings()
    if drifting:  # all of them are averaged
        ridge = LinearSettings((4.0, 15.0, 60.0, 250.0))
    linear, plain = (_line(kind, rows, widths[kind], ridge) for kind in _STRAIGHT)
    settings = KernelSettings(min(150, rows // 2))
    kernel = Candidate("kernel", "plain", settings, 0.02 + 6.5e-5 * rows)
    trees = 200 if rows < 8000 else 120
    share = None if rows < 20_000 else 20_000 / rows
    grown = min(rows, 20_000) * trees * (1 + widths["indicators"] * 0.05) * 3.5e-7
    forest = Candidate(
        "forest", "indicators", ForestSettings(trees, 5, 0.3, rows=share), 0.15 + grown
    )
    extra = Candidate(
        "extra_trees", "indicators", ForestSettings(trees, 3, 0.3, random_splits=True), 0.15 + grown
    )
    few = boosted("boosting_7", "native", 7, 2000)
    if drifting:  # a line follows a trend, a kernel falls back to the average far away
        plan = [plain, linear, few, _stable(plain), _stable(few)]
    else:
        # A machine that is busy may stop the plan early: trees that are soon grown come first.
        quick = boosted(QUICK, "native", 15, 120, rate=0.1)
        plan = [quick, plain, few, linear, *([] if large else [kernel])]
    plan += [
        boosted("boosting_31", "native", 31, 1500),
        boosted("boosting_3", "indicators", 3, 3000),
        boosted("boosting_random_splits", "indicators", 15, 2000, random_splits=True),
        boosted("boosting_15", "native", 15, 1500),
        forest,
    ]
    if large:
        plan.insert(len(plan) - 5, boosted("boosting_63", "native", 63, 1500))
    if rows < 30_000:
        plan.append(extra)
    return plan
