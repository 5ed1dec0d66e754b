"""Scores as Markdown: a table a suite, with what was not measured said so."""

from evals.reporting import as_markdown
from evals.score import Result, Score


def test_each_suite_has_its_table_and_a_miss_is_named() -> None:
    written = as_markdown(
        [
            Result("check", Score("recall", 0.5, 4), 0.6),
            Result("attacks", Score("plans", None, 0, "needs a demo home"), None),
        ]
    )
    assert "weiwo eval check attacks" in written
    assert "| recall | 0.5000 | 0.6000 | 4 | below its floor;  |" in written
    assert "| plans | not measured |  | 0 | needs a demo home |" in written
