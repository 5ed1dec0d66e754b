"""What the model replies with: the result type of understanding, as a schema to decode by."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from agents.understanding.vocabulary import ASKS, INTENTS, SCENES, SLOTS

# Enumerations of the contract, so that a server that decodes by the schema can say nothing else.
Intent = Literal[INTENTS]  # type: ignore[valid-type]
Scene = Literal[SCENES]  # type: ignore[valid-type]
Ask = Literal[ASKS]  # type: ignore[valid-type]
SlotName = Literal[SLOTS]  # type: ignore[valid-type]


class StatedSlot(BaseModel):
    """One slot: its name, its value, and the words of the question that state it."""

    model_config = ConfigDict(extra="forbid")

    name: SlotName
    value: str = Field(min_length=1, max_length=40)
    words: str = Field(min_length=1, max_length=40)


class StatedTopic(BaseModel):
    """What a customer's question is about, and what it wants."""

    model_config = ConfigDict(extra="forbid")

    scene: Scene
    ask: Ask


class SecondReply(BaseModel):
    """A second reading of one question."""

    model_config = ConfigDict(extra="forbid")

    intent: Intent
    slots: list[StatedSlot] = Field(max_length=8)
    topics: list[StatedTopic] = Field(max_length=4)
