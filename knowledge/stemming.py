"""A light English stemmer: plural, -ing, -ed, -ly and a final e, so that forms of a word meet.

After the "S stemmer" of Harman (1991), "How effective is suffixing?", and the first steps of
Porter (1980), "An algorithm for suffix stripping"; deeper steps join words that should stay apart
(general, generous) and gain nothing in short documents.
"""

import re

_VOWEL = re.compile("[aeiouy]")

_STOPPED = """
a about after again all also am an and any are as at be because been before being but by can
could did do does doing don down during each few for from further had has have having he her
here hers him his how i if in into is it its just like ll me more most my no nor not now of
off on once only or other our ours out over own re s same she should so some such t than that
the their them then there these they this those through to too under until up us ve very was
we were what when where which while who whom why will with would you your yours let
"""
STOP_WORDS = frozenset(_STOPPED.split())


def stem(word: str) -> str:
    """The form that the index keeps of a lower-case English word; anything else unchanged."""
    if len(word) <= 3 or not (word.isascii() and word.isalpha()):
        return word
    word = _singular(word)
    for suffix in ("ing", "ed", "ly"):
        root = word.removesuffix(suffix)
        if root != word and len(root) >= 3 and _VOWEL.search(root):
            word = root[:-1] if root[-1] == root[-2] and root[-1] not in "lsz" else root
            break
    if word.endswith("e") and len(word) > 4:
        word = word[:-1]
    return word[:-1] + "y" if word.endswith("i") and len(word) > 3 else word


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
