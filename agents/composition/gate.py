"""The gate between a text model's stream and the reader: one checked sentence after another.

What streams in is cut into sentences. Each is bound to the facts and judged before it is released;
the first that may not stand closes the gate and ends the stream. What has been released stays said:
the model goes on from there, or the template's words follow.
"""

import json
import re
from collections.abc import Callable, Sequence

from agents.composition.brief import Rejected
from agents.composition.judging import sentences_of

_TEXT = re.compile(r'"text"\s*:\s*"((?:[^"\\]|\\.)*)("?)')
_ENDED = re.compile(r".*[。！？\n]", re.DOTALL)

Admit = Callable[[Sequence[str], str], tuple[str, ...] | None]
"""What was released and what would follow -> why it may not; None where it may."""


class SentenceGate:
    """Hears a reply as it grows and releases its sentences.

    Args:
        admit: judges a sentence behind those that were released.
        release: hands a sentence on to the reader; called once for each.
        said: what an earlier attempt has released.
    """

    def __init__(
        self, admit: Admit, release: Callable[[str], None], said: Sequence[str] = ()
    ) -> None:
        self.said = list(said)
        self.rejected: Rejected | None = None
        self._admit = admit
        self._release = release

    def hear(self, raw: str) -> bool:
        """Take the reply as far as it has come (JSON); False where the rest is not wanted."""
        ready = _ENDED.match("".join(_texts(raw)))
        return self._take(sentences_of(ready.group()) if ready else ())

    def end(self, texts: Sequence[str]) -> bool:
        """Take the whole reply, its last sentence too where that has no full stop."""
        return self._take(sentences_of("".join(text.strip() for text in texts)))

    def _take(self, sentences: Sequence[str]) -> bool:
        for sentence in sentences:
            if sentence in self.said:  # heard before, or by an attempt that broke off
                continue
            if self.rejected is not None:
                return False
            if (reasons := self._admit(self.said, sentence)) is not None:
                self.rejected = Rejected(sentence, reasons, "llm")
                return False
            self._release(sentence)
            self.said.append(sentence)
        return self.rejected is None


def _texts(raw: str) -> list[str]:
    """The texts of the reply's sentences, the last as far as it has come."""
    found = []
    for match in _TEXT.finditer(raw):
        written = match.group(1)
        if not match.group(2):  # not closed yet: a half escape at its end is left for later
            written = re.sub(r"\\(?:u[0-9a-fA-F]{0,3})?$", "", written)
        try:
            found.append(str(json.loads(f'"{written}"', strict=False)).strip())
        except ValueError:
            break
    return found
