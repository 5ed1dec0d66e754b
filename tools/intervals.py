"""Intervals of shares and of their differences, from counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

Z95 = 1.959963984540054  # two-sided 95 %


@dataclass(frozen=True)
class Cell:
    """Successes and sizes of a treated and a control group that were drawn together."""

    treated: int
    treated_size: int
    control: int
    control_size: int


def wilson(count: int, size: int, z: float = Z95) -> tuple[float, float]:
    """The score interval of a share (Wilson 1927)."""
    share = count / size
    middle = (share + z * z / (2 * size)) / (1 + z * z / size)
    half = z / (1 + z * z / size) * sqrt(share * (1 - share) / size + z * z / (4 * size * size))
    return max(0.0, middle - half), min(1.0, middle + half)


def difference(cells: Sequence[Cell]) -> tuple[float, float, float] | None:
    """Low, middle and high (95 %) of treated minus control; None where nothing is comparable.

    Several cells are joined by Mantel-Haenszel weights (Greenland and Robins 1985), never by
    adding up: shares of control differ between campaigns. One cell alone gets Newcombe's interval
    from two Wilson intervals (1998, method 10).
    """
    usable = [cell for cell in cells if cell.treated_size and cell.control_size]
    if len(usable) < 2:
        return _newcombe(usable[0]) if usable else None
    weights = [c.treated_size * c.control_size / (c.treated_size + c.control_size) for c in usable]
    pairs = list(zip(weights, usable, strict=True))
    whole = sum(weights)
    middle = sum(w * _plain_difference(cell) for w, cell in pairs) / whole
    variance = sum(
        w * w * (_variance(c.treated, c.treated_size) + _variance(c.control, c.control_size))
        for w, c in pairs
    )
    half = Z95 * sqrt(variance) / whole
    return middle - half, middle, middle + half


def _plain_difference(cell: Cell) -> float:
    return cell.treated / cell.treated_size - cell.control / cell.control_size


def _newcombe(cell: Cell) -> tuple[float, float, float]:
    one, other = cell.treated / cell.treated_size, cell.control / cell.control_size
    low_one, high_one = wilson(cell.treated, cell.treated_size)
    low_other, high_other = wilson(cell.control, cell.control_size)
    middle = one - other
    down = sqrt((one - low_one) ** 2 + (high_other - other) ** 2)
    up = sqrt((high_one - one) ** 2 + (other - low_other) ** 2)
    return middle - down, middle, middle + up


def _variance(count: int, size: int) -> float:
    # Half a success and half a failure more: a cell without conversions is not a certain one.
    share = (count + 0.5) / (size + 1)
    return share * (1 - share) / size
