from typing import Any

import pytest

from evals.benchmarks import ask


def test_without_data_it_says_what_makes_some(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ask, "_command", lambda *arguments, home=None: None)
    first, last = ask.run(None)
    assert first["kept"] is True
    assert "weiwo demo" in str(last["what"])


def test_a_question_that_fails_is_a_row_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    class Parts:
        settings = type("Settings", (), {"home": "."})
        toolbox = type("Toolbox", (), {"store": type("Store", (), {"forget": lambda self: None})()})

        def ask(self, scope: Any, question: str) -> Any:
            if "降准" in question:
                raise ValueError("no news")
            return type("Answer", (), {"decision": {}})

    monkeypatch.setattr(ask, "_command", lambda *arguments, home=None: None)
    rows = list(ask.run(Parts()))
    failed = [row for row in rows if "failed" in row]
    assert len(rows) == 7
    assert [row["kept"] for row in failed] == [False]
