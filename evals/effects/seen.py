"""Processes that were looked at while the learners were built."""

import numpy as np
import pandas as pd

from evals.effects.process import Process, World, even, normals, sigmoid


def _mail(random: np.random.Generator, rows: int) -> World:
    """An e-mail experiment: recency, history, channel; small effects on a rate of 15 %."""
    history = np.round(random.lognormal(5.1, 0.9, rows), 2)
    frame = pd.DataFrame(
        {
            "recency": random.integers(1, 13, rows),
            "history": history,
            "mens": random.integers(0, 2, rows),
            "womens": random.integers(0, 2, rows),
            "zip": random.choice(["Urban", "Surburban", "Rural"], rows, p=[0.4, 0.45, 0.15]),
            "newbie": random.integers(0, 2, rows),
            "channel": random.choice(["Web", "Phone", "Multichannel"], rows, p=[0.44, 0.44, 0.12]),
        }
    )
    base = -2.2 - 0.06 * frame.recency + 0.2 * np.log(history / 100) + 0.3 * (frame.zip == "Rural")
    base -= 0.3 * frame.newbie
    push = 0.25 + 0.35 * frame.womens * frame.mens + 0.3 * (frame.channel == "Web")
    push -= 0.02 * frame.recency
    odds, moved = base.to_numpy(), push.to_numpy()
    return World(frame, sigmoid(odds), sigmoid(odds + moved), even(rows))


def _strong(random: np.random.Generator, rows: int) -> World:
    x = normals(random, rows, 12).to_numpy()
    base = 0.6 * x[:, 0] + 0.5 * x[:, 1] * x[:, 2] - 1.2
    push = 0.9 * np.tanh(x[:, 3]) + 0.7 * (x[:, 4] > 0.5) - 0.3
    frame = pd.DataFrame(np.round(x, 4), columns=[f"x{at}" for at in range(12)])
    return World(frame, sigmoid(base), sigmoid(base + push), even(rows))


def _none(random: np.random.Generator, rows: int) -> World:
    frame = normals(random, rows, 15)
    base = sigmoid((0.8 * frame.x0 - 0.5 * frame.x1 + 0.4 * frame.x2 * frame.x3 - 1.5).to_numpy())
    return World(frame, base, base, even(rows))


def _constant(random: np.random.Generator, rows: int) -> World:
    frame = normals(random, rows, 10)
    base = 0.1 + 0.25 * sigmoid((1.2 * frame.x0 + frame.x1).to_numpy())
    return World(frame, base, base + 0.05, even(rows, 0.3))


def _confounded(random: np.random.Generator, rows: int) -> World:
    """Those likely to buy anyway are treated more often, and gain less."""
    frame = normals(random, rows, 10)
    risk = (0.9 * frame.x0 + 0.6 * frame.x1 + 0.4 * frame.x2**2).to_numpy()
    chance = sigmoid(1.1 * frame.x0.to_numpy() + 0.6 * frame.x1.to_numpy() - 0.3)
    push = (0.6 + 0.7 * frame.x3 - 0.5 * frame.x0).to_numpy()
    return World(frame, sigmoid(risk - 1.6), sigmoid(risk - 1.6 + push), chance)


def _negative(random: np.random.Generator, rows: int) -> World:
    """A third is driven away."""
    frame = normals(random, rows, 20)
    group = (frame.x0 + frame.x1 > 0.6).to_numpy()
    base = sigmoid((0.7 * frame.x2 - 0.5 * frame.x3 - 0.6).to_numpy())
    treated = np.clip(base + np.where(group, -0.18, 0.08), 0.01, 0.99)
    return World(frame, base, treated, even(rows))


def _few_treated(random: np.random.Generator, rows: int) -> World:
    frame = normals(random, rows, 15)
    base = (0.8 * frame.x0 + 0.5 * np.abs(frame.x1) - 1.8).to_numpy()
    push = (0.5 + 0.8 * frame.x2 + 0.4 * frame.x3).to_numpy()
    return World(frame, sigmoid(base), sigmoid(base + push), even(rows, 0.06))


def _useless(random: np.random.Generator, rows: int) -> World:
    frame = normals(random, rows, 100)
    base = (0.7 * frame.x0 - 0.6 * frame.x1 - 1.4).to_numpy()
    push = (0.3 + 0.7 * frame.x2 + 0.5 * (frame.x3 > 0)).to_numpy()
    return World(frame, sigmoid(base), sigmoid(base + push), even(rows))


def _spend(random: np.random.Generator, rows: int) -> World:
    frame = normals(random, rows, 10)
    base = 20 + 6 * frame.x0.to_numpy() + 4 * np.sin(2 * frame.x1.to_numpy())
    push = 2 + 3 * frame.x2.to_numpy() * (frame.x3 > 0).to_numpy()
    return World(frame, base, base + push, even(rows), noise=10.0)


def _rare(random: np.random.Generator, rows: int) -> World:
    """Purchases of 2 %, moved most where they are likely."""
    frame = normals(random, rows, 12)
    base = (0.9 * frame.x0 + 0.6 * frame.x1 - 4.5).to_numpy()
    push = (0.35 + 0.5 * frame.x2).to_numpy()
    return World(frame, sigmoid(base), sigmoid(base + push), even(rows, 0.65))


SEEN = (
    Process("mail, small effects", 30_000, _mail),
    Process("strong effects", 4000, _strong),
    Process("no effect", 6000, _none),
    Process("the same effect for all", 6000, _constant),
    Process("confounded", 10_000, _confounded),
    Process("a third driven away", 8000, _negative),
    Process("6 % treated", 12_000, _few_treated),
    Process("96 useless columns", 6000, _useless),
    Process("amounts", 5000, _spend),
    Process("2 % buy", 40_000, _rare),
    Process("strong effects, few rows", 1200, _strong),
)
