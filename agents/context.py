"""What a turn is run with: the asker's scope, the tools, the clock, the text model if any."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agents.llm import Deadline, TextModel
from agents.understanding.second_reading import SecondReader
from tools.access import Scope
from tools.toolbox import Toolbox

if TYPE_CHECKING:
    from opentelemetry.context import Context


@dataclass(frozen=True)
class TurnContext:
    """Injected into every node; never part of the state, so no text can change it.

    ``llm`` words, ``reader`` reads again what the fast path is unsure of, both until ``deadline``;
    ``streams`` says that somebody reads while the answer comes about; ``span`` is where the turn's
    spans belong.
    """

    scope: Scope
    toolbox: Toolbox
    thread: str
    llm: TextModel | None = None
    reader: SecondReader | None = None
    deadline: Deadline | None = None
    streams: bool = False
    span: "Context | None" = None
