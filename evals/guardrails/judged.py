"""``python -m evals.guardrails.judged PATH``: texts as checked, and an officer's word on each."""

import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from agents.guardrails import CheckResult, check
from home.errors import BadInput

_TITLES = {"blocked": "Blocked", "passed": "Passed"}


def rows() -> Iterator[tuple[str, dict[str, Any], CheckResult]]:
    """Each text with the side it stands on in the file, and the verdict of today's checker.

    Raises:
        BadInput: a text that stands under ``blocked`` passes now, or the other way round.
    """
    source = resources.files("evals").joinpath("cases/judged.yaml")
    for side, texts in yaml.safe_load(source.read_text(encoding="utf-8")).items():
        for row in texts:
            result = check(row["text"])
            if result.allowed != (side == "passed"):
                raise BadInput(f"{row['text']!r} must be {side}, got {result.verdict}")
            yield side, row, result


def lines() -> Iterator[str]:
    """The document: made anew from the checker, the officer's words from the file."""
    judged = list(rows())
    yield "# Texts as checked, and a compliance officer's word on each"
    yield ""
    yield "Made by `python -m evals.guardrails.judged docs/compliance-judged.md`: the verdicts are"
    yield "the checker's own, the judgement is one reader's (`evals/cases/judged.yaml`). Each text"
    yield "is judged by its words alone: channel, product and customer would add rules to it. Law"
    yield "and article as in the rule pack, with the state of verification given there."
    for side, title in _TITLES.items():
        chosen = [(row, result) for one, row, result in judged if one == side]
        agreed = sum(row["agrees"] for row, _ in chosen)
        yield ""
        yield f"## {title}: {agreed} of {len(chosen)} rightly"
        for number, (row, result) in enumerate(chosen, 1):
            yield ""
            yield f"{number}. **{row['text']}**"
            yield from (f"   - {one}" for one in _found(result))
            yield f"   - {'同意' if row['agrees'] else '异议'}：{row['says']}"


def _found(result: CheckResult) -> Iterator[str]:
    if not result.findings:
        yield "pass"
    for one in result.findings:
        law = f"《{one.law}》{one.article}（{one.source}）"
        yield f"{one.verdict} {one.rule} “{one.quote}” {law}；{one.suggestion}"


def main(arguments: list[str]) -> None:
    """Write the document to the path given."""
    if len(arguments) != 1:
        raise BadInput(f"give one path to write to, got {len(arguments)}")
    Path(arguments[0]).write_text("\n".join(lines()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
