"""What arguments of tools share: strict models whose descriptions a language model reads."""

from typing import ClassVar, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict

Category: TypeAlias = Literal[
    "wealth",
    "fund",
    "insurance",
    "deposit",
    "credit_card",
    "loan",
    "gold",
    "pension",
    "forex",
    "bond",
]
Goal: TypeAlias = Literal["purchase", "attrition", "tier_up", "asset_up", "activity", "maturity"]
Channel: TypeAlias = Literal[
    "sms", "push", "wecom", "moments", "app_banner", "outbound_call", "email"
]
Outcome: TypeAlias = Literal[
    "delivered",
    "opened",
    "clicked",
    "answered",
    "no_answer",
    "interested",
    "follow_up",
    "refused",
    "converted",
]
"""The mart's outcomes of a contact, and what a manager reports beyond them."""


class Arguments(BaseModel):
    """Arguments of a tool: unknown names are refused, nothing is changed afterwards.

    ``material`` names the fields that hold a text to be looked at or kept, such as a draft or what
    a customer said. Such a text may say anything; any other is a request, and is screened as one.
    """

    material: ClassVar[frozenset[str]] = frozenset()

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class NoArguments(Arguments):
    """A tool that is asked without anything further."""
