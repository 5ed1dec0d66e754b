"""One written form for the many that the same text comes in, for matching only.

Spans and citations always count in the original text; nothing here is shown to anyone.
"""

import json
import re
import unicodedata
from functools import lru_cache
from importlib import resources

_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_MAY_BE_TRADITIONAL = re.compile("[\u3400-\u9fff]")


def normalise(text: str) -> str:
    """Lower case, half width (NFKC), simplified characters, nothing invisible."""
    text = unicodedata.normalize("NFKC", text).lower()
    if not text.isascii():
        text = simplify(_INVISIBLE.sub("", text))
    return text


def simplify(text: str) -> str:
    """Simplified characters for traditional ones; as long as ``text``."""
    return text.translate(_simplified()) if _MAY_BE_TRADITIONAL.search(text) else text


@lru_cache(maxsize=1)
def _simplified() -> dict[int, str]:
    """Traditional to simplified, character by character, from zhconv's own table.

    Its phrase table is left aside: index and query only have to agree with each other.
    """
    table = json.loads((resources.files("zhconv") / "zhcdict.json").read_text(encoding="utf-8"))
    pairs: dict[str, str] = table["zh2Hans"]
    return {ord(old): new for old, new in pairs.items() if len(old) == len(new) == 1}
