"""Scores of suites as Markdown tables, to be kept beside the code that they are of."""

from collections.abc import Iterator, Sequence

from evals.score import Result


def as_markdown(results: Sequence[Result]) -> str:
    """A heading and table a suite, and how the file is made."""
    names = list(dict.fromkeys(one.suite for one in results))
    lines = [
        "# Measured",
        "",
        f"Made by `weiwo eval {' '.join(names)} --markdown PATH`; floors are in"
        " `evals/floors.yaml`.",
    ]
    for name in names:
        lines += ["", f"## {name}", "", "| metric | score | floor | cases | note |"]
        lines += ["| --- | --- | --- | --- | --- |"]
        lines += _rows([one for one in results if one.suite == name])
    return "\n".join(lines) + "\n"


def _rows(results: Sequence[Result]) -> Iterator[str]:
    for one in results:
        score = one.score
        value = "not measured" if score.value is None else f"{score.value:.4f}"
        floor = "" if one.floor is None else f"{one.floor:.4f}"
        note = ("below its floor; " if one.kept is False else "") + score.note.replace("|", "/")
        yield f"| {score.metric} | {value} | {floor} | {score.cases} | {note} |"
