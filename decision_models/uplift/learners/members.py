"""The fitted models of effects together, and how they score."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from decision_models.tabular.encoding import TargetEncoding
from decision_models.tabular.features import Features
from decision_models.tabular.learners.linear import LinearModel
from decision_models.tabular.learners.model import Model, logit, sigmoid
from decision_models.uplift.learners.design import Columns, Design, scored_design
from decision_models.uplift.learners.effects import risk_effect
from decision_models.uplift.learners.lines import joint_matrix, odds_matrix, risk_matrix
from decision_models.uplift.learners.stacking import Stack

_CHUNK = 100_000


@dataclass(frozen=True)
class EffectEnsemble:
    """Everything that scoring needs.

    Attributes:
        models: by role. learners: whose effects ``stack`` weighs, in its order.
        give: of the joint line. tree_share: of trees in the expected outcome.
        share: that was treated. floor: of the propensity.
    """

    encoding: TargetEncoding
    columns: Columns
    models: Mapping[str, Model]
    learners: tuple[str, ...]
    stack: Stack
    binary: bool
    give: float
    tree_share: float
    share: float
    floor: float

    def score(self, features: Features) -> np.ndarray:
        """The effect on each row, by chunks so that memory stays bounded."""
        found = np.zeros(features.rows)
        every = np.arange(features.rows)
        for rows in np.split(every, range(_CHUNK, len(every), _CHUNK)):
            design = scored_design(features, rows, self.encoding, self.columns)
            found[rows] = self._score(design)
        return found

    def _score(self, design: Design) -> np.ndarray:
        said = _Said(self, design)
        learners = np.column_stack([said.effect(name) for name in self.learners])
        effect = self.stack.effect(learners)
        return np.clip(effect, -1, 1) if self.binary else effect


class _Said:
    """What each learner says of the rows of one design; shared pieces are made once."""

    def __init__(self, ensemble: EffectEnsemble, design: Design) -> None:
        self.ensemble, self.design = ensemble, design
        self.levels: dict[str, tuple[np.ndarray, np.ndarray]] = {}

    def effect(self, name: str) -> np.ndarray:
        if name in {"arms", "both", "line"}:
            control, treated = self.outcomes(name)
            return np.asarray(treated - control)
        if name in {"risk", "odds"}:
            matrix = risk_matrix if name == "risk" else odds_matrix
            return risk_effect(self._level, self.ensemble.models[name], self._risk(), matrix)
        if name == "ridge":
            return self.ensemble.models["ridge"].log_odds(self.design.effect)
        if name == "x":
            chance = self._chance()
            control = self._trees("x.control", self.design.trees)
            treated = self._trees("x.treated", self.design.trees)
            return np.asarray(chance * control + (1 - chance) * treated)
        return self._trees(name, self.design.trees)

    def outcomes(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Expected outcome in the control, and treated."""
        if name not in self.levels:
            self.levels[name] = (self._outcome(name, 0.0), self._outcome(name, 1.0))
        return self.levels[name]

    def _outcome(self, name: str, arm: float) -> np.ndarray:
        design = self.design
        if name == "arms":
            raw = self._trees("arm.treated" if arm else "arm.control", design.trees)
        elif name == "both":
            raw = self._trees("both", np.column_stack([design.trees, np.full(design.rows, arm)]))
        else:
            every, arms = np.arange(design.rows), np.full(design.rows, arm)
            matrix = joint_matrix(design, every, arms, self.ensemble.give)
            raw = self.ensemble.models["line"].log_odds(matrix)
        return self._level(raw)

    def _risk(self) -> np.ndarray:
        share, trees = self.ensemble.share, self.ensemble.tree_share
        mean = np.zeros(self.design.rows)
        for name, part in (("arms", trees), ("line", 1 - trees)):
            if part > 0:
                control, treated = self.outcomes(name)
                mean += part * (share * treated + (1 - share) * control)
        return logit(np.clip(mean, 1e-4, 1 - 1e-4)) if self.ensemble.binary else mean

    def _chance(self) -> np.ndarray:
        line = self.ensemble.models.get("propensity.line")
        if not isinstance(line, LinearModel):
            return np.full(self.design.rows, self.ensemble.share)
        by_trees = self._trees("propensity.trees", self.design.trees)
        said = sigmoid(0.5 * line.log_odds(self.design.main) + 0.5 * by_trees)
        return np.asarray(np.clip(said, self.ensemble.floor, 1 - self.ensemble.floor))

    def _trees(self, role: str, matrix: np.ndarray) -> np.ndarray:
        return self.ensemble.models[role].log_odds(matrix)

    def _level(self, raw: np.ndarray) -> np.ndarray:
        return sigmoid(raw) if self.ensemble.binary else raw
