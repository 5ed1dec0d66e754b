"""Finds suites and benchmarks by name, runs them, and holds scores against ``floors.yaml``."""

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import resources
from types import ModuleType
from typing import Any

import yaml

from evals import benchmarks, suites
from evals.score import Result, Score
from home.errors import NotFound


def suite_names() -> list[str]:
    """The suites that can be run."""
    return sorted(found.name for found in pkgutil.iter_modules(suites.__path__))


def benchmark_names() -> list[str]:
    """The benchmarks that can be run."""
    return sorted(found.name for found in pkgutil.iter_modules(benchmarks.__path__))


def run_suites(name: str | None, parts: Any) -> Iterator[Result]:
    """Run one suite, or all; ``parts`` is what ``weiwo.assembly`` builds.

    Raises:
        NotFound: there is no suite of that name.
    """
    for suite in _chosen("suite", name, suite_names()):
        yield from _held(suite, parts)


def _held(suite: str, parts: Any) -> Iterator[Result]:
    """The suite's scores against its floors. One that raises, or leaves out a score that has a
    floor, has failed: the others still run.
    """
    waiting = dict(floors().get(suite, {}))
    try:
        for score in suite_module(suite).run(parts):
            yield Result(suite, score, waiting.pop(score.metric, None))
    except Exception as error:
        note = f"{type(error).__name__}: {error}"[:120]
        yield Result(suite, Score("the suite itself", None, 0, note), None, broken=True)
        return
    for metric, floor in waiting.items():
        missing = Score(metric, None, 0, "has a floor, and was not reported")
        yield Result(suite, missing, floor, broken=True)


def suite_module(name: str) -> ModuleType:
    """The suite's module, whose ``run(parts)`` yields scores."""
    return importlib.import_module(f"evals.suites.{name}")


def benchmark(name: str) -> ModuleType:
    """The benchmark's module, whose ``run`` yields rows.

    Raises:
        NotFound: there is no benchmark of that name.
    """
    (found,) = _chosen("benchmark", name, benchmark_names())
    return importlib.import_module(f"evals.benchmarks.{found}")


@cache
def floors() -> dict[str, dict[str, float]]:
    """The floors by suite and metric."""
    text = resources.files("evals").joinpath("floors.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text) or {}


def _chosen(kind: str, name: str | None, known: list[str]) -> list[str]:
    if name is None:
        return known
    if name not in known:
        raise NotFound(f"{kind} must be one of {', '.join(known)}, got {name!r}")
    return [name]
