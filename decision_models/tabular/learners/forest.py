"""Random forests and extremely randomised trees (scikit-learn), kept as LightGBM text.

scikit-learn can only pickle its forests. Their trees are written in LightGBM's model format
instead: safe to load, and predicted by the same fast code as the boosted trees.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from decision_models.tabular.learners.model import logit
from decision_models.threads import lightgbm_threads, predict

# LightGBM's decision_type: 8 = missing values are NaN, 2 = they go left
# (include/LightGBM/tree.h, GetMissingType and kDefaultLeftMask).
_MISSING_IS_NAN, _MISSING_LEFT = 8, 2


@dataclass(frozen=True)
class ForestSettings:
    """How a forest is grown: trees, rows in a leaf, share of columns a split looks at."""

    trees: int
    leaf_rows: int
    columns: float
    random_splits: bool = False
    rows: float | None = None  # share of rows a tree sees, None: as many as there are


class ForestModel:
    """The mean of the trees' leaf shares, as log odds."""

    def __init__(self, text: str) -> None:
        import lightgbm

        self.text = text
        self.booster = lightgbm.Booster(model_str=text)

    def log_odds(self, matrix: np.ndarray) -> np.ndarray:
        """Log odds of the mean leaf share."""
        rounded = matrix.astype(np.float32).astype(np.float64)  # as scikit-learn compares
        return logit(predict(self.booster, rounded, raw_score=True))

    def gains(self) -> np.ndarray | None:
        """None: the boosted trees say what matters."""
        return None

    def save(self, path: Path) -> None:
        """Write the trees as LightGBM text."""
        path.write_text(self.text, encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> "ForestModel":
        """Read what ``save`` wrote."""
        return cls(path.read_text(encoding="utf-8"))


def grow_forest(
    settings: ForestSettings,
    matrix: np.ndarray,
    labels: np.ndarray,
    *,
    seed: int,
    weights: np.ndarray | None = None,
) -> Any:
    """A fitted scikit-learn forest."""
    from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier

    shared: dict[str, Any] = {
        "n_estimators": settings.trees,
        "min_samples_leaf": settings.leaf_rows,
        "max_features": settings.columns,
        "n_jobs": lightgbm_threads(matrix.size),
        "random_state": seed,
    }
    if settings.random_splits:
        forest = ExtraTreesClassifier(**shared)
    else:
        forest = RandomForestClassifier(max_samples=settings.rows, **shared)
    return forest.fit(matrix.astype(np.float32), labels.astype(int), sample_weight=weights)


def forest_log_odds(forest: Any, matrix: np.ndarray) -> np.ndarray:
    """Log odds of a fitted forest's mean leaf share."""
    return logit(forest.predict_proba(matrix.astype(np.float32))[:, 1])


def to_model(forest: Any, width: int) -> ForestModel:
    """The forest as LightGBM text, whose sum over trees is the forest's mean."""
    share = 1.0 / len(forest.estimators_)
    trees = [_tree(at, one.tree_, share) for at, one in enumerate(forest.estimators_)]
    names = " ".join(f"Column_{at}" for at in range(width))
    head = [
        "tree",
        "version=v4",
        "num_class=1",
        "num_tree_per_iteration=1",
        "label_index=0",
        f"max_feature_idx={width - 1}",
        f"feature_names={names}",
        "feature_infos=" + " ".join(["[-1e308:1e308]"] * width),
        "",
    ]
    return ForestModel(
        "\n".join([*head, *trees, "end of trees", "", "parameters:", "end of parameters", ""])
    )


def _tree(number: int, tree: Any, share: float) -> str:
    left, right = np.asarray(tree.children_left), np.asarray(tree.children_right)
    split = left >= 0
    node = np.cumsum(split) - 1  # LightGBM numbers splits and leaves apart
    leaf = np.cumsum(~split) - 1
    value = np.asarray(tree.value)[:, 0, :]
    positive = value[:, 1] / value.sum(axis=1) * share if value.shape[1] > 1 else value[:, 0] * 0
    leaves = positive[~split]
    lines = [f"Tree={number}", f"num_leaves={len(leaves)}", "num_cat=0"]
    if split.any():
        reference = np.where(split, node, -(leaf + 1))
        to_left = getattr(tree, "missing_go_to_left", np.zeros(len(left)))
        decision = _MISSING_IS_NAN + _MISSING_LEFT * np.asarray(to_left)[split].astype(int)
        inner = int(split.sum())
        lines += [
            "split_feature=" + _row(np.asarray(tree.feature)[split]),
            "split_gain=" + _row(np.zeros(inner, dtype=int)),
            "threshold=" + _row(np.asarray(tree.threshold)[split]),
            "decision_type=" + _row(decision),
            "left_child=" + _row(reference[left[split]]),
            "right_child=" + _row(reference[right[split]]),
        ]
    lines += ["leaf_value=" + _row(leaves)]
    if split.any():
        counts = np.asarray(tree.n_node_samples)
        zeros = np.zeros(int(split.sum()), dtype=int)
        lines += [
            "leaf_weight=" + _row(counts[~split]),
            "leaf_count=" + _row(counts[~split]),
            "internal_value=" + _row(zeros),
            "internal_weight=" + _row(counts[split]),
            "internal_count=" + _row(counts[split]),
        ]
    return "\n".join([*lines, "is_linear=0", "shrinkage=1", "", ""])


def _row(values: np.ndarray) -> str:
    if values.dtype.kind == "f":
        return " ".join(repr(float(value)) for value in values)
    return " ".join(str(int(value)) for value in values)
