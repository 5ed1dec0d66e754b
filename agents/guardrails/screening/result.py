"""What screening says of a text."""

from dataclasses import dataclass
from typing import Literal

Action = Literal["allow", "refuse", "handoff"]


@dataclass(frozen=True, slots=True)
class ScreenResult:
    """Whether a text is let in, refused, or handed to a person.

    ``category`` is ``ok`` where it is allowed; ``reason`` is for the asker, in Chinese, with a way
    forward; ``evidence`` are offsets into the text as it was given.
    """

    action: Action
    category: str
    reason: str
    evidence: tuple[tuple[int, int], ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether the text is let in."""
        return self.action == "allow"


ALLOWED = ScreenResult("allow", "ok", "")
