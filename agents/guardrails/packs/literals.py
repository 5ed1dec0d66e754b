"""Which words a regular expression cannot match without, read from its parse tree.

A pattern is tried only on sentences that hold one word of each of its word sets; the sets are
found by one pass of a trie for all patterns together.
"""

import importlib
from collections.abc import Iterable, Sequence
from typing import Any

MOST_WORDS = 400
"""A larger set filters too little to be worth keeping."""
KEPT = 3

Words = frozenset[str]


def required_words(source: str) -> tuple[Words, ...]:
    """Sets of words, of each of which every match of ``source`` holds at least one.

    The most selective come first; empty if nothing is required (a pattern such as ``.*``).
    """
    parser = importlib.import_module("re._parser")
    found = _of_sequence(list(parser.parse(source)))
    usable = [words for words in found if words and len(words) <= MOST_WORDS]
    usable.sort(key=_selectivity)
    return tuple(usable[:KEPT])


def _selectivity(words: Words) -> tuple[float, int]:
    shortest = min(len(word) for word in words)
    return (-min(shortest, 2), len(words))


def _of_sequence(items: Sequence[Any]) -> list[Words]:
    """The word sets of concatenated nodes; runs of literals are one word."""
    found: list[Words] = []
    run = ""
    for node in items:
        name = str(node[0])
        if name == "LITERAL":
            run += chr(node[1])
            continue
        if run:
            found.append(frozenset({run}))
            run = ""
        found.extend(_of_node(name, node[1]))
    if run:
        found.append(frozenset({run}))
    return found


def _of_node(name: str, value: Any) -> Iterable[Words]:
    if name == "SUBPATTERN":
        return _of_sequence(list(value[3]))
    if name == "ATOMIC_GROUP":
        return _of_sequence(list(value))
    if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        return _of_sequence(list(value[2])) if value[0] >= 1 else ()
    if name == "IN":
        chars = _characters(value)
        return (chars,) if chars else ()
    if name == "BRANCH":
        return _of_branches([_of_sequence(list(branch)) for branch in value[1]])
    return ()


def _characters(items: Sequence[Any]) -> Words:
    """The members of a character class; empty if it is negated or has a range or category."""
    if any(str(item[0]) != "LITERAL" for item in items):
        return frozenset()
    return frozenset(chr(item[1]) for item in items)


def _of_branches(branches: Sequence[list[Words]]) -> Iterable[Words]:
    """One set that holds, for every branch, its most selective requirement."""
    union: set[str] = set()
    for requirements in branches:
        usable = [words for words in requirements if words]
        if not usable:
            return ()
        union |= min(usable, key=lambda words: _selectivity(frozenset(words)))
    return (frozenset(union),)
