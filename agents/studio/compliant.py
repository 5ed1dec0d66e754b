"""The compliant wording of a text: what the rules propose, carried out and judged again.

A rule's suggestion says what to do in its first word (删去, 改为, 补充, ...) and quotes the wording
to use. Sentence by sentence, what is forbidden gives way to that wording, or goes.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from tools.drafts import BLOCKING, Judgement
from tools.ledger.texts import Finding

MOST_STEPS = 12
_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?]?")
_WORDING = re.compile(r"“([^”]{4,})”")
_HELLO = re.compile(r"\s*(?:尊敬的[^，。：]{1,12}|[^，。：]{0,8}您好)[，。：！]")
_ADDS = re.compile(r"补上|补充|写明|并附|附上|表明|加标识")
_DROPS = re.compile("(?:删去|去掉)(?!.*改为)")
_BLANKS = re.compile("[×]|……")


@dataclass(frozen=True)
class Change:
    """One sentence as it was and as it is; empty where it was added, or left out."""

    before: str
    after: str
    finding: Finding


@dataclass(frozen=True)
class Reworded:
    """The text as it is now, the verdict on it, and what was changed on the way."""

    body: str
    judgement: Judgement
    changes: tuple[Change, ...]

    @property
    def settled(self) -> bool:
        """Whether nothing holds the text back any more."""
        return bool(self.body.strip()) and not self.judgement.blocks


@dataclass(frozen=True)
class Known:
    """What a wording may be filled with: the bank's name and hotline, what the product demands."""

    bank: str = ""
    hotline: str = ""
    required: tuple[str, ...] = ()


def reword(body: str, judge: Callable[[str], Judgement], known: Known | None = None) -> Reworded:
    """Carry the suggestions out until nothing blocks, or nothing more can be done.

    Args:
        body: the text as its writer has it.
        judge: the verdict on a whole text.
        known: what the wordings are filled with.
    """
    known = known or Known()
    changes: list[Change] = []
    found = judge(body)
    for _ in range(MOST_STEPS):
        held = [one for one in found.findings if one.verdict in BLOCKING]
        steps = (made for one in held if (made := _step(body, one, known)))
        # What would leave nothing is not done as long as something else can be.
        step = next((made for made in steps if made[0].strip()), None)
        if step is None:
            break
        body, change = step
        changes.append(change)
        found = judge(body)
    return Reworded(body, found, tuple(changes))


def _step(body: str, finding: Finding, known: Known) -> tuple[str, Change] | None:
    """The text after one finding was answered; None where that would change nothing."""
    wording, sentence = _wording(finding, known), _sentence_with(body, finding.quote)
    if sentence is None:  # something is missing from the whole
        missing = "".join(one for one in known.required if one not in body)
        added = missing if missing and "补上" in finding.suggestion else wording
        if not added or added in body:
            return None
        put = _before if "开头" in finding.suggestion else _behind
        return put(body, added), Change("", added, finding)
    hello = _HELLO.match(sentence)
    greeting = hello.group() if hello and finding.quote not in hello.group() else ""
    if wording and wording not in body and not _DROPS.match(finding.suggestion):
        if _ADDS.search(finding.suggestion) and "改为" not in finding.suggestion:
            return _behind(body, wording), Change("", wording, finding)
        return body.replace(sentence, greeting + wording, 1), Change(sentence, wording, finding)
    return body.replace(sentence, greeting, 1), Change(sentence, "", finding)


def _wording(finding: Finding, known: Known) -> str:
    """The wording that the suggestion quotes, complete enough to stand by itself."""
    for found in _WORDING.findall(finding.suggestion):
        words = found.replace("××银行", known.bank) if known.bank else found
        if not _BLANKS.search(words):
            whole = words.endswith(("。", "！", "？", "】", "）"))
            return words if whole else f"{words}。"
    if known.hotline and "客服热线" in finding.suggestion:
        return f"客服热线{known.hotline}。"
    return ""


def _sentence_with(body: str, quote: str) -> str | None:
    """The sentence in which the quoted words stand; None where the finding is about the whole."""
    if not quote.strip() or quote.strip() == body.strip():
        return None
    sentences = [match.group() for match in _SENTENCE.finditer(body) if match.group().strip()]
    return next((one for one in sentences if quote in one), quote if quote in body else None)


def _before(body: str, words: str) -> str:
    return f"{words}{body.lstrip()}"


def _behind(body: str, words: str) -> str:
    """The text with a sentence more, before the sender and the label at its end."""
    cut = body.rfind("【")
    head, tail = (body, "") if cut <= 0 else (body[:cut], body[cut:])
    head = head.rstrip()
    end = "" if not head or head.endswith(("。", "！", "？", "!", "?", "，", "】")) else "。"
    return f"{head}{end}{words}{tail}"
