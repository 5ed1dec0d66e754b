"""Learning the effect of a channel's contacts: few features, folds by customer, chances as drawn.

The learners and their weights are those of ``weiwo models fit-uplift`` (ADR 0011). What is known of
a campaign is given and not learned: who was contacted was drawn, in shares that differ from wave to
wave, and the waves of one customer are no independent rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from decision_models.calibration import Floats
from decision_models.tabular.deadline import Deadline
from decision_models.tabular.features import Features, learn_features, make_features
from decision_models.tabular.table.kinds import Column, Schema
from decision_models.uplift.artifact import UpliftModel
from decision_models.uplift.contacts.rows import ContactRows
from decision_models.uplift.learners.boosting import Trees
from decision_models.uplift.learners.plan import Plan
from decision_models.uplift.learners.search import Given, Judged, search

FEATURES = (
    "age",
    "tenure",
    "risk_highest",
    "aum",
    "liquid",
    "liquid_share",
    "categories_held",
    "card_limit",
    "salary_count_365d",
    "consumption_total_amount_365d",
    "money_in_total_amount_90d",
    "net_in_30d",
    "maturing_30d",
    "moves_branch_share",
    "moves_app_share",
    "app_count_30d",
    "app_days_365d",
    "view_count_30d",
    "view_count_365d",
    "calculator_count_365d",
    "touch_count_30d",
    "touch_count_90d",
    "touch_count_365d",
    "touch_since",
    "answer_rate",
    "answer_count_365d",
    "refusal_count_365d",
    "contact_then_buy_14d_share",
    "buy_count_90d",
    "buy_count_365d",
    "buy_since",
    "buy_distinct_category_365d",
)
"""Who someone is, what they could buy with, how they use the bank, how often they are contacted and
what they make of it. An experiment of a few hundred buyers cannot choose among seven hundred.
"""
_FOLDS = 3
_NEVER = Deadline(1e12)
"""The plan is the same on every machine: no clock ends it."""


@dataclass(frozen=True)
class Learned:
    """A model of effects, what it says of its own rows, and what the other folds said of them.

    Args:
        features: what it reads, in order.
        model: ready to score.
        own: effects of the rows by the model itself, which saw them.
        judged: by models that saw nothing of the customer.
    """

    features: tuple[str, ...]
    model: UpliftModel
    own: Floats
    judged: Judged


def learn(names: Sequence[str], matrix: Floats, rows: ContactRows, seed: int) -> Learned:
    """Learn from these rows; ``matrix`` has ``names`` as columns, NaN where absent.

    Columns that say the same of everybody are left out.
    """
    varies = [place for place in range(matrix.shape[1]) if _varies(matrix[:, place])]
    kept = tuple(names[place] for place in varies)
    frame = pd.DataFrame(matrix[:, varies], columns=list(kept))
    features = learn_features(frame, Schema(tuple(Column(name, "number") for name in kept), ()))
    smaller = int(min(rows.treated.sum(), rows.size - rows.treated.sum()))
    found = search(
        features,
        rows.treated,
        rows.bought,
        binary=True,
        deadline=_NEVER,
        seed=seed,
        progress=lambda _said: None,
        given=Given(rows.customer.astype(str), rows.chance, _plan(rows.size, smaller)),
    )
    model = UpliftModel(features.plan, found.ensemble, "treated", "bought")
    return Learned(kept, model, found.ensemble.score(features), found.judged)


def features_of(model: UpliftModel, names: Sequence[str], matrix: Floats) -> Features:
    """New rows as the model reads them."""
    return make_features(pd.DataFrame(matrix, columns=list(names)), model.plan, None)


def _varies(column: Floats) -> bool:
    known = column[~np.isnan(column)]
    return bool(known.size) and bool(known.min() < known.max())


def _plan(rows: int, smaller: int) -> Plan:
    leaf = max(30, smaller // 60)
    arm = Trees(5, 0.08, 200, max(30, rows // 300), ridge=20.0)
    effect = Trees(4, 0.05, 150, leaf, ridge=20.0)
    return Plan(_FOLDS, 1, arm, arm, effect, effect, arm, ("ridge",), joint_trees=False)
