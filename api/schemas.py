"""What goes in and out of the HTTP doors, with an example each."""

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from api.problems import MEDIA_TYPE, Unprocessable

if TYPE_CHECKING:
    from agents.answering import Answer

MAX_QUESTION = 4000  # characters

ThreadName = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,64}$"),
    Field(description="a conversation's name; another asker's thread of that name is another one"),
]


def question_text(text: str) -> str:
    """The question without blanks at its ends.

    Raises:
        ValueError: it is empty or too long; says the lengths.
    """
    stripped = text.strip()
    if not stripped:
        raise ValueError("the question must not be empty, got only blanks")
    if len(stripped) > MAX_QUESTION:
        raise ValueError(
            f"the question must have at most {MAX_QUESTION} characters, got {len(stripped)}"
        )
    if "\x00" in stripped:
        raise ValueError("the question must be text, got a NUL character")
    return stripped


def read_question(text: str) -> str:
    """The same for a door whose body holds more than a question.

    Raises:
        Unprocessable: it is empty or too long.
    """
    try:
        return question_text(text)
    except ValueError as error:
        raise Unprocessable(str(error)) from None


class AskRequest(BaseModel):
    """A question, perhaps within a conversation."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"question": "我名下哪些客户最有可能买理财？", "thread": "monday"}]
        },
    )
    question: Annotated[
        str,
        AfterValidator(question_text),
        Field(description=f"1 to {MAX_QUESTION} characters", min_length=1),
    ]
    thread: ThreadName | None = None


_ANSWER: dict[str, JsonValue] = {
    "answer": "您名下未来30天最有可能购买理财的是以下客户……",
    "intent": "find_prospects",
    "decision": {
        "items": [
            {
                "customer_id": "C0000412",
                "name": "王秀英",
                "probability": 0.182,
                "lift": 5.1,
                "reasons": ["有一笔50万元存款在12天后到期"],
                "product_id": "P003",
                "suitable": True,
                "contact": {"allowed": False, "why": "现在不在联系时段", "best_time": None},
            }
        ]
    },
    "facts": [{"id": "prospects.0.probability", "value": 0.182, "unit": "fraction"}],
    "citations": [{"document": "N0042", "title": "央行下调存款准备金率", "span": [0, 58]}],
    "guard": {"verdict": "pass", "findings": [], "rejected": [], "bound": 12, "figures": 12},
    "label": "本内容由AI生成",
    "engine": "template",
    "timing_ms": {"total": 412.0},
    "trace": {"audit": 412, "turn": 1},
    "thread": "monday",
    "speech": "您名下未来三十天最有可能购买理财的是以下客户。\n本内容由AI生成。",
    "cards": [],
}


class AskResponse(BaseModel):
    """A delivered answer: what was decided, from which facts, in words that passed the checks."""

    model_config = ConfigDict(json_schema_extra={"examples": [_ANSWER]})
    answer: str = Field(description="the text, in Chinese; blocks are parted by empty lines")
    intent: str
    decision: dict[str, JsonValue] = Field(description="prospects are `items`")
    facts: list[dict[str, JsonValue]] = Field(description="every figure, date and name, with an id")
    citations: list[dict[str, JsonValue]] = Field(description="documents and spans")
    guard: dict[str, JsonValue] = Field(description="what the checks said")
    label: str = Field(description="says that an AI wrote it; stays with every copy")
    engine: str = Field(description="`template`, or the text model's name")
    timing_ms: dict[str, float]
    trace: dict[str, JsonValue] = Field(
        description="`audit` is the answer's number in the audit chain, `turn` in its thread"
    )
    thread: str
    speech: str = Field(
        default="",
        description="what a voice says: figures in characters, a short sentence a line, no markup",
    )
    cards: list[dict[str, JsonValue]] = Field(
        default_factory=list,
        description="for customers: what a screen shows beside it (account, product, person)",
    )

    @classmethod
    def of(cls, answer: "Answer") -> "AskResponse":
        """The response for an answer."""
        return cls.model_validate(as_json(answer))


def as_json(answer: "Answer") -> dict[str, Any]:
    """``ask --json`` of ``contracts.md``, of JSON's own types only."""
    from pydantic_core import to_jsonable_python

    found: dict[str, Any] = to_jsonable_python(answer.as_json())
    return found


class Person(BaseModel):
    """Who asks, and what that lets them see."""

    role: str = Field(examples=["rm"])
    subject: str = Field(examples=["M001"])
    asker: str = Field(description="ROLE:ID", examples=["rm:M001"])
    role_name: str = Field(examples=["客户经理"])
    name: str = Field(examples=["李敏"])
    sees: str = Field(examples=["自己名下的客户"])
    demo: bool = Field(description="whether the bank is simulated")
    as_of: str = Field(description="the last day that the data know", examples=["2026-09-30"])


class PersonaView(BaseModel):
    """Somebody of the demo bank whom one may sign in as."""

    asker: str = Field(description="ROLE:ID", examples=["customer:C0000001"])
    role: str
    role_name: str
    name: str
    about: str = Field(examples=["风险等级 C2（稳健型），58岁"])
    suggestions: list[str] = Field(description="questions worth asking")


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str = Field(examples=["urn:weiwo:problem:unauthorized"])
    title: str = Field(examples=["需要有效的身份，请重新登录或更换令牌"])
    status: int = Field(examples=[401])
    detail: str
    instance: str = Field(examples=["urn:weiwo:request:5f0c6c1e"])
    errors: list[dict[str, str]] | None = None


def _problem(meaning: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": meaning, "content": {MEDIA_TYPE: {"schema": schema}}}


PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: _problem("The request cannot be used"),
    401: _problem("No token, or not a good one"),
    403: _problem("A rule forbids it"),
    404: _problem("No such thing for this asker"),
    409: _problem("The data are being changed, or the same request is under way"),
    413: _problem("The body is too large"),
    422: _problem("A field breaks a rule; `errors` names it"),
    429: _problem("Too many requests; `Retry-After` says when the next is taken"),
    500: _problem("An internal error; the log has its cause under the request id"),
    503: _problem("The data are not ready, or too many ask at once"),
}
