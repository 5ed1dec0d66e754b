"""Reading what was hidden by an encoding: base64, hexadecimal, percent signs, escapes, ROT13, reversal."""

import base64
import binascii
import codecs
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

_BASE64 = re.compile(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{16,}={0,2}")
_HEX = re.compile(r"(?<![0-9A-Za-z])(?:(?:0x|\\x)?[0-9A-Fa-f]{2}[\s,]?){8,}(?![0-9A-Za-z])")
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2}){4,}")
_ESCAPES = re.compile(r"(?:\\u[0-9A-Fa-f]{4}){2,}")
_ENTITIES = re.compile(r"(?:&#x?[0-9A-Fa-f]{2,6};){2,}")
LONGEST = 4_000
"""No more than this of a text is tried."""


def hidden_texts(text: str) -> Iterator[tuple[str, int, int]]:
    """What encoded stretches of ``text`` say, and where they stand."""
    text = text[:LONGEST]
    for match in _BASE64.finditer(text):
        yield from _if_words(_base64(match.group()), match)
    for match in _HEX.finditer(text):
        digits = re.sub(r"0x|\\x|[\s,]", "", match.group())
        yield from _if_words(bytes.fromhex(digits[: len(digits) // 2 * 2]), match)
    for match in _PERCENT.finditer(text):
        yield from _if_words(unquote_to_bytes(match.group()), match)
    for match in _ESCAPES.finditer(text):
        codes = [int(code, 16) for code in re.findall(r"\\u([0-9A-Fa-f]{4})", match.group())]
        yield "".join(map(chr, codes)), match.start(), match.end()
    for match in _ENTITIES.finditer(text):
        numbers = re.findall(r"&#(x?)([0-9A-Fa-f]+);", match.group())
        codes = [int(code, 16 if sign else 10) for sign, code in numbers if sign or code.isdigit()]
        yield "".join(chr(one) for one in codes if one < 0x110000), match.start(), match.end()


def turned_texts(text: str) -> Iterator[str]:
    """The text read backwards, and by ROT13 where it is in Latin letters."""
    text = text[:LONGEST]
    yield text[::-1]
    if sum(char.isascii() and char.isalpha() for char in text) > len(text) / 2:
        yield codecs.decode(text, "rot13")


def _base64(token: str) -> bytes:
    padded = token.replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return base64.b64decode(padded + "=" * (-len(padded) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _if_words(raw: bytes, match: re.Match[str]) -> Iterator[tuple[str, int, int]]:
    for encoding in ("utf-8", "gb18030"):
        try:
            words = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        readable = sum(char.isprintable() for char in words)
        if len(words) >= 4 and readable >= 0.95 * len(words):
            yield words, match.start(), match.end()
        return
