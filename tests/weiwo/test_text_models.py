"""What an operator sets becomes endpoints, limits and a reader."""

from typing import Any

import pytest

from weiwo.settings import Settings
from weiwo.text_models import configured, reader_of

URL, OTHER = "http://127.0.0.1:9/v1", "http://127.0.0.1:10/v1"


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in list(os.environ):
        if name.startswith("WEIWO_"):
            monkeypatch.delenv(name)


def test_without_an_address_there_is_none() -> None:
    settings = Settings()
    assert configured(settings) is None
    assert reader_of(None, settings) is None


def test_two_addresses_are_two_endpoints_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "BASE_URL": URL,
        "MODEL": "large",
        "EXTRA": '{"chat_template_kwargs": {"enable_thinking": false}}',
        "PRICE_PROMPT": "2",
        "SECOND_BASE_URL": OTHER,
        "SECOND_PRICE_PROMPT": "0",
        "ATTEMPTS": "2",
    }.items():
        monkeypatch.setenv(f"WEIWO_LLM_{name}", value)
    models = configured(Settings())
    assert models is not None
    assert models.name == "large"
    assert models.limits.attempts == 2
    first, second = [line.endpoint for line in models._lines]
    assert first.extra == {"chat_template_kwargs": {"enable_thinking": False}}
    assert (first.prices.prompt, second.prices.prompt) == (2, 0)
    assert (second.label, second.name, second.base_url) == ("second", "large", OTHER)


@pytest.mark.parametrize(("accuracy", "reads"), [(0.8, True), (0.0, False), (0.04, False)])
def test_who_is_right_by_chance_alone_reads_nothing(accuracy: float, reads: bool) -> None:
    settings = Settings(llm_base_url=URL, llm_reading_accuracy=accuracy)
    assert (reader_of(configured(settings), settings) is not None) is reads


@pytest.mark.parametrize("accuracy", [-0.1, 1.0])
def test_nobody_is_always_right(accuracy: Any) -> None:
    from home.errors import BadInput

    with pytest.raises(BadInput, match="WEIWO_LLM_READING_ACCURACY"):
        Settings(llm_reading_accuracy=accuracy)
