"""How good a ranking is: recall, reciprocal rank and discounted gain, as in the textbooks."""

import math
import time
from collections.abc import Sequence

import numpy as np

from evals.retrieval.peers import Ranking
from evals.retrieval.sets import Case
from home.encoder import forget

DEPTH = 50


def measure(cases: Sequence[Case], ranking: Ranking) -> dict[str, str | int | float | None]:
    """The means over ``cases``, and the 95th percentile of milliseconds a query."""
    taken: list[float] = []
    scored: list[dict[str, float]] = []
    ranking(cases[0], DEPTH)  # the model and the files are loaded once, before the clock runs
    for case in cases:
        forget()  # every system embeds its own question
        began = time.perf_counter()
        found = ranking(case, DEPTH)
        taken.append(1000 * (time.perf_counter() - began))
        scored.append(scores(case, found))
    means = {name: round(float(np.mean([one[name] for one in scored])), 4) for name in scored[0]}
    return {"queries": len(cases), **means, "p95 ms": round(float(np.percentile(taken, 95)), 1)}


def scores(case: Case, found: Sequence[str]) -> dict[str, float]:
    """recall@k of as many as fit into k; MRR@10; nDCG@10 with gain 2^grade - 1."""
    grades = [case.relevant.get(document, 0) for document in found[:DEPTH]]
    ideal = sorted(case.relevant.values(), reverse=True)
    out = {
        f"recall@{k}": sum(grade > 0 for grade in grades[:k]) / min(k, len(ideal))
        for k in (1, 5, 10, 50)
    }
    ranks = (1 / at for at, grade in enumerate(grades[:10], start=1) if grade > 0)
    out["mrr@10"] = next(ranks, 0.0)
    out["ndcg@10"] = _dcg(grades[:10]) / _dcg(ideal[:10])
    return out


def _dcg(grades: Sequence[int]) -> float:
    gains = ((2.0**grade - 1) / math.log2(at + 1) for at, grade in enumerate(grades, start=1))
    return float(sum(gains))
