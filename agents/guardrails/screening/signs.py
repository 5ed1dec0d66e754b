"""Signs that decide by themselves: an attack, abuse, distress, a loss complained of, an elder at risk."""

import re

from agents.guardrails.screening.rules import rules

ORDER = (
    "distress",
    "in_danger",
    "elderly_fraud",
    "defrauded",
    "complaint",
    "injection",
    "abuse",
)
"""People in need come before attacks and abuse, which may be how they say it."""
_ABOUT_ELDERS = re.compile(
    r"怎么(?:防|避免|劝老人不)|如何(?:防|避免)|防范|预防|培训|提醒|短信|新闻|案例|帮我(?:写|改|编|设计|润色)|写一|润色|话术|剧本|追回|追得回"
)


def first_sign(text: str) -> tuple[str, int, int] | None:
    """The first sign in a normalised text, and where it stands."""
    for category in ORDER:
        span = sign(category, text)
        if span is not None:
            return (category, *span)
    return None


def sign(category: str, text: str) -> tuple[int, int] | None:
    """Where the sign of ``category`` stands, unless the text shows that it is none."""
    if category == "elderly_fraud":
        return _elder_at_risk(text)
    signs = rules().signs
    span = signs[category].find(text)
    if span is None:
        return None
    excuse = {"injection": "asks_about_injection"}.get(category, f"not_{category}")
    if excuse in signs and signs[excuse].find(text):
        return None
    return span


def _elder_at_risk(text: str) -> tuple[int, int] | None:
    """An elder who is being made to pay, now: not a question on how elders are protected."""
    signs = rules().signs
    elder = signs["elders"].find(text)
    paying = signs["being_defrauded"].find(text) if elder else None
    if elder is None or paying is None or signs["defrauded_by"].find(text) is None:
        return None
    if _ABOUT_ELDERS.search(text):
        return None
    return min(elder[0], paying[0]), max(elder[1], paying[1])
