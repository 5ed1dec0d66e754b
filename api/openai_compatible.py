"""``/v1``: the chat that any OpenAI client speaks, with the asker taken from the token.

Only the last user message is the question; a client's system prompt, tools and sampling settings
change nothing, for what is said is decided and checked here. The thread is ``metadata.thread``,
else the header ``X-Thread-Id``, else found from the conversation so far (``api.conversations``).
Streamed text has been checked: it comes block by block, not token by token.
"""

import json
import time
import uuid
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated, TypeAlias

from fastapi import APIRouter, Header, Request
from fastapi.responses import StreamingResponse
from pydantic import TypeAdapter, ValidationError

from api import streaming
from api.conversations import Place
from api.door import Asker, Door, TheDoor
from api.openai_schemas import (
    MODEL,
    ChatCompletion,
    ChatRequest,
    Choice,
    Message,
    Model,
    ModelList,
    Said,
    Usage,
)
from api.problems import described, request_id
from api.schemas import PROBLEMS, AskResponse, ThreadName, read_question
from home.errors import BadInput, NotFound
from tools.access import Scope

if TYPE_CHECKING:
    from agents.answering import Answer, AnswerEvent

router = APIRouter(prefix="/v1", tags=["OpenAI-compatible"])


@router.get("/models", summary="List the models", responses=PROBLEMS)
def models(scope: Asker) -> ModelList:
    """The one model, ``weiwo``, for clients that ask before they chat."""
    return ModelList(data=[Model()])


@router.get("/models/{model}", summary="One model", responses=PROBLEMS)
def model(model: str, scope: Asker) -> Model:
    """What is known of ``weiwo``."""
    _require_model(model)
    return Model()


Turn: TypeAlias = tuple[str, str]


@router.post(
    "/chat/completions",
    summary="Ask",
    response_model=ChatCompletion,
    responses={
        **PROBLEMS,
        200: {
            "description": "The answer, or a stream of chunks",
            "content": {"text/event-stream": {}},
        },
    },
)
async def chat(
    request: Request,
    body: ChatRequest,
    scope: Asker,
    door: TheDoor,
    x_thread_id: Annotated[ThreadName | None, Header()] = None,
) -> ChatCompletion | StreamingResponse:
    """Answer the last user message, for the one whom the token names."""
    _require_model(body.model)
    question, before = _question(body.messages)
    thread = _named_thread(body) or x_thread_id
    place = Place(thread) if thread else door.conversations.place_of(str(scope), before)
    turn = _Turn(door, scope, question, before, request_id(request))
    if body.stream:
        with_usage = bool(body.stream_options and body.stream_options.include_usage)
        # Begun before the response is, so that a full house is a 503.
        events = streaming.begin(door, scope, question, place.thread, "openai", after=place.after)
        return StreamingResponse(
            turn.chunks(events, with_usage),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )
    answer = await streaming.ask(door, scope, question, place.thread, "openai", after=place.after)
    turn.remember(answer)
    return ChatCompletion(
        id=turn.id,
        created=turn.created,
        model=MODEL,
        choices=[Choice(message=Said(content=answer.answer))],
        usage=turn.usage(answer.answer),
        weiwo=AskResponse.of(answer),
    )


class _Turn:
    """One question of a conversation on its way to an answer."""

    def __init__(
        self,
        door: Door,
        scope: Scope,
        question: str,
        before: list[Turn],
        request: str,
    ) -> None:
        self.id = f"chatcmpl-{uuid.uuid4().hex}"
        self.created = int(time.time())
        self._door = door
        self._scope = scope
        self._question = question
        self._before = before
        self._request = request

    def remember(self, answer: "Answer") -> None:
        turn = answer.trace.get("turn")
        place = Place(answer.thread, turn if isinstance(turn, int) else None)
        self._door.conversations.answered(
            str(self._scope), self._before, self._question, answer.answer, place
        )

    def usage(self, answer: str) -> Usage:
        asked, said = estimated_tokens(self._question), estimated_tokens(answer)
        return Usage(prompt_tokens=asked, completion_tokens=said, total_tokens=asked + said)

    async def chunks(
        self, events: "AsyncIterator[AnswerEvent]", with_usage: bool
    ) -> AsyncIterator[str]:
        """Server-sent events: checked blocks, an end with the whole answer, perhaps the usage."""
        yield self._chunk({"role": "assistant", "content": ""})
        said: list[str] = []
        try:
            async for event in events:
                if event.kind == "progress":
                    yield ": working\n\n"  # a comment keeps proxies from closing the line
                elif event.kind in ("sentence", "text"):
                    goes_on = not said or event.kind == "sentence"
                    text = event.text if goes_on else f"\n\n{event.text}"
                    said.append(text)
                    yield self._chunk({"content": text})
                elif event.answer is not None:
                    self.remember(event.answer)
                    whole = AskResponse.of(event.answer).model_dump(mode="json")
                    yield self._chunk({}, finish_reason="stop", weiwo=whole)
                    if with_usage:
                        usage = self.usage(event.answer.answer).model_dump()
                        yield self._event({**self._frame(), "choices": [], "usage": usage})
        except Exception as error:  # the status line is out; the error goes into the stream
            kind, detail = described(error, self._request)
            failure = {"message": f"{kind.title}: {detail}", "type": "error", "code": kind.name}
            yield self._event({"error": failure})
            return
        yield "data: [DONE]\n\n"

    def _frame(self) -> dict[str, object]:
        return {
            "id": self.id,
            "object": "chat.completion.chunk",
            "created": self.created,
            "model": MODEL,
        }

    def _chunk(
        self, delta: dict[str, str], finish_reason: str | None = None, **extra: object
    ) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason, "logprobs": None}
        return self._event({**self._frame(), "choices": [choice], **extra})

    @staticmethod
    def _event(payload: dict[str, object]) -> str:
        return f"data: {json.dumps(payload, ensure_ascii=False)}\n\n"


def estimated_tokens(text: str) -> int:
    """One token a character beyond ASCII, one for four of ASCII: for meters, not for bills."""
    beyond = sum(not character.isascii() for character in text)
    return beyond + (len(text) - beyond + 3) // 4


def _require_model(name: str) -> None:
    if name != MODEL:
        raise NotFound(f"model must be {MODEL!r}, got {name[:80]!r}")


def _question(messages: list[Message]) -> tuple[str, list[Turn]]:
    """The last user message, and the turns before it."""
    last = max((i for i, m in enumerate(messages) if m.role == "user"), default=None)
    if last is None:
        raise BadInput("messages must hold a message of role 'user', got none")
    before: list[Turn] = [
        (m.role, m.text) for m in messages[:last] if m.role in {"user", "assistant"}
    ]
    return read_question(messages[last].text), before


def _named_thread(body: ChatRequest) -> str | None:
    name = (body.metadata or {}).get("thread")
    if name is None:
        return None
    try:
        return TypeAdapter(ThreadName).validate_python(name)
    except ValidationError:
        raise BadInput(
            f"metadata.thread must be 1 to 64 letters, digits, '.', '_' or '-', got {name[:80]!r}"
        ) from None
