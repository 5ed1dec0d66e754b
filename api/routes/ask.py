"""``POST /api/ask``: one question, one answer with all that stands behind it."""

from fastapi import APIRouter, Response
from pydantic_core import to_json

from api import streaming
from api.door import Asker, TheDoor
from api.schemas import PROBLEMS, AskRequest, AskResponse

router = APIRouter(prefix="/api", tags=["Ask"])


@router.post("/ask", summary="Ask a question", response_model=AskResponse, responses=PROBLEMS)
async def ask(body: AskRequest, scope: Asker, door: TheDoor) -> Response:
    """Answer a question for the one whom the token names, from the rows that are theirs."""
    answer = await streaming.ask(door, scope, body.question, body.thread, "api")
    # An answer is made of JSON's own types: to be validated and copied again would take as long
    # as some questions do.
    return Response(to_json(answer.as_json()), media_type="application/json")
