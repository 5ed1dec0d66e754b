"""The learned detector of implied promises, lures and the like, beside the patterns.

It looks at whole sentences. N-grams alone decide whether an embedding is worth its time; a sentence
that warns, forbids, denies or asks is left alone, as everywhere.
"""

from collections.abc import Iterable, Mapping

from agents.guardrails.document import Document, Hit
from agents.guardrails.language.cues import DENIES, OF_THE_TRADE, cues_of
from agents.guardrails.language.segments import Sentence, clauses
from agents.guardrails.language.stance import Stance, read_stance
from agents.guardrails.learned.features import embed_all
from agents.guardrails.learned.model import Grams, quick_screen, shipped
from agents.guardrails.packs.schema import DetectorEntry

BREACH = "breach"
WORTH_EMBEDDING = 0.4
"""N-gram score of the likeliest label from which a sentence is embedded: one ordinary sentence in
twenty is."""
CLEAR = 3.0
"""Odds of a rule, over its threshold, from which a breach is laid to it besides the likeliest."""
LIKELY = 2.0
"""Score (`_likely`) from which a sentence is taken for a breach."""
BESIDES = 0.25
"""Share of the likeliest rule's odds, as logarithms, that another must have to be cited too."""
CAREFUL = 3.0
"""Odds of a breach asked of a sentence that denies or asks (根本不存在赔钱这一说)."""
AGREES = 0.5
"""Weight of the likeliest rule's odds beside those of a breach, as logarithms."""
LEAST, MOST = 0.05, 100.0
"""Between which a rule's odds count."""
MOST_EMBEDDED = 32
"""Of one text, so that a very long one ends in time; n-grams alone judge the rest."""
CERTAIN_ALONE = 0.9
"""N-gram score that counts without an embedding."""
SHORTEST, LONGEST = 5, 120
_FACTUAL = frozenset({"deposit", "treasury", "loan", "credit_card", "market"})
_ABOUT_RETURNS = frozenset({"G1", "G2", "G4", "G5", "G8", "G13"})


def learned(document: Document, entry: DetectorEntry) -> Iterable[Hit]:
    """Sentences that the model takes for breaches of the rule that ``options.label`` names."""
    label = str(entry.options["label"])
    looked: tuple[tuple[Sentence, frozenset[str]], ...] = document.remember(
        "learned",
        lambda: tuple(
            (sentence, _laid_to(odds))
            for sentence, odds in _look(document)
            if _likely(odds) >= _demand(sentence.text)
        ),
    )
    for sentence, rules in looked:
        if label not in rules:
            continue
        start, end = _stretch(sentence)
        if not _states_facts(document, document.topic(sentence, start, end), label):
            yield Hit(start, end, "detector:learned")


def _states_facts(document: Document, topic: str, label: str) -> bool:
    """Whether what is said of returns is said of what has certain ones."""
    if topic not in _FACTUAL or label not in _ABOUT_RETURNS:
        return False
    # To speak of another product as of a deposit is the breach itself.
    return label != "G4" or document.context.category in {"", *_FACTUAL}


def _likely(odds: Mapping[str, float]) -> float:
    """Odds of a breach, raised where one rule's are high and lowered where none's are."""
    rule = max(value for name, value in odds.items() if name != BREACH)
    return odds[BREACH] * float(min(max(rule, LEAST), MOST) ** AGREES)


def _laid_to(odds: Mapping[str, float]) -> frozenset[str]:
    """The rules that a breach is laid to: the likeliest, and those that are likely enough."""
    rules = {name: value for name, value in odds.items() if name != BREACH}
    most = max(rules.values())
    least = min(max(CLEAR, most**BESIDES), most)
    return frozenset(name for name, value in rules.items() if value >= least)


def _demand(text: str) -> float:
    """Odds asked of a sentence: more where it denies or asks, or names nothing of the trade."""
    careful = DENIES.search(text) or "?" in text[-4:]
    return LIKELY * (CAREFUL if careful else 1.0) * (1.0 if OF_THE_TRADE.search(text) else CAREFUL)


def _look(document: Document) -> Iterable[tuple[Sentence, Mapping[str, float]]]:
    """Each sentence worth an embedding, with each label's odds over its threshold."""
    model = shipped("check")
    worth: list[tuple[float, Sentence, Grams, Mapping[str, float]]] = []
    said = [one for one in document.sentences if one.speaker != "asks"]
    texts = [one.text.strip() for one in said]
    # The cheapest question first: most sentences are worth no look at their stance.
    hopeful = quick_screen("check").worth(texts, WORTH_EMBEDDING)
    for sentence, text, grams in zip(said, texts, hopeful, strict=True):
        if grams is None or not considers(text):
            continue
        quick = model.quick_scores(text, grams)
        likeliest = float(quick.max())
        if likeliest >= WORTH_EMBEDDING:
            odds = dict(zip(model.labels, (quick / CERTAIN_ALONE).tolist()))
            worth.append((likeliest, sentence, grams, odds))
    worth.sort(key=lambda one: -one[0])
    likely = [(one, one.text.strip(), grams) for _, one, grams, _ in worth[:MOST_EMBEDDED]]
    vectors = embed_all([text for _, text, _ in likely])
    for (sentence, text, grams), vector in zip(likely, vectors, strict=True):
        yield sentence, model.odds(text, vector, cues_of(text), grams)
    for _, sentence, _, quick_odds in worth[MOST_EMBEDDED:]:
        yield sentence, quick_odds


def considers(text: str) -> bool:
    """Whether the sentence may assert something at all, rather than warn or doubt."""
    if not SHORTEST <= len(text) <= LONGEST or text.startswith("("):
        return False
    middle = len(text) // 2
    return read_stance(text, middle, middle + 1) not in {Stance.WARNED, Stance.DOUBTED}


def _stretch(sentence: Sentence) -> tuple[int, int]:
    """The sentence without its end mark and label."""
    pieces = list(clauses(sentence.text))
    first = pieces[1][0] if sentence.speaker and len(pieces) > 1 else 0
    end = len(sentence.text.rstrip('。!;…\n ."”'))
    return sentence.start + first, sentence.start + max(end, first + 1)
