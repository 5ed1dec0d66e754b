"""Protected phrases, found again where only their sound or their shape was kept.

A phrase such as 稳赚不赔 is read in: sounds (稳赚不陪), look-alikes (保夲), pinyin (wen zhuan bu
pei), a mixture (保ben), and with separators or punctuation between all its characters. What is
found is written back in its usual form, so that one engine, with its negation and warning rules,
judges plain and disguised text alike.

Long phrases are believed on sound alone; short ones need more: two characters never match by sound
alone, since 报喜 is not 保息.
"""

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from agents.guardrails.normalisation.characters import CLAUSE_ENDS, NOISE, is_han, lookalikes
from agents.guardrails.normalisation.mapped import Edit, MappedText
from agents.guardrails.normalisation.sound import DIGITS, fuzzy, readings, segment

LONG = 4
"""From so many syllables on, a phrase may differ from its usual form in half of its characters."""
NEGATORS = {"bu": "不", "mei": "没", "fei": "非", "wu": "无", "bie": "别", "wei": "未"}
BRAND = "宝"
"""After another character it ends the name of a product (余额宝), whatever dictionaries know."""
_WINDOW = 8
_PAIRS_KEPT = 200_000
_NOISE = re.compile(NOISE)
_LETTERS = re.compile(r"[a-z](?:[a-z]|[1-5](?![0-9.%]))*")
_NUMBER = re.compile(r"[0-9][0-9.%]{0,24}")
_GAPS = frozenset({"noise", "space", "punctuation"})


class _Unit(NamedTuple):
    """One syllable's worth of text, or (``kind`` not empty) what stands between syllables."""

    first: int
    last: int
    char: str = ""
    sounds: frozenset[str] = frozenset()
    kind: str = ""  # "", "noise", "space", "punctuation", "barrier"
    spelled: bool = False  # in letters or digits, not as a Chinese character


@dataclass(frozen=True, slots=True)
class _Phrase:
    text: str
    spelled_only: bool

    @property
    def is_long(self) -> bool:
        return len(self.text) >= LONG


@functools.lru_cache(maxsize=4_096)
def _alike(char: str) -> frozenset[str]:
    return frozenset(lookalikes().within_phrases.get(char, ""))


@functools.lru_cache(maxsize=65_536)
def _sounds_like(char: str, wanted: str, loosely: bool) -> bool:
    """Whether ``char`` (a character, or letters of one syllable) can stand for ``wanted``."""
    if char == wanted or char in _alike(wanted):
        return True
    said = readings(char) or frozenset({char})
    meant = readings(wanted)
    if said & meant:
        return True
    return loosely and bool({fuzzy(one) for one in said} & {fuzzy(one) for one in meant})


class PhraseBook:
    """The phrases to see through disguise; ``spelled_only`` ones in pinyin alone."""

    def __init__(self, phrases: Iterable[str], spelled_only: Iterable[str] = ()) -> None:
        hard = set(phrases)
        longest_first = sorted(hard | set(spelled_only), key=lambda one: (-len(one), one))
        self._phrases = [_Phrase(text, text not in hard) for text in longest_first]
        self._starting: dict[str, tuple[_Phrase, ...]] = {}
        self._pairs: dict[str, tuple[_Phrase, ...]] = {}

    def restore(self, mapped: MappedText) -> MappedText:
        """``mapped`` with every disguised phrase written out; itself if there is none."""
        text = mapped.text
        edits: list[Edit] = []
        at = 0
        size = len(text)
        while at < size:
            char = text[at]
            if "a" <= char <= "z":
                at = self._restore_letters(text, at, edits)
                continue
            pair = text[at : at + 2]
            starting = self._pairs.get(pair)
            if starting is None:
                starting = self._beginning(pair)
            # The rest of a number begins no phrase.
            if starting and char in DIGITS and at > 0 and text[at - 1] in DIGITS:
                starting = ()
            found = self._match(text, at, starting) if starting else None
            if found is None:
                at += 1
            else:
                edits.extend(_negator_before(text, found.start))
                edits.append(found)
                at = found.end
        return mapped.edited(edits) if edits else mapped

    def _restore_letters(self, text: str, at: int, edits: list[Edit]) -> int:
        """Try every syllable of a run of letters; returns where to go on."""
        run = _LETTERS.match(text, at)
        assert run is not None
        for unit in _spelled(run.group(), at):
            if unit.kind or unit.first < at:
                continue
            starting = self._starting_with(unit.char)
            found = self._match(text, unit.first, starting) if starting else None
            if found is not None:
                edits.extend(_negator_before(text, found.start))
                edits.append(found)
                at = found.end
        return max(at, run.end())

    def _starting_with(self, char: str) -> tuple[_Phrase, ...]:
        known = self._starting.get(char)
        if known is None:
            known = tuple(
                phrase
                for phrase in self._phrases
                if _sounds_like(char, phrase.text[0], phrase.is_long)
            )
            self._starting[char] = known
        return known

    def _beginning(self, pair: str) -> tuple[_Phrase, ...]:
        """The phrases that these two characters may begin; those that the first may, where the
        second is a sign or letter that may stand between them.
        """
        starting = self._starting_with(pair[0])
        if len(pair) < 2 or (is_han(pair[1]) or pair[1] in DIGITS):
            starting = tuple(
                phrase
                for phrase in starting
                if len(pair) > 1 and _sounds_like(pair[1], phrase.text[1], phrase.is_long)
            )
        if len(self._pairs) > _PAIRS_KEPT:
            self._pairs.clear()
        self._pairs[pair] = starting
        return starting

    def _match(self, text: str, at: int, starting: Sequence[_Phrase]) -> Edit | None:
        if not _may_follow(text, at, starting):
            return None
        three = text[at : at + 3]
        if len(three) == 3 and is_han(three[0]) and is_han(three[1]) and is_han(three[2]):
            starting = [phrase for phrase in starting if _may_be(three, phrase)]
            if not starting:
                return None
        units = _units(text, at)
        for phrase in starting:
            if text.startswith(phrase.text, at):
                return None
            members = _members(units, phrase)
            if members is not None and _is_believable(members, phrase, text):
                return Edit(members[0].first, members[-1].last, phrase.text)
        return None


def _may_be(three: str, phrase: _Phrase) -> bool:
    """Whether a phrase may begin with three characters, of which the first two sound like it."""
    if len(phrase.text) > 2:
        return _sounds_like(three[2], phrase.text[2], phrase.is_long)
    # Of two characters none is believed for its sound alone (``_is_believable``).
    return all(
        char == wanted or char in _alike(wanted)
        for char, wanted in zip(three[:2], phrase.text, strict=True)
    )


def _may_follow(text: str, at: int, starting: Sequence[_Phrase]) -> bool:
    """A quick look at the next character, gaps passed over, before the text is cut into units."""
    at += 1
    if at < len(text) and not (is_han(text[at]) or text[at].isalnum()):
        noise = _NOISE.match(text, at)
        at = noise.end() if noise else at + 1
    if at >= len(text):
        return False
    following = text[at]
    if not is_han(following) and following not in DIGITS:
        return True
    return any(_sounds_like(following, phrase.text[1], phrase.is_long) for phrase in starting)


def _units(text: str, at: int) -> list[_Unit]:
    """The next units from ``at`` on, enough for the longest phrase with a gap at each step."""
    units: list[_Unit] = []
    while at < len(text) and len(units) < 2 * _WINDOW + 4:
        char = text[at]
        if is_han(char):
            units.append(_Unit(at, at + 1, char, readings(char)))
            at += 1
        elif "a" <= char <= "z":
            run = _LETTERS.match(text, at)
            assert run is not None
            units.extend(_spelled(run.group(), at))
            at = run.end()
        elif char in DIGITS:
            number = _NUMBER.match(text, at)
            assert number is not None
            lone = number.end() == at + 1
            units.append(
                _Unit(at, at + 1, char, readings(char), spelled=True)
                if lone
                else _Unit(at, number.end(), kind="barrier")
            )
            at = number.end()
        else:
            noise = _NOISE.match(text, at)
            end = noise.end() if noise else at + 1
            if noise:
                kind = "space" if text[at:end].isspace() else "noise"
            else:
                kind = "punctuation" if char in CLAUSE_ENDS else "barrier"
            units.append(_Unit(at, end, kind=kind))
            at = end
    return units


def _spelled(run: str, start: int) -> Iterator[_Unit]:
    """Units of a run of letters: its syllables, tone digits passed over; a barrier if not pinyin."""
    at = 0
    for piece in segment("".join(char for char in run if char.isalpha())):
        first = at
        at += len(piece)
        while at < len(run) and run[at].isdigit():
            at += 1
        yield _Unit(start + first, start + at, piece, frozenset({piece}), spelled=True)
    if at < len(run):
        yield _Unit(start + at, start + len(run), kind="barrier")


def _members(units: Sequence[_Unit], phrase: _Phrase) -> list[_Unit] | None:
    """The units that carry the phrase's characters, or None; gaps are judged here."""
    members: list[_Unit] = []
    gaps: list[str] = []
    here = 0
    for position, char in enumerate(phrase.text):
        gap = ""
        if position and here < len(units) and units[here].kind in _GAPS:
            gap = units[here].kind
            here += 1
        if here >= len(units) or units[here].kind:
            return None
        unit = units[here]
        if phrase.spelled_only and not (unit.spelled and unit.char.isalpha()):
            return None
        if not _sounds_like(unit.char, char, phrase.is_long):
            return None
        members.append(unit)
        if position:
            gaps.append(gap)
        here += 1
    return members if _gaps_are_noise(gaps, members) else None


def _gaps_are_noise(gaps: Sequence[str], members: Sequence[_Unit]) -> bool:
    """Whether what stands between the characters is strewn in, not the writing of a sentence."""
    if any(gap == "punctuation" for gap in gaps):
        return len(gaps) > 1 and all(gap == "punctuation" for gap in gaps)
    if len(gaps) > 1 or any(member.spelled for member in members):
        return True
    return gaps[0] != "space"  # 保 本: two words of one character are joined elsewhere


def _is_believable(members: Sequence[_Unit], phrase: _Phrase, text: str) -> bool:
    pairs = list(zip(members, phrase.text, strict=True))
    kept = sum(unit.char == char or unit.spelled for unit, char in pairs)
    changed = [unit for unit, char in pairs if unit.char != char and not unit.spelled]
    if not changed:
        return True
    if phrase.is_long:
        same_sound = all(unit.sounds & readings(char) for unit, char in pairs)
        return kept >= len(pairs) / 2 or (
            kept > 0 and (same_sound or not _in_words(changed, members, text))
        )
    if kept == 0:
        return False
    if len(pairs) == 2 and any(
        unit.char != char and unit.char not in _alike(char) for unit, char in pairs
    ):
        return False
    return not _in_words(changed, members, text)


def _in_words(changed: Sequence[_Unit], members: Sequence[_Unit], text: str) -> bool:
    """Whether a changed character belongs to an ordinary word (愧对 in 不会愧对), by dictionary."""
    import rjieba

    if any(
        unit.char == BRAND and is_han(text[unit.first - 1 : unit.first] or " ") for unit in changed
    ):
        return True
    at = max(0, members[0].first - _WINDOW)
    positions = {unit.first for unit in changed}
    for word in rjieba.cut(text[at : members[-1].last + _WINDOW], False):
        if len(word) > 1 and positions.intersection(range(at, at + len(word))):
            return True
        at += len(word)
    return False


def _negator_before(text: str, at: int) -> Iterator[Edit]:
    """A negator in letters right before a phrase is part of what is said (bu bao ben)."""
    match = re.search(r"(?<![a-z])([a-z]{2,3})\s*$", text[max(0, at - 6) : at])
    if match and match.group(1) in NEGATORS:
        start = max(0, at - 6) + match.start(1)
        yield Edit(start, start + len(match.group(1)), NEGATORS[match.group(1)])
