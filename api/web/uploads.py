"""A file that an analyst brings: streamed to a file of theirs, then taken by the tools."""

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from api.door import Door, TheDoor
from api.problems import TooLarge, described, request_id
from api.web import tables
from api.web.exports import CARD_POLICY
from api.web.failures import PageRoute
from api.web.sessions import signed_in
from decision_models.tabular.table.faults import TableFault
from home.errors import WeiwoError
from tools.access import Scope
from tools.drafts import require
from tools.table_models import storage
from tools.table_models import tables as own
from tools.table_models.limits import LARGEST

router = APIRouter(prefix="/tables", include_in_schema=False, route_class=PageRoute)


@router.post("/file")
async def take(door: TheDoor, request: Request, name: str = "", model: str = "") -> Response:
    """A table to be looked at; or, with the number of one that was learned from, to be scored.

    The answer is an address to go to, or a sentence that says why the file is not taken.
    """
    try:
        scope = await run_in_threadpool(_admitted, door, request)
        path = await run_in_threadpool(storage.incoming, door.parts.toolbox.home, scope)
        try:
            await _written(request, path)
            number = await run_in_threadpool(_taken, door, scope, path, name, model)
        finally:
            await run_in_threadpool(shutil.rmtree, path.parent, ignore_errors=True)
    except TableFault as fault:
        return JSONResponse({"said": own.refusal_said(fault)}, 400)
    except WeiwoError as error:
        kind, _ = described(error, request_id(request))
        return JSONResponse({"said": kind.title}, kind.status)
    return JSONResponse({"address": f"/tables?{urlencode({'table': number})}"})


@router.get("/{number}/card")
async def card(door: TheDoor, request: Request, number: str) -> Response:
    """The card of the model that was learned from a table."""

    def work() -> str:
        return own.card(door.parts.toolbox, signed_in(door, request), number)

    return HTMLResponse(
        await run_in_threadpool(work), headers={"Content-Security-Policy": CARD_POLICY}
    )


@router.get("/{number}/scores/{scored}.csv")
async def scores(door: TheDoor, request: Request, number: str, scored: str) -> Response:
    """A scored table, row by row with its scores; no cell is a formula."""
    made = await run_in_threadpool(_scored, door, request, number, scored)
    return StreamingResponse(
        made,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="scores-{scored}.csv"'},
    )


def _admitted(door: Door, request: Request) -> Scope:
    scope = signed_in(door, request)
    require(scope, own.ANALYSTS, "bring tables")
    return scope


async def _written(request: Request, path: Path) -> None:
    size = 0
    with path.open("wb") as file:
        async for piece in request.stream():
            size += len(piece)
            if size > LARGEST:  # the middleware says so first; what is written ends here as well
                raise TooLarge(f"a table must have at most {LARGEST} bytes, got {size} or more")
            await run_in_threadpool(file.write, piece)


def _taken(door: Door, scope: Scope, path: Path, name: str, model: str) -> str:
    toolbox = door.parts.toolbox
    if model:
        return own.score(toolbox, scope, model, name, path).about.number
    return own.take_table(toolbox, scope, name, path).about.number


def _scored(door: Door, request: Request, number: str, scored: str) -> Iterator[str]:
    path = own.scored_file(door.parts.toolbox, signed_in(door, request), number, scored)
    return _lines(path.open(encoding="utf-8", newline=""))


def _lines(file: TextIO) -> Iterator[str]:
    with file:
        yield "\ufeff"  # else spreadsheets take it for the local code page
        rows = csv.reader(file)
        yield from tables.lines(next(rows), rows)
