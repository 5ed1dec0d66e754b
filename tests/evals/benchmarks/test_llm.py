"""The benchmark of a text model's server against one that answers as it is told."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from agents.llm import Endpoint
from evals.benchmarks import llm
from evals.load.replies import ask_together
from tests.agents.endpoint import Behaviour, fails, says, serving, streams

WRITTEN = {"sentences": [{"text": "王女士您好，请看。", "facts": ["f1"]}]}
READ = {"intent": "my_day", "slots": [], "topics": []}
USAGE = {
    "prompt_tokens": 700,
    "completion_tokens": 20,
    "total_tokens": 720,
    "prompt_tokens_details": {"cached_tokens": 350},
}


def _obliging(request: dict[str, Any]) -> Iterator[str]:
    name = request["response_format"]["json_schema"]["name"]
    yield json.dumps(READ if name == "SecondReply" else WRITTEN)


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"ALONE": 2, "AT_ONCE": (3,), "STOPPED": 2, "PAIRS": 2}.items():
        monkeypatch.setattr(llm, name, value)


def measured(behaviour: Behaviour) -> list[dict[str, Any]]:
    with serving(behaviour) as url:
        return [dict(row) for row in llm.run(Endpoint(url, "scripted"))]


def test_without_a_model_it_says_what_to_set() -> None:
    (row,) = llm.run(None)
    assert "WEIWO_LLM_BASE_URL" in str(row["what"])
    assert row.get("kept") is None


def test_a_server_that_does_as_it_is_asked() -> None:
    read, write, together, stopped, seeded = measured(streams(_obliging, usage=USAGE))
    assert (read["what"], write["what"]) == ("read", "write")
    for row, asked in ((read, 2), (write, 2), (together, 12)):
        assert (row["asked"], row["whole"], row["cut"], row["failed"]) == (asked, asked, 0, 0)
        assert (row["tokens"], row["cached"]) == (20, 0.5)
        assert row["p50 ms"] <= row["p95 ms"]
    assert together["limit"] == llm.CALLS
    assert "does not say" in stopped["what"]  # it counts nothing
    assert "2 of 2" in seeded["what"]


def test_what_was_cut_is_an_answer_and_another_shape_is_not() -> None:
    cut = measured(says('{"sentences', finish="length", usage=USAGE))
    other = measured(says("{}", usage=USAGE))
    assert [(row["cut"], row["bad"]) for row in cut[:3]] == [(2, 0), (2, 0), (12, 0)]
    assert [(row["cut"], row["bad"]) for row in other[:3]] == [(0, 2), (0, 2), (0, 12)]
    assert [row["kept"] for row in other[:3]] == [False] * 3


def test_a_server_that_fails_is_asked_once() -> None:
    (row,) = measured(fails(500))
    assert "server_error" in row["what"]
    assert row["kept"] is False


def test_askers_are_spread_over_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    with serving(streams(_obliging, usage=USAGE)) as url:
        asked = ask_together(Endpoint(url, "scripted"), "write", 64, 1)
    assert [one.outcome for one in asked] == ["whole"] * 64


@pytest.mark.parametrize(("left", "said"), [(0.0, "free after"), (2.0, "2 under way")])
def test_streams_that_go_on_when_nobody_listens_are_told(
    monkeypatch: pytest.MonkeyPatch, left: float, said: str
) -> None:
    monkeypatch.setattr(llm, "_running", lambda endpoint: left)
    with serving(streams(_obliging)) as url:
        row = llm._stopped(Endpoint(url, "scripted", timeout=0.5))
    assert said in str(row["what"])
    assert row["kept"] is (left == 0)


def test_a_vllm_servers_own_count_is_read() -> None:
    said = (
        "# TYPE vllm:num_requests_running gauge\n"
        'vllm:num_requests_running{engine="0",model_name="weiwo"} 3.0\n'
        'vllm:num_requests_running{engine="1",model_name="weiwo"} 2.0\n'
    )
    assert [float(count) for count in llm._RUNNING.findall(said)] == [3.0, 2.0]
