"""Of which kind an objection is: that of the examples whose meaning is nearest.

The list of words that stood here before found one in sixteen of objections worded apart from it;
meanings find half (``weiwo eval objections``), and leave most of the rest to the general answer.
How near words are to a kind is the mean of two cosines, to the middle of its examples and to the
nearest of them, both seen from the middle of all examples (an encoder puts all short sentences near
each other). The examples' vectors are made beforehand (``python -m
agents.composition.objection_kinds``) and kept with a hash of the examples.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from home.encoder import encode

Floats = NDArray[np.float64]

OTHER = "other"
NEAR = 0.245
"""From so near on words are of a kind: 85 of 100 examples are, each left out in turn, three of four
of them of the right one (``weiwo eval objections`` says how others' words fare)."""
_FILE = "objection_kinds.npz"
_TOLD = re.compile(
    r"^(?:那|要是|如果|有个|有位|我的?)*(?:客户(?!经理)|顾客|他|她|对方|人家|大姐|大爷|阿姨|叔叔)+"
    r"(?:就|老是?|总是?|一直|又|也|都|还|跟我|和我|对我)*(?:说|嫌|觉得|讲|认为|问|抱怨|反映|回我?|担心)?[了过]?[，:：“\"「]?"
)
_ASKED = re.compile(
    r"[”\"」]?[，,。！!？?\s]*(?:我|咱|这)?(?:该|应该|要|可以|能)?(?:怎么|咋|如何|怎样|什么话)"
    r"(?:样)?(?:去)?(?:接|回|说|答|应对|应答|解释|处理|劝|沟通|回复|回应|化解|办|聊)[^，。]{0,8}[？?。!！]?$"
)


@cache
def bank() -> dict[str, dict[str, Any]]:
    """The kinds by name, in the order of the phrase bank; ``OTHER`` is the last."""
    text = (
        resources.files("prompts.phrases").joinpath("objections.yaml").read_text(encoding="utf-8")
    )
    return {str(kind["id"]): kind for kind in yaml.safe_load(text)["objections"]}


def kind_of(objection: str) -> str:
    """The kind of an objection, as the customer said it or as a manager tells it."""
    words = said_in(objection)
    if not words:
        return OTHER
    names, learned = _learned()
    (vector,) = encode([words], is_query=True)
    near = learned.nearness(vector.astype(np.float64))
    nearest = int(near.argmax())
    return names[nearest] if near[nearest] >= NEAR else OTHER


def said_in(question: str) -> str:
    """The customer's words in what a manager tells of them (客户嫌锁定期太长，我咋接)."""
    return _ASKED.sub("", _TOLD.sub("", question.strip())).strip('，,。“”"「」 ')


def is_told(question: str) -> bool:
    """Whether it tells of somebody who says or minds something."""
    return _TOLD.match(question.strip()) is not None


def examples() -> dict[str, list[str]]:
    """What customers say, by kind."""
    return {name: list(kind["said"]) for name, kind in bank().items() if name != OTHER}


def hash_of(said: dict[str, list[str]]) -> str:
    """Of the examples that the vectors were made from."""
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Kinds:
    """Examples as vectors (examples x dimensions), and the kind of each, from nought."""

    vectors: Floats
    kinds: NDArray[np.int64]

    def nearness(self, vector: Floats) -> Floats:
        """How near a vector is to each kind."""
        centre = self.vectors.mean(axis=0)
        away = _unit(self.vectors - centre)
        cosines = away @ _unit(vector - centre)
        found = []
        for kind in range(int(self.kinds.max()) + 1):
            own = self.kinds == kind
            middle = away[own].mean(axis=0)
            found.append((cosines[own].mean() / np.linalg.norm(middle) + cosines[own].max()) / 2)
        return np.array(found)


@cache
def _learned() -> tuple[tuple[str, ...], Kinds]:
    path = resources.files("agents.composition").joinpath(_FILE)
    with path.open("rb") as file, np.load(file) as made:
        if str(made["hash"]) != hash_of(examples()):
            raise ValueError(
                f"{_FILE} must be made of the examples in objections.yaml, got others; make it "
                "anew with: python -m agents.composition.objection_kinds"
            )
        kinds = Kinds(made["vectors"].astype(np.float64), made["kinds"])
        return tuple(map(str, made["names"])), kinds


def _unit(vector: Any) -> Floats:
    found: Floats = vector / np.linalg.norm(vector, axis=-1, keepdims=True)
    return found


def main() -> None:
    """Make the vectors of the examples and write them beside this module."""
    said = examples()
    names = list(said)
    kinds = np.array([names.index(name) for name in names for _ in said[name]])
    vectors = np.stack([encode([one], is_query=True)[0] for name in names for one in said[name]])
    np.savez_compressed(
        Path(__file__).parent / _FILE,
        names=np.array(names),
        vectors=vectors.astype(np.float16),
        kinds=kinds,
        hash=np.array(hash_of(said)),
    )


if __name__ == "__main__":
    main()
