"""Settings -> the parts: the one place that builds what doors, commands and evals are given."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from home.errors import NotReady
from weiwo.settings import Settings

if TYPE_CHECKING:
    from agents.answering import Answer, AnswerEvent, Answering
    from agents.llm import TextModels
    from agents.stopping import Stop
    from decision_models.next_best import OfferPolicy
    from decision_models.policy import ContactPolicy
    from knowledge.search.second_reading import SecondReader
    from tools.access import Scope
    from tools.toolbox import Toolbox


@dataclass(frozen=True)
class Parts:
    """Everything that a door needs. ``dev`` says whether ``--as`` and development tokens work;
    ``llm`` is None where templates word every answer.
    """

    settings: Settings
    toolbox: "Toolbox"
    answering: "Answering"
    demo: bool
    dev: bool
    llm: "TextModels | None" = None

    def ask(
        self,
        scope: "Scope",
        question: str,
        thread: str | None = None,
        *,
        after: int | None = None,
    ) -> "Answer":
        """Answer one question; see ``agents.answering.Answering.ask``."""
        return self.answering.ask(scope, question, thread, after=after)

    def stream(
        self,
        scope: "Scope",
        question: str,
        thread: str | None = None,
        *,
        after: int | None = None,
        stop: "Stop | None" = None,
    ) -> "Iterator[AnswerEvent]":
        """Answer one question block by block; see ``agents.answering.Answering.stream``."""
        return self.answering.stream(scope, question, thread, after=after, stop=stop)


@contextmanager
def assemble(settings: Settings) -> Iterator[Parts]:
    """Build the parts over the home; everything is closed when the block ends.

    Raises:
        NotReady: the home has no mart, scores or knowledge; names the command that makes them.
        BadInput: a policy or a rule of the institution cannot be read; names file and entry.
    """
    from agents.answering import Answering
    from agents.threads import open_threads
    from weiwo.rules import use_own_rules
    from weiwo.text_models import configured, reader_of

    use_own_rules(settings.home)
    url = settings.threads_url.get_secret_value() if settings.threads_url else None
    with (
        _algebra_on_one_core(),
        toolbox_of(settings) as toolbox,
        open_threads(settings.home, url) as threads,
    ):
        demo, llm = toolbox.mart.demo, configured(settings)
        yield Parts(
            settings=settings,
            toolbox=toolbox,
            answering=Answering(
                toolbox,
                threads,
                llm,
                reader=reader_of(llm, settings),
                patience=settings.llm_turn_timeout,
            ),
            llm=llm,
            demo=demo,
            dev=demo or settings.dev,
        )


def _algebra_on_one_core() -> AbstractContextManager[object]:
    """NumPy's matrices are multiplied by the thread that asks: those of a question are small, and
    OpenBLAS's helpers spin between them, which cost two fifths of a question's processor time.
    """
    import numpy  # noqa: F401  # only a library that is loaded can be limited
    from threadpoolctl import threadpool_limits

    limits: AbstractContextManager[object] = threadpool_limits(1, user_api="blas")
    return limits


@contextmanager
def toolbox_of(settings: Settings) -> "Iterator[Toolbox]":
    """The tools alone, for commands that ask no question.

    Raises:
        NotReady: the home has no mart or scores; names the command that makes them.
        BadInput: a policy of the institution cannot be read; names file and entry.
    """
    from agents.outgoing import PackJudge
    from agents.rulebook import PackRules
    from tools.toolbox import Toolbox

    url = settings.ledger_url
    toolbox = Toolbox(
        settings.home,
        hotline=settings.hotline,
        policy=_contact_policy(settings),
        offer_policy=_offer_policy(settings),
        second_reader=second_reader(settings),
        judge=PackJudge(),
        rulebook=PackRules(),
        ledger_url=url.get_secret_value() if url else None,
    )
    try:
        _ = toolbox.mart  # NotReady before anything is made
        yield toolbox
    finally:
        toolbox.close()


def _contact_policy(settings: Settings) -> "ContactPolicy | None":
    if settings.contact_policy is None:
        return None
    from decision_models.policy import contact_policy

    return contact_policy(settings.contact_policy)


def _offer_policy(settings: Settings) -> "OfferPolicy | None":
    if settings.offer_policy is None:
        return None
    from decision_models.next_best import offer_policy

    return offer_policy(settings.offer_policy)


@contextmanager
def assemble_if_ready(settings: Settings) -> Iterator[Parts | None]:
    """The parts, or None where the home has no data: evals that need them say so."""
    try:
        manager = assemble(settings)
        parts = manager.__enter__()
    except NotReady:
        yield None
        return
    try:
        yield parts
    finally:
        manager.__exit__(None, None, None)


_DATA = (
    "rules",
    "mart",
    "models",
    "forecasters",
    "effects",
    "hours",
    "fatigue",
    "scores",
    "knowledge",
)


@contextmanager
def assemble_aside(settings: Settings) -> Iterator[Parts | None]:
    """The parts over the home's data with a ledger and conversations of their own, which are gone
    at the end; None where the home has no data. For what asks without anybody asking.
    """
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="weiwo-aside-") as scratch:
        for part in _DATA:
            data = settings.home.resolve() / part
            if data.exists():
                Path(scratch, part).symlink_to(data)
        with assemble_if_ready(settings.model_copy(update={"home": Path(scratch)})) as parts:
            yield parts


def second_reader(settings: Settings) -> "SecondReader | None":
    """What reads the best hits of a search again, or None."""
    from knowledge.search.second_reading import second_reader as chosen

    key = settings.rerank_api_key.get_secret_value()
    return chosen(settings.rerank_base_url, settings.rerank_model, key)
