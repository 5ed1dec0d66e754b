"""The steps of normalisation in their order; each keeps positions."""

from agents.guardrails.normalisation.characters import FOLDS
from agents.guardrails.normalisation.mapped import MappedText
from agents.guardrails.normalisation.phrases import PhraseBook
from agents.guardrails.normalisation.runs import join_runs, join_splits
from agents.guardrails.normalisation.words import shipped


def fold(text: str) -> MappedText:
    """``text`` with characters folded and nothing joined or rewritten (figures stay as written)."""
    folded = text.translate(FOLDS)
    if FOLDS.uneven.isdisjoint(text):
        return MappedText(text, folded, range(len(text)), range(1, len(text) + 1))
    starts: list[int] = []
    ends: list[int] = []
    for index, char in enumerate(text):
        size = len(FOLDS[ord(char)])
        starts.extend([index] * size)
        ends.extend([index + 1] * size)
    return MappedText(text, folded, starts, ends)


def normalise(text: str, phrases: PhraseBook | None = None) -> MappedText:
    """``text`` as a reader takes it: folded, joined, and, given ``phrases``, with those and the
    words of the trade written out plainly.
    """
    joined = join_runs(join_splits(fold(text)))
    return joined if phrases is None else shipped().restore(phrases.restore(joined))
