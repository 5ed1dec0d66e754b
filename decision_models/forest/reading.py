"""LightGBM's text of a model, taken apart into trees of splits (LightGBM 4, ``tree.cpp``)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

MOST_LEAVES = 64
"""A leaf is a bit of one machine word."""

_ZERO = np.float32(1e-35)
"""LightGBM reads what is no larger as nought (``kZeroThreshold``)."""
_CATEGORICAL, _DEFAULT_LEFT = 1, 2
_NONE, _ZERO_IS_MISSING, _NAN_IS_MISSING = 0, 1, 2
_OBJECTIVES = ("binary", "regression", "regression_l1", "huber", "fair", "quantile", "mape")


class Unsupported(ValueError):
    """Trees of a kind that this does not evaluate; LightGBM does."""


@dataclass(frozen=True)
class Split:
    """One inner node.

    Args:
        column: of the matrix.
        threshold: rows at or below it go left. In single precision, rounded down, so that it parts
            single-precision values exactly as LightGBM's double does.
        absent_left: where a missing value goes.
        categories: for a split by category, the codes that go left; else None.
        left: the leaves below on the left, as bits of a word, numbered from left to right.
    """

    column: int
    threshold: np.float32
    absent_left: bool
    categories: frozenset[int] | None
    left: int


@dataclass(frozen=True)
class Tree:
    """Splits in any order, and the leaves' values from left to right."""

    splits: tuple[Split, ...]
    values: tuple[float, ...]


@dataclass(frozen=True)
class Text:
    """What a model's text says. ``sigmoid`` is the slope of its link, None for none."""

    columns: int
    trees: tuple[Tree, ...]
    sigmoid: float | None


def read(text: str) -> Text:
    """Take LightGBM's text apart.

    Raises:
        Unsupported: several classes, linear leaves, averaged trees, nought as missing, more than
            ``MOST_LEAVES`` leaves, or an objective with another link; says which.
    """
    head, *blocks = text.split("\nTree=")
    fields = _fields(head)
    if fields.get("num_class") != "1" or fields.get("num_tree_per_iteration") != "1":
        raise Unsupported("several classes")
    if "average_output" in head.split():
        raise Unsupported("averaged trees")
    objective, *options = fields.get("objective", "none").split()
    if objective not in _OBJECTIVES or "sqrt" in options:
        raise Unsupported(f"objective {objective}")
    slopes = [float(one.removeprefix("sigmoid:")) for one in options if one.startswith("sigmoid:")]
    return Text(
        columns=int(fields["max_feature_idx"]) + 1,
        trees=tuple(_tree(_fields(block.split("\n\n", 1)[0])) for block in blocks),
        sigmoid=slopes[0] if objective == "binary" else None,
    )


def _fields(lines: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in lines.splitlines() if "=" in line)


def _tree(fields: Mapping[str, str]) -> Tree:
    leaves = int(fields["num_leaves"])
    if fields.get("is_linear", "0") != "0":
        raise Unsupported("linear leaves")
    if leaves > MOST_LEAVES:
        raise Unsupported(f"{leaves} leaves in a tree, of at most {MOST_LEAVES}")
    values = [float(value) for value in fields["leaf_value"].split()]
    if leaves == 1:
        return Tree((), (values[0],))
    lower, upper = _integers(fields, "left_child"), _integers(fields, "right_child")
    order: list[int] = []
    left = [0] * len(lower)

    def walk(node: int) -> int:
        if node < 0:
            order.append(~node)
            return 1 << (len(order) - 1)
        left[node] = walk(lower[node])
        return left[node] | walk(upper[node])

    walk(0)
    splits = tuple(_split(fields, node, mask) for node, mask in enumerate(left))
    return Tree(splits, tuple(values[leaf] for leaf in order))


def _split(fields: Mapping[str, str], node: int, left: int) -> Split:
    column = _integers(fields, "split_feature")[node]
    kind = _integers(fields, "decision_type")[node]
    threshold = float(fields["threshold"].split()[node])
    if kind & _CATEGORICAL:
        return Split(column, np.float32(0), False, _categories(fields, int(threshold)), left)
    missing = kind >> 2
    if missing == _ZERO_IS_MISSING:
        raise Unsupported("nought as missing")
    # Where training saw no missing value, LightGBM reads one as nought.
    absent_left = bool(kind & _DEFAULT_LEFT) if missing == _NAN_IS_MISSING else threshold >= 0
    return Split(column, single(threshold), absent_left, None, left)


def single(threshold: float) -> np.float32:
    """The single-precision threshold that parts single-precision values in the same way."""
    if abs(threshold) <= _ZERO:  # no value in between is told from nought
        return _ZERO if threshold >= 0 else np.nextafter(-_ZERO, np.float32(-np.inf))
    with np.errstate(over="ignore"):
        near = np.float32(threshold)
    return near if float(near) <= threshold else np.nextafter(near, np.float32(-np.inf))


def _categories(fields: Mapping[str, str], index: int) -> frozenset[int]:
    """The set bits of the words of one categorical split."""
    first, last = _integers(fields, "cat_boundaries")[index : index + 2]
    words = _integers(fields, "cat_threshold")[first:last]
    return frozenset(
        32 * place + bit for place, word in enumerate(words) for bit in range(32) if word >> bit & 1
    )


def _integers(fields: Mapping[str, str], name: str) -> Sequence[Any]:
    return [int(value) for value in fields[name].split()]
