"""OpenAI's shapes of requests and answers, as far as this server has something to say in them."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas import AskResponse

MODEL = "weiwo"
CREATED = 1_790_000_000  # when this model name came to be; fixed, so that lists stay the same


class TextPart(BaseModel):
    """One part of a message; parts that are not text are left out."""

    model_config = ConfigDict(extra="ignore")
    type: str
    text: str | None = None


class Message(BaseModel):
    """One message of the conversation."""

    model_config = ConfigDict(extra="ignore")
    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[TextPart] | None = None

    @property
    def text(self) -> str:
        """The text of the message."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.text)
        return self.content or ""


class StreamOptions(BaseModel):
    """Whether the last chunk of a stream tells the usage."""

    model_config = ConfigDict(extra="ignore")
    include_usage: bool = False


class ChatRequest(BaseModel):
    """A chat completion request; fields that this server does not use are taken and ignored."""

    model_config = ConfigDict(
        extra="ignore",  # clients send what their other servers understand
        json_schema_extra={
            "examples": [
                {
                    "model": MODEL,
                    "messages": [{"role": "user", "content": "我名下哪些客户最有可能买理财？"}],
                    "stream": False,
                }
            ]
        },
    )
    model: str = MODEL
    messages: Annotated[list[Message], Field(min_length=1, max_length=2000)]
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    metadata: dict[str, str] | None = None
    n: Annotated[int | None, Field(ge=1, le=1)] = None


class Usage(BaseModel):
    """Sizes of question and answer, estimated: a Chinese character is one token."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Said(BaseModel):
    """The answer's text."""

    role: Literal["assistant"] = "assistant"
    content: str


class Choice(BaseModel):
    """The one choice."""

    index: int = 0
    message: Said
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


class ChatCompletion(BaseModel):
    """A whole answer; ``weiwo`` holds the decision, facts, citations and checks behind it."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[Choice]
    usage: Usage
    weiwo: AskResponse


class Model(BaseModel):
    """One model of the list."""

    id: str = MODEL
    object: Literal["model"] = "model"
    created: int = CREATED
    owned_by: str = "weiwo"


class ModelList(BaseModel):
    """The models; there is one."""

    object: Literal["list"] = "list"
    data: list[Model]
