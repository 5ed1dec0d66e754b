"""``POST /api/ask``: one question, one answer with all that stands behind it."""

from fastapi import APIRouter

from api import streaming
from api.door import Asker, TheDoor
from api.schemas import PROBLEMS, AskRequest, AskResponse

router = APIRouter(prefix="/api", tags=["Ask"])


@router.post("/ask", summary="Ask a question", responses=PROBLEMS)
async def ask(body: AskRequest, scope: Asker, door: TheDoor) -> AskResponse:
    """Answer a question for the one whom the token names, from the rows that are theirs."""
    answer = await streaming.ask(door, scope, body.question, body.thread, "api")
    return AskResponse.of(answer)
