"""``weiwo eval`` and ``weiwo bench``: what fails is said, and is the exit code."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from evals import runner
from evals.score import Score
from weiwo.cli import run


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEIWO_HOME", str(tmp_path))


def _suite(monkeypatch: pytest.MonkeyPatch, *scores: Score | Exception) -> None:
    def module_run(parts: object) -> Iterator[Score]:
        for score in scores:
            if isinstance(score, Exception):
                raise score
            yield score

    monkeypatch.setattr(runner, "suite_names", lambda: ["made"])
    monkeypatch.setattr(runner, "floors", lambda: {"made": {"recall": 0.9}})
    module = SimpleNamespace(run=module_run)
    monkeypatch.setattr(runner, "suite_module", lambda name: module)


@pytest.mark.parametrize(
    ("scores", "code", "said"),
    [
        ([Score("recall", 0.95, 20)], 0, "0.9500"),
        ([Score("recall", 0.85, 20)], 1, "BELOW ITS FLOOR"),
        ([Score("recall", None, 0, "no home")], 0, "not measured"),
        ([Score("speed", 3.0, 20)], 1, "has a floor, and was not reported"),
        ([Score("recall", 0.95, 20), ValueError("no cases")], 1, "BROKEN: ValueError: no cases"),
    ],
)
def test_a_suite_below_its_floor_or_broken_fails(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    scores: list[Score | Exception],
    code: int,
    said: str,
) -> None:
    _suite(monkeypatch, *scores)
    assert run(["eval"]) == code
    assert said in capsys.readouterr().out


def test_every_floor_is_one_of_a_suite() -> None:
    assert set(runner.floors()) <= set(runner.suite_names())


@pytest.mark.parametrize("command", ["eval", "bench"])
def test_an_unknown_name_lists_the_known_ones(
    capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert run([command, "nonsense"]) == 2
    assert "must be one of" in capsys.readouterr().err


def test_a_benchmark_over_its_limit_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [{"what": "a turn", "p50 ms": 1234.5, "kept": False}]
    monkeypatch.setattr(runner, "benchmark", lambda name: SimpleNamespace(run=lambda: rows))
    assert run(["bench", "ask"]) == 1
    shown = capsys.readouterr().out
    assert "1234" in shown
    assert "NO" in shown
