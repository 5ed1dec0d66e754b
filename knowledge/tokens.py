"""The units that lexical search counts: Chinese words and character bigrams, English stems, codes.

Two views of a text are indexed side by side. Words are precise, and wrong where the segmenter is
(new names, abbreviations); bigrams miss nothing that is written alike. English words and codes
stand in both.
"""

import re
from collections.abc import Callable

import rjieba

from knowledge.normalisation import normalise
from knowledge.stemming import STOP_WORDS, stem

_TOKEN = re.compile(r"[㐀-鿿豈-﫿]+|[a-z0-9]+(?:[.\-_/&'][a-z0-9]+)*%?")
_NUMBER = re.compile(r"\d+(?:\.\d+)?%?")
_GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


def words(text: str) -> list[str]:
    """Words of ``text`` in order; compounds also in parts (招商银行: 招商, 银行, 招商银行)."""
    return _split(normalise(text), _chinese_words)


def bigrams(text: str) -> list[str]:
    """Overlapping pairs of Chinese characters, and the same English words and codes."""
    return _split(normalise(text), _chinese_bigrams)


def _chinese_words(run: str) -> list[str]:
    return list(rjieba.cut_for_search(run))


def _chinese_bigrams(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)] if len(run) > 1 else [run]


def _split(text: str, chinese: Callable[[str], list[str]]) -> list[str]:
    found: list[str] = []
    for match in _TOKEN.finditer(_GROUPED.sub("", text)):
        token = match.group()
        if token[0] > "\u2fff":
            found += chinese(token)
        elif _NUMBER.fullmatch(token):
            found.append(token)
        else:
            found += _latin(token)
    return found


def _latin(token: str) -> list[str]:
    token = token.removesuffix("'s").rstrip("%")
    parts = [part for part in re.split(r"[^a-z0-9]+", token) if part]
    found = [stem(part) for part in parts if part not in STOP_WORDS]
    if len(parts) > 1 and "'" not in token:
        word = "-" in token and "".join(parts).isalpha()  # e-mail is also written email
        found.append(stem("".join(parts)) if word else token)  # a code: 600000.sh, covid-19
    return found
