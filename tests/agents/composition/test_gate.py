"""The gate: sentences in, judged ones out, in order, and nothing behind one that may not stand."""

import json
from collections.abc import Sequence

from agents.composition.gate import SentenceGate


def _admit(said: Sequence[str], sentence: str) -> tuple[str, ...] | None:
    return ("no such figure",) if "保本" in sentence else None


def _raw(*texts: str) -> str:
    shaped = {"sentences": [{"text": text, "facts": []} for text in texts]}
    return json.dumps(shaped, ensure_ascii=False)


def _growing(raw: str, gate: SentenceGate) -> bool:
    return all(gate.hear(raw[:size]) for size in range(1, len(raw) + 1))


def test_each_sentence_is_released_as_soon_as_it_has_ended() -> None:
    heard: list[str] = []
    gate = SentenceGate(_admit, heard.append)
    raw = _raw("第一句。第二句", "接着说。没完")
    assert gate.hear(raw[: raw.index("第二句")])
    assert heard == ["第一句。"]
    assert _growing(raw, gate)
    assert heard == ["第一句。", "第二句接着说。"]
    assert gate.end(["第一句。第二句", "接着说。没完"])
    assert heard[-1] == "没完"


def test_nothing_behind_a_sentence_that_may_not_stand_is_released() -> None:
    heard: list[str] = []
    gate = SentenceGate(_admit, heard.append)
    assert not _growing(_raw("先说一句。", "这只保本。", "再说一句。"), gate)
    assert heard == ["先说一句。"]
    assert gate.rejected is not None
    assert gate.rejected.text == "这只保本。"
    assert not gate.end(["再说一句。"])
    assert heard == ["先说一句。"]


def test_a_request_that_is_repeated_says_nothing_twice() -> None:
    heard: list[str] = []
    gate = SentenceGate(_admit, heard.append, said=("昨天说过。",))
    _growing(_raw("昨天说过。", "一句。"), gate)
    _growing(_raw("一句。", "两句。"), gate)
    assert heard == ["一句。", "两句。"]


def test_escapes_and_line_breaks_are_read_wherever_the_stream_is_cut() -> None:
    heard: list[str] = []
    gate = SentenceGate(_admit, heard.append)
    raw = json.dumps({"sentences": [{"text": "看“稳盈”\n第二行。好", "facts": ["f1"]}]})
    assert _growing(raw, gate)
    assert heard == ["看“稳盈”", "第二行。"]
