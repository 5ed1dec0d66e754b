"""Questions about prospects, each unlike the others, and what they take.

Drawn, not listed: amounts, ages, tiers, levels, days, categories, goals and how many conditions a
question has, so that no answer and hardly any query was made before.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tools.access import parse
from tools.prospects import ProspectQuery, find_prospects
from tools.toolbox import Toolbox

SEED = 11
GOALS: tuple[Mapping[str, str], ...] = (
    {},
    {"category": "fund"},
    {"category": "deposit"},
    {"category": "insurance"},
    {"goal": "attrition"},
    {"goal": "tier_up"},
    {"goal": "asset_up"},
    {"goal": "activity"},
    {"goal": "maturity"},
)
"""What is looked for; each has a model in ``evals.banks.MODELS``."""
MOST_CONDITIONS = 4


@dataclass(frozen=True)
class Asked:
    """Milliseconds of every question, and how many of them found somebody."""

    milliseconds: "np.ndarray[Any, np.dtype[np.float64]]"
    found: int

    def at(self, percentile: float) -> float:
        """The percentile in milliseconds."""
        return float(np.percentile(self.milliseconds, percentile))


def ask(toolbox: Toolbox, scopes: Sequence[str], times: int) -> Asked:
    """Ask so many different questions as these askers, by turns."""
    random, taken, found = np.random.default_rng(SEED), [], 0
    tiers = known_tiers(toolbox)
    for number in range(times):
        scope, query = parse(scopes[number % len(scopes)]), draw(random, tiers)
        began = time.perf_counter()
        answer = find_prospects(toolbox, scope, query)
        taken.append(1000 * (time.perf_counter() - began))
        if answer.model is None:
            raise LookupError(f"a model must answer {query}, got none: {answer.why}")
        found += bool(answer.items)
    return Asked(np.array(taken), found)


def known_tiers(toolbox: Toolbox) -> tuple[str, ...]:
    """The tiers that customers of this bank have."""
    with toolbox.store.lock:
        rows = toolbox.store.backend.raw_sql(
            "SELECT DISTINCT tier FROM prospects WHERE tier IS NOT NULL ORDER BY 1"
        ).fetchall()
    return tuple(tier for (tier,) in rows)


def draw(random: np.random.Generator, tiers: Sequence[str]) -> ProspectQuery:
    """One question: what is looked for, up to ``MOST_CONDITIONS`` conditions, and how many."""
    conditions = _conditions(random, tiers)
    count = int(random.integers(0, MOST_CONDITIONS + 1))
    chosen = random.choice(len(conditions), count, replace=False)
    given: dict[str, Any] = dict(GOALS[int(random.integers(len(GOALS)))])
    for place in chosen:
        given |= conditions[int(place)]
    return ProspectQuery(**given, top_k=int(random.choice([5, 10, 10, 20])))


def _conditions(
    random: np.random.Generator, tiers: Sequence[str]
) -> list[dict[str, str | float | int | bool]]:
    """One of every sort, with drawn bounds. Amounts are log-uniform, in yuan and cents."""
    low = round(float(10 ** random.uniform(3, 5.5)), 2)
    young = int(random.integers(18, 60))
    return [
        {"min_aum": low},
        {"max_aum": round(float(low * 10 ** random.uniform(0.5, 2)), 2)},
        {"min_age": young},
        {"max_age": young + int(random.integers(5, 40))},
        {"tier": str(random.choice(list(tiers)))},
        {"payroll": bool(random.integers(2))},
        {"maturing_within_days": int(random.integers(5, 180))},
        {"customer_risk": f"C{random.integers(1, 6)}"},
        {"product_risk": f"R{random.integers(1, 6)}"},
        {"horizon_days": int(random.integers(14, 91))},
    ]
