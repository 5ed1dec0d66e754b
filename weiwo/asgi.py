"""The application for an ASGI server: ``uvicorn --factory weiwo.asgi:create``."""

import gc
import logging
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI

    from api.parts import Parts
    from weiwo.settings import Settings

log = logging.getLogger("weiwo.asgi")

_COMPUTING = 2
_YOUNG = 20_000


def create(
    settings: "Settings | None" = None, hosts: Sequence[str] = ("*",), *, web: bool = True
) -> "FastAPI":
    """Build the parts and the application over them; the parts are closed when it shuts down.

    Args:
        settings: by default what the environment says.
        hosts: the names that the server answers to.
        web: whether the workbench is served as well.

    Raises:
        NotReady: the home has no mart or scores; names the commands that make them.
        BadInput: ``WEIWO_SECRET`` is one that others could guess, or ``WEIWO_GATEWAYS`` names a
            file that cannot be used.
    """
    from api.app import create_app
    from api.limits import Turns
    from api.rates import Rates
    from api.signing import signing_secret
    from weiwo.assembly import assemble
    from weiwo.housekeeping import kept_tidy, telling
    from weiwo.identity import identity_of
    from weiwo.leaving import notifier_of
    from weiwo.settings import Settings
    from weiwo.tracing import traces

    settings = settings or Settings()
    opened = ExitStack()
    opened.enter_context(traces(settings))
    parts = opened.enter_context(assemble(settings))
    try:
        notifier = notifier_of(parts.toolbox, settings)
        _ = parts.toolbox.store  # a home without scores is said to be so before anybody asks
        configured = settings.secret.get_secret_value() if settings.secret else None
        secret = signing_secret(settings.home, configured, demo=parts.demo)
        app = create_app(
            parts,
            secret,
            hosts=hosts,
            web=web,
            rates=Rates(settings.rate_user, settings.rate_client),
            identity=identity_of(settings),
            turns=Turns(_at_once(settings, parts), settings.waiting),
        )
    except BaseException:
        opened.close()
        raise
    inner = app.router.lifespan_context

    @asynccontextmanager
    async def closing(served: "FastAPI") -> AsyncIterator[object]:
        warming = threading.Thread(target=_warm, args=(parts,), name="warming", daemon=True)
        warming.start()
        with opened:
            async with kept_tidy(settings.home), telling(notifier), inner(served) as state:
                yield state
            warming.join()

    app.router.lifespan_context = closing  # type: ignore[assignment]  # what inner yields, it yields
    return app


def worker() -> "FastAPI":
    """The application of one of several workers: the programs' doors, without the workbench, whose
    pages live in the process that built them.
    """
    from weiwo.settings import Settings

    settings = Settings()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(process)d %(name)s %(message)s")
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    return create(settings, settings.hosts.split(","), web=False)


def _at_once(settings: "Settings", parts: "Parts") -> int:
    """Where nobody waits for a text model, one computes while another waits for the disk: more take
    turns at Python's one lock, and each question takes longer for it.
    """
    from api.limits import AT_ONCE

    if settings.at_once is not None:
        return settings.at_once
    return AT_ONCE if parts.llm is not None else _COMPUTING


def _warm(parts: "Parts") -> None:
    """Load what the first question would else wait for. Reads only, and records nothing."""
    from agents.guardrails import check, screen
    from agents.understanding import understand
    from api.personas import personas
    from tools.access import Role
    from tools.agenda import DayQuery, my_day
    from tools.event_leads import event_leads
    from tools.prospects import ProspectQuery, find_prospects
    from tools.recommendations import ExplainQuery, explain_decision

    question = "降准之后，我名下哪些客户最有可能买理财？"
    toolbox = parts.toolbox
    try:
        screen(question)
        understand(question, "rm")
        check("理财非存款，产品有风险，投资须谨慎。")
        toolbox.knowledge.search(question, k=1)
        managers = [found.scope for found in personas(toolbox.store) if found.scope.role is Role.RM]
        for scope in managers[:1]:
            found = find_prospects(toolbox, scope, ProspectQuery(category="wealth", top_k=1))
            event_leads(toolbox, scope, "降准", top_k=1)
            my_day(toolbox, scope, DayQuery())
            for one in found.items:
                asked = ExplainQuery(customer_id=one.customer_id, category="wealth")
                explain_decision(toolbox, scope, asked)
    except Exception:  # the first question will meet it too, and say so to whoever asks
        log.warning("warming failed", exc_info=True)
    # Rules, lexicons and models stay to the end: a question must not wait until a million of their
    # objects have been looked through for garbage, nor that often for its own.
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])
