"""What the doors are handed: the one interface between ``api`` and whoever builds the parts."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from agents.answering import Answer, AnswerEvent
    from agents.llm import TextModels
    from agents.stopping import Stop
    from tools.access import Scope
    from tools.toolbox import Toolbox


class Parts(Protocol):
    """The parts of a running installation; ``weiwo.assembly`` builds them.

    ``demo`` says that the bank is simulated, ``dev`` that development tokens are accepted.
    """

    @property
    def toolbox(self) -> "Toolbox":
        """What tools read: personas and passages come from here, always with a scope."""

    @property
    def demo(self) -> bool:
        """Whether the mart is the simulated bank."""

    @property
    def dev(self) -> bool:
        """Whether development tokens work: in a demo home, or with ``WEIWO_DEV=1``."""

    @property
    def llm(self) -> "TextModels | None":
        """The text models, whose totals ``/metrics`` shows; None where there are none."""

    def ask(
        self,
        scope: "Scope",
        question: str,
        thread: str | None = None,
        *,
        after: int | None = None,
    ) -> "Answer":
        """Answer one question; blocks for as long as that takes. ``after`` is the turn of the
        thread that it comes after, by default the last one.

        Raises:
            BadInput: the question is empty or too long, or there is no such turn.
            NotFound: the asker does not exist.
        """

    def stream(
        self,
        scope: "Scope",
        question: str,
        thread: str | None = None,
        *,
        after: int | None = None,
        stop: "Stop | None" = None,
    ) -> "Iterator[AnswerEvent]":
        """The same as it comes about: progress, checked blocks of text, then the answer; or
        ``stopped``, where ``stop`` was pressed in time.
        """
