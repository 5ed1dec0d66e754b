"""Settings -> the text models, and the reader that asks them."""

from typing import TYPE_CHECKING

from weiwo.settings import Settings

if TYPE_CHECKING:
    from agents.llm import Endpoint, TextModels
    from agents.understanding.second_reading import SecondReader


def configured(settings: Settings) -> "TextModels | None":
    """The configured endpoints, or None: then templates word every answer."""
    found = endpoints(settings)
    if not found:
        return None
    from agents.llm import Limits, TextModels

    limits = Limits(
        attempts=settings.llm_attempts,
        total=settings.llm_turn_timeout,
        concurrency=settings.llm_concurrency,
        failures=settings.llm_failures,
        rest=settings.llm_rest,
    )
    return TextModels(found, limits)


def reader_of(model: "TextModels | None", settings: Settings) -> "SecondReader | None":
    """What reads again what the fast path is unsure of; None without a model, or where it is off.

    Whoever is right no more often than chance says nothing: that is the same as being off.
    """
    if model is None:
        return None
    from agents.understanding.second_reading import SecondReader
    from agents.understanding.vocabulary import INTENTS

    if settings.llm_reading_accuracy <= 1 / len(INTENTS):
        return None
    return SecondReader(
        model, accuracy=settings.llm_reading_accuracy, timeout=settings.llm_reading_timeout
    )


def endpoints(settings: Settings) -> "tuple[Endpoint, ...]":
    """The configured endpoints, the first to be asked first; none, one or two."""
    if not settings.llm_base_url:
        return ()
    from agents.llm import Endpoint, Prices

    first = Endpoint(
        base_url=settings.llm_base_url,
        name=settings.llm_model,
        api_key=settings.llm_api_key.get_secret_value(),
        timeout=settings.llm_timeout,
        structured=settings.llm_structured,
        extra=settings.llm_extra,
        prices=Prices(
            settings.llm_price_prompt, settings.llm_price_completion, settings.llm_price_cached
        ),
    )
    if not settings.llm_second_base_url:
        return (first,)
    second = Endpoint(
        base_url=settings.llm_second_base_url,
        name=settings.llm_second_model or settings.llm_model,
        api_key=settings.llm_second_api_key.get_secret_value(),
        timeout=settings.llm_timeout,
        structured=settings.llm_structured,
        extra=settings.llm_extra,
        prices=Prices(
            settings.llm_second_price_prompt,
            settings.llm_second_price_completion,
            settings.llm_second_price_cached,
        ),
        label="second",
    )
    return first, second
