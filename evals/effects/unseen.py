"""Processes that were written before the learners were tuned, and scored only afterwards."""

import numpy as np
import pandas as pd

from evals.effects.process import Process, World, even, normals, sigmoid


def _bank(random: np.random.Generator, rows: int) -> World:
    """Customers of a bank with gaps, levels and skewed amounts; a call moves the middling."""
    aum = np.round(random.lognormal(10.5, 1.3, rows), 0)
    age = random.integers(20, 80, rows)
    visits = random.poisson(3, rows)
    city = random.choice([f"城市{at}" for at in range(40)], rows)
    frame = pd.DataFrame(
        {
            "资产": np.where(random.random(rows) < 0.1, np.nan, aum),
            "年龄": age,
            "登录次数": visits,
            "城市": city,
            "等级": random.choice(["普卡", "金卡", "白金", "钻石"], rows, p=[0.5, 0.3, 0.15, 0.05]),
            "噪声1": random.standard_normal(rows).round(3),
            "噪声2": random.integers(0, 100, rows),
        }
    )
    wealth = np.log(aum) - 10.5
    base = -3.0 + 0.5 * wealth + 0.15 * visits - 0.01 * (age - 45)
    push = 0.9 * np.exp(-(wealth**2)) - 0.25 * (age > 65) + 0.1
    return World(frame, sigmoid(base), sigmoid(base + push), even(rows, 0.7))


def _friedman(random: np.random.Generator, rows: int) -> World:
    """Setup A of Nie and Wager (2021): a hard propensity and baseline, an easy effect."""
    x = random.random((rows, 6))
    base = np.sin(np.pi * x[:, 0] * x[:, 1]) + 2 * (x[:, 2] - 0.5) ** 2 + x[:, 3] + 0.5 * x[:, 4]
    effect = (x[:, 0] + x[:, 1]) / 2
    chance = np.clip(np.sin(np.pi * x[:, 0] * x[:, 1]), 0.1, 0.9)
    frame = pd.DataFrame(x.round(4), columns=[f"x{at}" for at in range(6)])
    return World(frame, base - effect / 2, base + effect / 2, chance, noise=1.0)


def _box(random: np.random.Generator, rows: int) -> World:
    """An effect in one corner alone."""
    frame = normals(random, rows, 15)
    base = sigmoid((0.8 * frame.x5 - 1.0).to_numpy())
    corner = ((frame.x0 > 0) & (frame.x1 > 0)).to_numpy()
    return World(frame, base, np.clip(base + 0.15 * corner, 0, 0.99), even(rows))


def _contrary(random: np.random.Generator, rows: int) -> World:
    """Those likeliest to buy are put off; the treated are mostly they."""
    frame = normals(random, rows, 12)
    risk = (1.1 * frame.x0 + 0.5 * frame.x1 * frame.x2 - 1.0).to_numpy()
    push = (0.4 - 0.9 * frame.x0).to_numpy()
    chance = sigmoid((0.9 * frame.x0 + 0.5 * frame.x4).to_numpy())
    return World(frame, sigmoid(risk), sigmoid(risk + push), chance)


def _nearly_none(random: np.random.Generator, rows: int) -> World:
    frame = normals(random, rows, 30)
    base = (0.6 * frame.x0 + 0.6 * frame.x1 - 2.2).to_numpy()
    return World(
        frame, sigmoid(base), sigmoid(base + 0.05 + 0.08 * frame.x2.to_numpy()), even(rows)
    )


def _assigned(random: np.random.Generator, rows: int) -> World:
    """No effect at all, but treatment follows the outcome's causes."""
    frame = normals(random, rows, 8)
    risk = (0.9 * frame.x0 - 0.7 * frame.x1).to_numpy()
    base = sigmoid(risk - 1.5)
    return World(frame, base, base, sigmoid(1.2 * risk - 0.5))


def _mostly_treated(random: np.random.Generator, rows: int) -> World:
    frame = normals(random, rows, 10)
    base = (0.7 * frame.x0 + 0.5 * frame.x1 - 1.5).to_numpy()
    push = (0.6 * frame.x2 * frame.x3 + 0.3).to_numpy()
    return World(frame, sigmoid(base), sigmoid(base + push), even(rows, 0.93))


def _crowd(random: np.random.Generator, rows: int) -> World:
    """Many small causes of both the level and the effect."""
    x = random.standard_normal((rows, 40))
    base = x @ random.normal(0, 0.15, 40) - 1.3
    push = x @ random.normal(0, 0.08, 40) + 0.2
    frame = pd.DataFrame(x.round(4), columns=[f"x{at}" for at in range(40)])
    return World(frame, sigmoid(base), sigmoid(base + push), even(rows))


def _rare_amounts(random: np.random.Generator, rows: int) -> World:
    frame = normals(random, rows, 8)
    base = np.exp(0.5 * frame.x0.to_numpy())
    effect = 0.5 * np.maximum(frame.x1.to_numpy(), 0)
    return World(frame, base, base + effect, even(rows, 0.4), noise=3.0)


UNSEEN = (
    Process("bank calls", 15_000, _bank),
    Process("Nie and Wager A", 4000, _friedman),
    Process("one corner", 10_000, _box),
    Process("contrary and confounded", 12_000, _contrary),
    Process("next to no effect", 20_000, _nearly_none),
    Process("confounded, no effect", 8000, _assigned),
    Process("93 % treated", 15_000, _mostly_treated),
    Process("many small causes", 6000, _crowd),
    Process("skewed amounts", 10_000, _rare_amounts),
    Process("one corner, few rows", 2500, _box),
)
