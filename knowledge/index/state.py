"""Which documents a version of the index holds, in which order, and where each of them lies."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from knowledge.store import StoredDocument

STATE = "state.npz"


@dataclass(frozen=True)
class State:
    """The documents of a version in order: the segment that each lies in, its position there.

    ``folded`` has, for those that another stands for, its id and whether it corrects them.
    """

    segments: tuple[str, ...]
    part: NDArray[np.int32]
    place: NDArray[np.int32]
    folded: Mapping[int, tuple[str, bool]]

    def save(self, path: Path) -> None:
        """Write it to ``path``."""
        said = {"segments": self.segments, "folded": {str(k): v for k, v in self.folded.items()}}
        text = np.frombuffer(json.dumps(said, ensure_ascii=False).encode(), np.uint8)
        with path.open("wb") as file:
            np.savez(file, part=self.part, place=self.place, said=text)

    def documents(self, parts: Sequence[Sequence[StoredDocument]]) -> list[StoredDocument]:
        """The documents, given those of each segment.

        Raises:
            ValueError: a segment holds others than it was written with.
        """
        for number, held in enumerate(parts):
            places = self.place[self.part == number]
            if len(places) and int(places.max()) >= len(held):
                raise ValueError(f"segment {self.segments[number]} holds {len(held)} documents")
        found = [parts[part][place] for part, place in zip(self.part, self.place, strict=True)]
        for at, (into, corrected) in self.folded.items():
            found[at] = found[at].folding(into, corrected=corrected)
        return found


def load(path: Path) -> State:
    """What `State.save` wrote.

    Raises:
        OSError, ValueError: it cannot be read.
    """
    try:
        with path.open("rb") as file, np.load(file) as held:
            part, place, text = held["part"], held["place"], held["said"].tobytes()
        said = json.loads(text)
        folded = {int(at): (str(into), bool(by)) for at, (into, by) in said["folded"].items()}
        return State(tuple(said["segments"]), part, place, folded)
    except (KeyError, TypeError, EOFError, BadZipFile) as error:
        raise ValueError(f"{path}: {error}") from error


def folded(stored: Sequence[StoredDocument]) -> dict[int, tuple[str, bool]]:
    """`State.folded` of ``stored``."""
    return {
        at: (one.folded_into, one.corrected)
        for at, one in enumerate(stored)
        if one.folded_into is not None
    }
