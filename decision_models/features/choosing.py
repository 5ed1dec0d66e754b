"""Which features there are, and which of them, of what, a caller needs."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from decision_models.features.declared import declared
from decision_models.features.feature import Feature
from decision_models.features.kinds.peers import PEERS
from decision_models.features.sources import SOURCES
from home.errors import BadInput

VERSION = 2
"""Raised when an expression gives other values than before under the same name."""


@cache
def known() -> Mapping[str, Feature]:
    """Every feature by name, the steps to them included."""
    return {feature.name: feature for feature in declared()}


@cache
def names() -> tuple[Feature, ...]:
    """Every feature, in the order of the columns that ``compute`` gives."""
    return tuple(feature for feature in known().values() if not feature.is_step)


def feature_set_hash(features: Sequence[Feature]) -> str:
    """A name for a set of features and their order: 16 hex digits. Models carry it."""
    text = "\n".join([f"{VERSION}", *(f"{feature.name}:{feature.unit}" for feature in features)])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def chosen(wanted: Sequence[str] | None) -> tuple[str, ...]:
    """The names asked for, every feature's for None.

    Raises:
        BadInput: a name that is no feature's.
    """
    if wanted is None:
        return tuple(feature.name for feature in names())
    unknown = [name for name in wanted if name not in known() or known()[name].is_step]
    if unknown:
        raise BadInput(f"wanted must name features, got {', '.join(unknown[:5])}")
    return tuple(dict.fromkeys(wanted))


def needed_for(wanted: Iterable[str]) -> tuple[Feature, ...]:
    """These features and all that they are made of, in the order of ``known()``."""
    found: set[str] = set()
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(known()[name].inputs)
    return tuple(feature for name, feature in known().items() if name in found)


def sources_of(needed: Iterable[Feature]) -> tuple[str, ...]:
    """The sources that these are read from; customers always."""
    used = {feature.source for feature in needed} | {"customers"}
    return tuple(name for name in SOURCES if name in used)


def compared(needed: Iterable[Feature]) -> bool:
    """Whether any of these is set beside peers."""
    return any(feature.source == PEERS for feature in needed)
