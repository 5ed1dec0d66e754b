"""Words that are mentioned, not said: in a note, a warning, a refusal, somebody's report.

A pattern sees 稳赚不赔 and not that a note orders it to be struck out. Where the model that learned
from sentences finds next to nothing wrong with the whole one, the match is a mention: in quotation
marks that is how words are mentioned, without them it must find nothing at all. An order to say
the words, or a promise put into somebody's mouth, it does find wrong.
"""

import re

from agents.guardrails.document import Document
from agents.guardrails.language.cues import cues_of
from agents.guardrails.language.segments import Sentence
from agents.guardrails.learned.features import embed
from agents.guardrails.learned.model import shipped
from agents.guardrails.learned.tasks import BY_CONTEXT

QUOTED = 0.12
"""Odds of a breach, over the threshold, below which words in quotation marks are a mention."""
BARE = 0.008
"""The same of words without quotation marks. Both were set on the seen half of the examiners' cases
(``weiwo eval check``, "examined, seen"), as the largest at which no breach of it was let go."""
_OPENS, _CLOSES = '“「『《"', '”」』》"'
TURNS = re.compile(r"[,;:。](?:但是?|可是|然而|不过|其实|实际上|说?实话|私下)")
"""Where a text turns against what it has just said."""
_LEARNED_FROM = "breach"
_VOUCHED = re.compile(r"放心|尽管|说到做到|别听|我(?:保证|担保|负责|发誓|敢说)|包在我|闭(?:着)?眼")
"""Who speaks so stands behind the words."""
_SPEAKS = re.compile(r"我(?![行们司国方])")
"""Somebody speaks for themself: no note does."""


def is_mention(document: Document, sentence: Sentence, rule: str, start: int, end: int) -> bool:
    """Whether ``start:end`` (offsets into the whole text) is mentioned there, not said.

    Never for a rule that the model did not learn, or of which it saw few sentences.
    """
    model = shipped("check")
    if rule not in model.labels or rule in BY_CONTEXT:
        return False
    if TURNS.search(document.text, sentence.start, start):
        return False  # 不能说保本，但实话跟您讲，…: a denial that is taken back excuses nothing
    quoted = _in_quotes(document.text, sentence, start, end)
    if _VOUCHED.search(sentence.text) or (not quoted and _SPEAKS.search(sentence.text)):
        return False
    limit = QUOTED if quoted else BARE

    def odds() -> float:
        text = sentence.text.strip()
        return model.odds(text, embed(text), cues_of(text))[_LEARNED_FROM]

    return document.remember(f"mentions {sentence.start}", odds) < limit


def _in_quotes(text: str, sentence: Sentence, start: int, end: int) -> bool:
    before, after = text[sentence.start : start], text[end : sentence.end + 20]
    opened = max(before.rfind(mark) for mark in _OPENS)
    closed = max(before.rfind(mark) for mark in _CLOSES)
    straight = '"' in before and before.count('"') % 2 == 1
    return (opened > closed or straight) and bool(re.search(f"[{_CLOSES}]", after))
