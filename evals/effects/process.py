"""A process that draws a table with a treatment, an outcome, and each row's true effect."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class World:
    """Columns, and what each row would do.

    Attributes:
        frame: the columns. control, treated: expected outcome in each arm.
        chance: of being treated. noise: of amounts; None: the outcome is yes or no.
    """

    frame: pd.DataFrame
    control: np.ndarray
    treated: np.ndarray
    chance: np.ndarray
    noise: float | None = None


@dataclass(frozen=True)
class Process:
    """A name, how many rows to learn from, and how a world of so many rows is made."""

    name: str
    rows: int
    make: Callable[[np.random.Generator, int], World]


@dataclass(frozen=True)
class Drawn:
    """A draw: a table to learn from (columns, ``w``, ``y``), one held out, and the truth there."""

    name: str
    learned: pd.DataFrame
    held: pd.DataFrame
    effect: np.ndarray
    control: np.ndarray


def draw(process: Process, seed: int, held: int = 20_000) -> Drawn:
    """Rows to learn from and rows held out, of one world."""
    random = np.random.default_rng([seed, len(process.name), process.rows])
    world = process.make(random, process.rows + held)
    treated = random.random(len(world.chance)) < world.chance
    mean = np.where(treated, world.treated, world.control)
    if world.noise is None:
        outcome = (random.random(len(mean)) < mean).astype(float)
    else:
        outcome = np.round(mean + world.noise * random.standard_normal(len(mean)), 4)
    table = world.frame.assign(w=treated.astype(int), y=outcome)
    cut = process.rows
    return Drawn(
        process.name,
        table.iloc[:cut].reset_index(drop=True),
        table.iloc[cut:].reset_index(drop=True),
        (world.treated - world.control)[cut:],
        world.control[cut:],
    )


def sigmoid(odds: np.ndarray) -> np.ndarray:
    """Chance of log odds."""
    return np.asarray(1 / (1 + np.exp(-odds)))


def normals(random: np.random.Generator, rows: int, width: int) -> pd.DataFrame:
    """Independent standard normal columns ``x0``, ``x1``, ..."""
    values = np.round(random.standard_normal((rows, width)), 4)
    return pd.DataFrame(values, columns=[f"x{at}" for at in range(width)])


def even(rows: int, share: float = 0.5) -> np.ndarray:
    """The same chance of treatment for all."""
    return np.full(rows, share)
