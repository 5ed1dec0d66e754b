"""Whether a thing happened, is expected, is only supposed, or is denied."""

from typing import Literal

from knowledge.themes.levelling import PHRASE, SENTENCE, around, stretch
from knowledge.themes.ontology import ontology, pattern

Standing = Literal["fact", "expected", "supposed", "denied"]

_BEGINNING = 120  # a denial of what the title tells comes soon
_ORDER: tuple[Standing, ...] = ("fact", "denied", "expected", "supposed")


def standing_at(text: str, span: tuple[int, int], *, steady: bool = False) -> Standing:
    """How what stands at ``span`` of a levelled text is told there.

    A denial of a rumour and a supposition hold for their sentence, an expectation for its clause;
    where a clause tells both (宣布…，符合预期), what was done outweighs. Of what is ``steady``
    anyway only a rumour can be denied.
    """
    words = ontology().standings
    sentence = around(SENTENCE, text, span)
    clause = around(PHRASE, text, span)
    if pattern(words.rumour_denied).search(sentence):
        return "denied"
    if not steady and pattern(words.not_done).search(clause):
        return "denied"
    before = text[stretch(SENTENCE, text, span)[0] : stretch(PHRASE, text, span)[1]]
    if pattern(words.supposed).search(before):
        return "supposed"
    if pattern(words.expected).search(clause):
        return "fact" if pattern(words.happened).search(clause) else "expected"
    return "fact"


def of_all(standings: list[Standing]) -> Standing:
    """The standing of a thing that is told several times: a plain telling outweighs the rest.

    A rumour that one sentence tells and another denies is denied.
    """
    if "denied" in standings and "fact" not in standings:
        return "denied"
    return min(standings, key=_ORDER.index, default="fact")


def whole(text: str, told: list[Standing]) -> Standing:
    """As `of_all`, with what the whole text says: a rumour denied anywhere near stays denied."""
    rumour = bool(pattern(ontology().standings.rumour_denied).search(text[:_BEGINNING]))
    if rumour and told[:1] != ["fact"]:
        return "denied"
    return of_all(told)
