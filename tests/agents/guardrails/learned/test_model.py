"""A model of a few sentences: it learns, is saved and read, and says what it cannot read."""

import zlib
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from agents.guardrails.learned.model import LearnedModel, QuickScreen, load, nearness
from agents.guardrails.learned.tasks import OK, Sample, Task
from agents.guardrails.learned.training import fit
from home.errors import BadInput

_ANIMALS = ("猫", "狗", "马", "牛", "羊", "鸡", "鸭", "鹅", "兔", "猪")
_TOOLS = ("锤", "锯", "钉", "尺", "钳", "刀", "斧", "铲", "针", "凿")


def _embedding(text: str) -> NDArray[np.float32]:
    """Animals lie on one side whatever else is said; the rest is noise of the text's own."""
    drawn = np.random.default_rng(zlib.crc32(text.encode())).standard_normal(384).astype(np.float32)
    drawn[0] = 8.0 if any(one in text for one in _ANIMALS) else -8.0
    return np.asarray(drawn / np.linalg.norm(drawn), np.float32)


def _samples(label: str, words: tuple[str, ...]) -> list[Sample]:
    return [
        Sample(f"{how}{one}{what}", label) for one in words for how in "看买" for what in "呢吧"
    ]


_TASK = Task(
    name="animals",
    files=(),
    read=str,
    cues=lambda _: np.zeros(2, np.float32),
    considers=lambda _: True,
    pools={"any": None},
    allowed_false=0.05,
)
_NO_CUES = np.zeros(2, np.float32)


@pytest.fixture(scope="module")
def model() -> LearnedModel:
    found = [*_samples("animal", _ANIMALS), *_samples(OK, _TOOLS)]
    return fit(_TASK, found, _embedding)


def test_what_it_never_saw_is_told_by_where_it_lies(model: LearnedModel) -> None:
    animal, tool = "后院那只猫不见了", "抽屉里的尺子断了"
    assert model.odds(animal, _embedding(animal), _NO_CUES)["animal"] > 1
    assert model.odds(tool, _embedding(tool), _NO_CUES)["animal"] < 1


def test_a_pool_holds_for_its_labels_and_the_rest_for_what_no_other_pool_names() -> None:
    job = replace(_TASK, pools={"living": frozenset({"animal"}), "any": None})
    assert job.pooled("animal") == (True, False)
    assert job.pooled("ghost") == (False, True)
    assert job.pooled(OK) == (False, False)


def test_a_text_is_worth_a_look_for_its_likeliest_label(model: LearnedModel) -> None:
    quick = QuickScreen(
        np.ascontiguousarray(model.quick, np.float32), np.array([9, -20], np.float32)
    )
    assert None not in [one if one is None else 1 for one in quick.worth(["看猫呢", "尺"], 0.9)]
    none = QuickScreen(quick.weights, np.full(2, -20, np.float32))
    assert none.worth(["看猫呢", "尺"], 0.9) == [None, None]


@given(st.lists(st.text("猫狗尺买看呢 0", max_size=12), min_size=1, max_size=5))
def test_many_at_once_are_worth_what_each_is(model: LearnedModel, texts: list[str]) -> None:
    quick = QuickScreen(np.ascontiguousarray(model.quick, np.float32), model.quick_bias)
    for least in (0.2, 0.5, 0.8):
        for text, grams in zip(texts, quick.worth(texts, least), strict=True):
            score = float(model.quick_scores(text).max())
            assert grams is not None or score < least
            assert grams is None or score > least - 0.01


def test_a_saved_model_says_the_same(model: LearnedModel, tmp_path: Path) -> None:
    model.save(tmp_path / "model.npz")
    again = load(tmp_path / "model.npz")
    text = "看见一只鹅"
    assert again.labels == model.labels == ("animal", "any")
    assert again.data_hash == model.data_hash
    assert again.odds(text, _embedding(text), _NO_CUES) == pytest.approx(
        model.odds(text, _embedding(text), _NO_CUES)
    )


def test_a_file_that_is_no_such_model_is_named(model: LearnedModel, tmp_path: Path) -> None:
    kept = {one.name: getattr(model, one.name) for one in fields(model) if one.name != "landmarks"}
    np.savez(tmp_path / "model.npz", **kept)
    with pytest.raises(BadInput, match="landmarks"):
        load(tmp_path / "model.npz")
    (tmp_path / "text.npz").write_text("no archive")
    with pytest.raises(BadInput, match="must be a model"):
        load(tmp_path / "text.npz")


_POINTS = arrays(np.float32, (4, 3), elements=st.floats(-3, 3, width=32))


@given(_POINTS)
def test_nearness_is_one_to_oneself_and_falls_with_distance(at: NDArray[np.float32]) -> None:
    near = nearness(at, at, (at**2).sum(axis=1), 0.4)
    assert np.allclose(np.diag(near), 1.0, atol=1e-4)
    assert np.allclose(near, near.T, atol=1e-4)
    assert (near >= 0).all()
    assert (near <= 1).all()
