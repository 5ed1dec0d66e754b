"""Features of contacts and requests: how often, by which channel, and how they were answered."""

from collections.abc import Iterator
from typing import Any

from decision_models.features.feature import Feature, Theme
from decision_models.features.kinds.declaration import Declaration
from decision_models.features.kinds.measures import COUNT, SINCE, Measure
from decision_models.features.kinds.relative import Said, share
from decision_models.features.sources.money import YEAR
from decision_models.features.sources.records import OUTCOME_DAYS

CHANNELS = {
    "sms": "短信",
    "push": "推送",
    "wecom": "企业微信",
    "app_banner": "手机银行横幅",
    "outbound_call": "电话",
}
_ANSWERS = ["opened", "clicked", "answered", "converted"]


def _contacts(
    key: str, what: str, condition: Any, measures: tuple[Measure, ...], **more: Any
) -> Declaration:
    return Declaration("contacts", Theme.BEHAVIOUR, key, what, measures, (YEAR,), condition, **more)


def _answered(t: Any) -> Any:
    return t.outcome.isin(_ANSWERS)


CONTACTS = (
    _contacts("touch", "被联系", None, (COUNT.over(7, 30, 90, 180, YEAR), SINCE.over(YEAR))),
    _contacts(
        "touch_closed",
        "被联系（30天以前）",
        None,
        (COUNT.over(YEAR),),
        lag=OUTCOME_DAYS,
        is_step=True,
    ),
    _contacts(
        "answer",
        "回应联系（打开、点击或接听）",
        _answered,
        (COUNT.over(90, 180, YEAR), SINCE.over(180)),
        lag=OUTCOME_DAYS,
    ),
    _contacts(
        "refusal",
        "拒绝联系",
        lambda t: t.outcome == "refused",
        (COUNT.over(90, YEAR), SINCE.over(YEAR)),
    ),
)


def _by_channel(channel: str, words: str) -> Iterator[Declaration]:
    yield _contacts(
        f"touch_{channel}",
        f"收到{words}联系",
        lambda t: t.channel == channel,
        (COUNT.over(90, YEAR), SINCE.over(YEAR)),
        group="touch",
        is_telling=False,
    )
    yield _contacts(
        f"touch_closed_{channel}",
        f"收到{words}联系（30天以前）",
        lambda t: t.channel == channel,
        (COUNT.over(YEAR),),
        lag=OUTCOME_DAYS,
        is_step=True,
    )
    if channel != "sms":  # nobody sees whether a text message was read
        yield _contacts(
            f"answer_{channel}",
            f"回应{words}联系",
            lambda t: _answered(t) & (t.channel == channel),
            (COUNT.over(YEAR), SINCE.over(YEAR)),
            lag=OUTCOME_DAYS,
            group=f"answer_{channel}",
        )


REQUESTS = tuple(
    Declaration(
        "service_requests",
        Theme.BEHAVIOUR,
        key,
        what,
        (COUNT.over(*windows), SINCE.over(YEAR)),
        (YEAR,),
        lambda t, key=key: t.kind == key,
    )
    for key, what, windows in (
        ("complaint", "投诉", (180, YEAR)),
        ("question", "咨询客服", (90, YEAR)),
    )
)


def declarations() -> Iterator[Declaration]:
    """What is aggregated of contacts and requests."""
    yield from CONTACTS
    for channel, words in CHANNELS.items():
        yield from _by_channel(channel, words)
    yield from REQUESTS


def from_contacts() -> Iterator[Feature]:
    """Which share of contacts was answered, of those whose outcome is settled."""
    for channel, words in (("", ""), *CHANNELS.items()):
        if channel == "sms":
            continue
        suffix = f"_{channel}" if channel else ""
        yield share(
            Said(
                f"answer{suffix}_rate",
                f"近一年对{words}联系的回应率",
                f"近一年对{words}联系的回应率为{{}}",
                f"近一年没有{words}联系可供观察",
                Theme.BEHAVIOUR,
                f"answer{suffix}",
                zero=f"近一年没有回应过{words}联系",
                is_telling=not channel,
            ),
            f"answer{suffix}_count_365d",
            f"touch_closed{suffix}_count_365d",
        )
