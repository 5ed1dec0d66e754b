"""Flat tables to fit: bundled, simulated, and the UCI bank table where it lies beside."""

from evals.tables.problem import SHARED, Problem
from evals.tables.problems import problems, uci

__all__ = ["SHARED", "Problem", "problems", "uci"]
