from importlib import resources

import pytest

from prompts.catalogue import load

NAMES = [
    path.name.removesuffix(".md")
    for path in resources.files("prompts").iterdir()
    if path.name.endswith(".md")
]


@pytest.mark.parametrize("name", NAMES)
def test_every_prompt_loads_and_renders_with_its_own_inputs(name: str) -> None:
    prompt = load(name)
    assert prompt.front.name == name
    inputs: dict[str, object] = dict.fromkeys(prompt.front.inputs, ())
    messages = prompt.messages(**inputs)
    assert messages[0][0] == "system"
    assert messages[-1][0] == "user"
    assert len(prompt.hash) == 12


def test_wrong_inputs_are_named() -> None:
    with pytest.raises(ValueError, match=r"must get the inputs .*'task'.*got \['nonsense'\]"):
        load("write_answer").messages(nonsense=1)


def test_examples_are_shown_in_pairs() -> None:
    roles = [role for role, _ in load("write_answer").messages(**_inputs())]
    assert roles == ["system", "user", "assistant", "user", "assistant", "user"]


def test_passages_are_listed_as_data_and_feedback_is_shown() -> None:
    request = load("write_answer").messages(**_inputs())[-1][1]
    assert "新闻：央行宣布降准" in request
    assert "上一稿没有通过检查" in request
    assert "f1 产品：示例" in request


def _inputs() -> dict[str, object]:
    return {
        "task": "写一条短信的正文",
        "draft": "您好，可以了解一下“示例”。",
        "audience": "客户",
        "facts": [("f1", "产品", "示例")],
        "passages": ["央行宣布降准"],
        "limit": 80,
        "feedback": ["“保本”：不得承诺保本"],
    }
