"""What a voice says of an answer: short sentences without markup, figures in characters.

A screen stands beside the voice. Of a list the first entries are read, of a table nothing; then the
voice points to the screen. Paragraphs are read whole, and with them every required sentence.
"""

import re
from collections.abc import Iterator

from agents.composition.numerals import read_aloud
from agents.composition.prose import Block, Line, blocks
from prompts.messages import say

MOST_ENTRIES = 3
"""Of a list; who listens does not remember more."""
LONGEST = 36
"""Characters in a breath: a longer sentence is parted at its commas."""

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s，。；、）】》]+")
_SILENT = re.compile(r"[“”‘’\"'《》〈〉「」『』【】〔〕\[\]{}*#>|_`^~=<@$\\]")
_ASIDE = re.compile(r"\s*[（()）]+\s*")
_JOINED = re.compile(r"(?:——+|…+|\.{3,}|\s*/\s*|[\s\u3000]+|[·•]|[：:])")
_COMMAS = re.compile(r"[，,、]*([，,、；;。！？!?])[，,、；;]*")
_ENDS = re.compile(r"(?<=[。！？!?；;])")
_LAST = "。！？!?"
_PAUSES = "，、,"


def speech_of(text: str, label: str = "") -> str:
    """The speech of an answer's text, a sentence a line; ``label`` says at its end who speaks."""
    said = [line for block in blocks(text) for line in _said(block)]
    if label:
        said.append(label)
    return "\n".join(sentence for line in said for sentence in _sentences(line))


def _said(block: Block) -> Iterator[str]:
    yield from map(_words, block.lines)
    if block.kind == "numbers":
        for number, item in enumerate(block.items[:MOST_ENTRIES], start=block.start):
            yield say("speech.entry", number=number, words=_words(item.line))
            yield from map(_words, item.below[:1])
    else:
        for item in block.items[:MOST_ENTRIES]:
            yield _words(item.line)
            yield from map(_words, item.below[:1])
    if len(block.items) > MOST_ENTRIES or any(item.below[1:] for item in block.items):
        yield say("speech.list_on_screen")
    if block.rows:
        yield say("speech.table_on_screen")


def _words(line: Line) -> str:
    """The line's own words; a source's number is for the eye."""
    return "".join(span.text for span in line if span.citation is None)


def _sentences(line: str) -> Iterator[str]:
    line = _ADDRESS.sub("", line)
    line = _SILENT.sub("", read_aloud(line))
    line = _JOINED.sub(lambda found: _pause(found[0]), _ASIDE.sub("，", line))
    line = _COMMAS.sub(r"\1", line.strip(" ，,、；;"))
    for sentence in _ENDS.split(line):
        sentence = sentence.strip().rstrip("；;，,、").strip()
        if not any(one.isalnum() for one in sentence):
            continue
        if sentence[-1] not in _LAST:
            sentence += "。"
        yield from _breaths(sentence)


def _pause(joint: str) -> str:
    """What stands between words, as a pause or as nothing: a voice reads neither dots nor lines."""
    return "" if joint in "·•" or (joint.isspace() and len(joint) == 1) else "，"


def _breaths(sentence: str) -> Iterator[str]:
    """A sentence in pieces that one breath holds, parted where it pauses."""
    said = ""
    for part in re.split(rf"(?<=[{_PAUSES}])", sentence):
        if said and len(said) + len(part) > LONGEST:
            yield said
            said = ""
        said += part
    if said:
        yield said
