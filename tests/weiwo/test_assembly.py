"""The parts as doors get them, and what a process may spend on a question."""

from pathlib import Path

import pytest
from threadpoolctl import threadpool_info

from tests.conftest import linked_home
from weiwo.asgi import _at_once
from weiwo.assembly import assemble
from weiwo.settings import Settings


def test_a_questions_small_matrices_wake_no_other_thread(demo_home: Path, tmp_path: Path) -> None:
    with assemble(Settings(home=linked_home(demo_home, tmp_path / "home"))):
        inside = [one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"]
    assert set(inside) == {1}


def test_more_take_turns_only_where_a_text_model_is_waited_for(
    demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WEIWO_AT_ONCE", raising=False)
    home = linked_home(demo_home, tmp_path / "home")
    with assemble(Settings(home=home)) as parts:
        assert _at_once(parts.settings, parts) == 2
    with assemble(Settings(home=home, llm_base_url="http://127.0.0.1:9/v1")) as parts:
        assert _at_once(parts.settings, parts) == 16
        assert _at_once(Settings(home=home, at_once=5), parts) == 5
