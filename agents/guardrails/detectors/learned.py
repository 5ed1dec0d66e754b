"""The learned detector of implied promises, lures and the like, beside the patterns.

It looks at whole sentences. N-grams alone decide whether an embedding is worth its time; a sentence
that warns, forbids, denies or asks is left alone, as everywhere.
"""

import re
from collections.abc import Iterable, Mapping

from agents.guardrails.document import Document, Hit
from agents.guardrails.language.segments import Sentence, clauses
from agents.guardrails.language.stance import Stance
from agents.guardrails.learned.features import embed
from agents.guardrails.learned.model import LinearModel, shipped
from agents.guardrails.packs.schema import DetectorEntry

WORTH_EMBEDDING = 0.2
"""N-gram score from which a sentence is embedded."""
SHORTEST, LONGEST = 5, 120
_FACTUAL = frozenset({"deposit", "treasury", "loan", "credit_card", "market"})
_DENIES = re.compile(
    r"不(?:能|会|得|可|应|宜|要|再|予|建议|适合|保证|承诺|构成|代表|预示|等于|意味|作|提供|存在|强制|是|保本)|无法|没有办法|没办法|未必|不一定|可能(?:会)?(?:亏|损|出现|发生|面临)"
    r"|谨慎|警惕|谨防|切勿|请勿|勿|禁止|严禁|拒绝|非存款|并非|并不|抱歉|风险自负|自行承担|存在(?:一定)?(?:的)?风险|有风险|亏损(?:的)?风险|举报|报警|诈骗|骗局"
)


def learned(document: Document, entry: DetectorEntry) -> Iterable[Hit]:
    """Sentences that the model takes for breaches of the rule that ``options.label`` names."""
    label = str(entry.options["label"])
    for sentence, scores in _scored(document):
        if scores.get(label, 0.0) < 1.0:
            continue
        start, end = _stretch(sentence)
        topic = document.topic(sentence, start, end)
        if topic in _FACTUAL and label in {"G1", "G2", "G4", "G5", "G8", "G13"}:
            continue
        yield Hit(start, end, "detector:learned")


def _scored(document: Document) -> tuple[tuple[Sentence, Mapping[str, float]], ...]:
    """Each sentence worth a look with each label's score over its threshold; kept on the document."""
    return document.remember("learned", lambda: tuple(_look(document)))


def _look(document: Document) -> Iterable[tuple[Sentence, Mapping[str, float]]]:
    model = shipped("check")
    for sentence in document.sentences:
        text = sentence.text.strip()
        if (
            not SHORTEST <= len(text) <= LONGEST
            or text.startswith("(")
            or not _may_promise(document, sentence)
        ):
            continue
        quick = model.quick_scores(text)
        if float(quick.max()) < WORTH_EMBEDDING:
            continue
        yield sentence, _over_threshold(model, text)


def _over_threshold(model: LinearModel, text: str) -> Mapping[str, float]:
    scores = model.scores(text, embed(text)) / model.thresholds
    return {label: float(score) for label, score in zip(model.labels, scores, strict=True)}


def _may_promise(document: Document, sentence: Sentence) -> bool:
    """Whether the sentence asserts something at all, rather than denies, warns or asks."""
    if sentence.speaker == "asks" or sentence.is_question or _DENIES.search(sentence.text):
        return False
    middle = sentence.start + len(sentence.text) // 2
    return document.stance(sentence, middle, middle + 1) not in {Stance.WARNED, Stance.DOUBTED}


def _stretch(sentence: Sentence) -> tuple[int, int]:
    """The sentence without its end mark and label."""
    pieces = list(clauses(sentence.text))
    first = pieces[1][0] if sentence.speaker and len(pieces) > 1 else 0
    end = len(sentence.text.rstrip('。!;…\n ."”'))
    return sentence.start + first, sentence.start + max(end, first + 1)
