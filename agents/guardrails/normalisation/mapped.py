"""A text whose every character knows where in the original it came from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """Put ``text`` in place of ``start:end``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class MappedText:
    """``text`` made from ``original``; ``starts[i]:ends[i]`` is where character ``i`` came from.

    Both sequences have ``len(text)`` entries, are offsets into ``original`` in code points, and
    never decrease: order is kept by everything that normalises.
    """

    original: str
    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's offsets of ``text[start:end]``; an empty slice gives an empty span."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else len(self.original)
            return at, at
        return self.starts[start], self.ends[end - 1]

    def edited(self, edits: Iterable[Edit]) -> "MappedText":
        """This text with ``edits`` made, which stand in order and do not overlap.

        A replacement's characters are spread over the stretch that they replace, so that its
        first begins where the stretch begins and its last ends where it ends.
        """
        text: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        for edit in edits:
            text.append(self.text[at : edit.start])
            starts.extend(self.starts[at : edit.start])
            ends.extend(self.ends[at : edit.start])
            count, size = edit.end - edit.start, len(edit.text)
            text.append(edit.text)
            for index in range(size):
                low = min(index * count // size, count - 1)
                high = max(low + 1, (index + 1) * count // size)
                starts.append(self.starts[edit.start + low])
                ends.append(self.ends[edit.start + min(high, count) - 1])
            at = edit.end
        text.append(self.text[at:])
        starts.extend(self.starts[at:])
        ends.extend(self.ends[at:])
        return MappedText(self.original, "".join(text), starts, ends)
