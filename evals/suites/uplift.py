"""Effects of a treatment: how much of the reachable gain is won, and that noise stays noise."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from evals.effects import SEEN, UNSEEN, Process
from evals.effects.measures import distance, reach
from evals.effects.ours import ours
from evals.effects.peers import untuned
from evals.effects.process import draw
from evals.score import Score

SECONDS = 8.0
_SEEN = ("strong effects", "confounded", "a third driven away")
_UNSEEN = ("one corner", "contrary and confounded")
_FLAT = ("no effect", "confounded, no effect")


def run(parts: Any) -> Iterator[Score]:
    """Reach at 30 % beside the untuned T-learner's, and PEHE where nobody is moved."""
    for name, processes, wanted in (("seen", SEEN, _SEEN), ("unseen", UNSEEN, _UNSEEN)):
        yield from _reach(name, _chosen(processes, wanted))
    flat = _chosen((*SEEN, *UNSEEN), _FLAT)
    worst = max(_flat(process) for process in flat)
    note = "root mean squared effect given where there is none"
    yield Score("largest PEHE without effects", worst, len(flat), note, higher_is_better=False)


def _chosen(processes: Sequence[Process], names: Sequence[str]) -> list[Process]:
    return [one for name in names for one in processes if one.name == name][: len(names)]


def _reach(name: str, processes: Sequence[Process]) -> Iterator[Score]:
    won, ahead = [], []
    for process in processes:
        drawn = draw(process, 1)
        said = ours(drawn.learned, drawn.held, SECONDS, 1)[0]
        mine = reach(drawn.effect, said, 0.3) or 0.0
        theirs = reach(drawn.effect, untuned(drawn, 1)["T"], 0.3) or 0.0
        won.append(mine)
        ahead.append(mine - theirs)
    yield Score(f"reach at 30 % ({name})", float(np.mean(won)), len(processes))
    peer = "T-learner of untuned LightGBM"
    yield Score(f"reach minus T-learner ({name})", float(np.mean(ahead)), len(processes), peer)


def _flat(process: Process) -> float:
    drawn = draw(process, 1)
    return distance(drawn.effect, ours(drawn.learned, drawn.held, SECONDS, 1)[0])
