"""What came of one request."""

from dataclasses import dataclass


@dataclass
class Completion:
    """What came of one request: the text, why it ended, who wrote it, what was counted."""

    text: str = ""
    finish: str = ""
    model: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    first_seconds: float = 0.0
    seconds: float = 0.0
