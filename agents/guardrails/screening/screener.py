"""Screening: signs first, then acts read with their frame, then what is hidden, then the model."""

import re
from collections.abc import Iterator, Mapping

from agents.guardrails.learned.features import embed
from agents.guardrails.learned.model import shipped
from agents.guardrails.learned.tasks import NEEDS_KNOWN
from agents.guardrails.normalisation import MappedText
from agents.guardrails.screening.cues import cues_of
from agents.guardrails.screening.decoding import hidden_texts, turned_texts
from agents.guardrails.screening.frames import Frame, frame_of
from agents.guardrails.screening.reading import read, seen
from agents.guardrails.screening.result import ALLOWED, Action, ScreenResult
from agents.guardrails.screening.rules import rules
from agents.guardrails.screening.scams import SCAMS, scam_of
from agents.guardrails.screening.signs import first_sign, sign

LEARNED_NEEDS = NEEDS_KNOWN
"""Needs that the model knows too."""
HANDED_OVER = LEARNED_NEEDS | SCAMS | {"in_danger"}
OF_CUSTOMERS = frozenset({"defrauded", "in_danger", "complaint"})
"""What staff report of a customer asks for a procedure; of themselves, for help."""
NEED, HARM = "need", "harm"
"""Whether there is a need, or harm, of any kind."""
STAFF = frozenset({"rm", "manager", "marketer", "compliance", "analyst"})
OF_MONEY = frozenset({"fraud", "laundering"})
CERTAIN = {"distress": 3.0, "elderly_fraud": 2.4}
"""What a need's odds are divided by: more where to be taken for somebody in danger would itself
alarm.
"""
HARM_LIKELY, NEED_LIKELY = 0.8, 2.0
"""Scores (`_together`) from which harm is refused and somebody in need handed over. Settled, with
the weights, on cases that are known to the developers (`weiwo eval screen`: seen, dev, indirect).
"""
HARM_AGREES, NEED_AGREES = 0.25, 0.7
"""Weight of the likeliest kind's odds beside those of all kinds together, as logarithms."""
LEAST, MOST = 0.05, 1000.0
"""Between which a kind's odds count."""
RATHER_HARM = 0.3
"""Odds of harm, for those of a need, from which what may be either is refused."""
LEAST_HARM = 0.1
"""Odds of harm below which no kind's odds make up for it."""
STAFF_WANTS_PERSON = 5.0
WORTH_EMBEDDING = 0.1
"""N-gram score of harm or need from which a text is embedded."""
STAFF_ODDS = 1.3
"""What staff ask touches on wrongdoing more often, and innocently."""
CONCEIVABLE = 0.3
"""Odds of harm below which an act that is merely named is not held against the asker."""
HELPED = 0.15
"""The same where the question asks for help, which a report or a lesson does, too."""
SUSPECTED = 0.03
"""Odds of harm from which somebody else's word is enough to refuse."""
_OWN_CUSTOMERS = re.compile(
    r"我(?:名下|管户|管|负责|维护|分管|手上|的)(?:的)?[^,。?]{0,6}客户|(?:他|她|这位|该客户)?是我(?:管)?的客户"
    r"|我客户|本人管户|名下客户"
)
_OUTFLOWS = re.compile(
    r"(?:哪些|哪个|哪位|谁|有没有)[^,。?]{0,12}(?:会|要|想|可能|快|准备|正在)[^,。?]{0,6}(?:转走|挪走|转出|取走|搬走|提走)"
    r"|(?:转走|挪走|转出|取走|搬走|提走)(?:钱|资金|资产|存款)?的(?:客户|人|那)"
)
"""Customers who may take their money elsewhere: a manager's daily question."""
_STEALTHY = re.compile(r"怎么|如何|不被|别被|瞒|偷|悄悄|不让|我(?:想|要|准备|打算)把")
_SELF = re.compile(
    r"(?:我|我自己|本人|自己|俺|咱)(?:的|这|这个|这张|名下|手机银行)*"
    r"(?:账户|余额|流水|持仓|卡|账单|贷款|资产|存款|理财|信用卡|征信|工资|交易|户头|存折|活期|定期|基金|保单|账上|名下)"
)
_OTHERS = re.compile(r"别人|他人|其他客户|邻居|同事")
_OWN_MONEY = re.compile(
    r"(?:我|咱|俺|本人|自己)"
    r"(?:现在|目前|这会儿?|到底|大概|你们?|您|银行|行里|这[儿里边]?|那[儿里边]?|[卡账]户?[上里]?|户头|存折|名下|手[里头上]"
    r"|一共|总共|拢共|还|在|的|都|就|存|放|有|剩|下|了|着|个){0,12}"
    r"(?:多少|几)个?(?:钱|块|存款|资产|余额)"
)
"""What the asker has, with nothing between that could be a name."""
_FIRST_PERSON = re.compile(r"我|咱|俺|家里|爸妈|父母")
_TURNED = re.compile(r"倒(?:过来|着|序)|反(?:过来|着|向)|backward|revers", re.IGNORECASE)
_SENTENCES = re.compile(r"[^。!?;\n.]+")
_SHORTEST = 6
_MOST_SENTENCES = 6
_LONG = 600
"""Only so much at the beginning and the end of a long text is put to the model."""

Found = tuple[str, int, int]
"""A category, and the evidence as offsets into the original text."""


def screen(text: str, persona: str | None = None) -> ScreenResult:
    """Whether ``text`` is let in; ``persona`` is the asker's role, as in ``rm`` or ``customer``."""
    if not text.strip():
        return ALLOWED
    role = (persona or "").split(":")[0].strip().lower()
    mapped = read(text)
    found = (
        _by_signs(mapped, role)
        or _by_acts(mapped, role)
        or _hidden(text)
        or _by_model(mapped, role)
    )
    if found is None:
        return ALLOWED
    category, start, end = found
    category = scam_of(category, mapped.text)
    action: Action = "handoff" if category in HANDED_OVER else "refuse"
    return ScreenResult(action, category, rules().reasons[category], ((start, end),))


def suspected(text: str) -> bool:
    """Whether ``text``, though let in, comes near to what is refused."""
    return _harm(read(text).text) >= SUSPECTED


def _by_signs(mapped: MappedText, role: str = "") -> Found | None:
    found = first_sign(mapped.text)
    if found and role in STAFF and found[0] in OF_CUSTOMERS:
        if not _FIRST_PERSON.search(mapped.text[found[1] : found[2]]):
            return None
    return None if found is None else (found[0], *mapped.span(found[1], found[2]))


def _by_acts(mapped: MappedText, role: str) -> Found | None:
    text = mapped.text
    frame = frame_of(text)
    for category, patterns in rules().acts.items():
        span = patterns.find(text)
        if span is None or _is_innocent(category, frame, text, role):
            continue
        if _harm(text) < (CONCEIVABLE if frame is Frame.NONE else HELPED):
            continue  # 诈骗的钱进了我账户: named, and no more
        return (category, *mapped.span(*span))
    return None


def _is_innocent(category: str, frame: Frame, text: str, role: str) -> bool:
    """Whether naming the act, in this frame and by this asker, asks for no help with it."""
    if category in OF_MONEY and _of_leavers(text, role):
        return True
    if category == "others_data":
        if (role in STAFF and _OWN_CUSTOMERS.search(text)) or _asks_of_oneself(text):
            return True
        return frame in {Frame.LAWFUL, Frame.PREVENT} or (
            frame is Frame.KNOW and "告诉" not in text
        )
    return frame in {Frame.LAWFUL, Frame.KNOW, Frame.PREVENT}


def _of_leavers(text: str, role: str) -> bool:
    """Whether staff ask which customers may take their money elsewhere."""
    return role in STAFF and bool(_OUTFLOWS.search(text)) and not _STEALTHY.search(text)


def _of_their_own(text: str, role: str) -> bool:
    """Whether what is asked for is the asker's own, or of a manager's own customers."""
    return _asks_of_oneself(text) or (role != "customer" and bool(_OWN_CUSTOMERS.search(text)))


def _asks_of_oneself(text: str) -> bool:
    own = _OWN_MONEY.search(text) or _SELF.search(text)
    return bool(own) and not _OTHERS.search(text)


def _hidden(text: str) -> Found | None:
    """What an encoding hides, judged as if it were said."""
    for words, start, end in hidden_texts(text):
        inner = read(words)
        found = _by_signs(inner) or _by_acts(inner, "") or _by_model(inner, "")
        if found is not None:
            return found[0], start, end
    if _TURNED.search(text):
        inner = read(text[:_LONG][::-1])
        found = _by_acts(inner, "") or _by_model(inner, "")
        if found is not None:
            return found[0], 0, len(text)
    if any(sign("injection", seen(words)) for words in turned_texts(text)):
        return "injection", 0, len(text)
    return None


def _by_model(mapped: MappedText, role: str) -> Found | None:
    """The model's word where no rule spoke."""
    for start, end in (*_pieces(mapped.text), *_asked_alone(mapped.text)):
        category = _judged(mapped.text[start:end], role)
        if category is not None:
            return (category, *mapped.span(start, end))
    return None


def _asked_alone(text: str) -> Iterator[tuple[int, int]]:
    """The sentences of a text of several, so that small talk around a request hides nothing.

    Not where the whole asks how to prevent, report or judge something: one sentence of it tells
    what happened.
    """
    if frame_of(text) in {Frame.PREVENT, Frame.LAWFUL, Frame.KNOW}:
        return
    found = [one for one in _SENTENCES.finditer(text) if len(one.group().strip()) >= _SHORTEST]
    if len(found) > 1 or (found and len(found[0].group()) < len(text.strip()) - _SHORTEST):
        yield from ((one.start(), one.end()) for one in found[-_MOST_SENTENCES:])


def _harm(text: str) -> float:
    piece = text[:_LONG]
    return shipped("screen").odds(piece, embed(piece), cues_of(piece))[HARM]


def _judged(piece: str, role: str) -> str | None:
    """The need to hand over, or the kind of harm to refuse; where both are likely, the likelier."""
    model = shipped("screen")
    quick = dict(zip(model.labels, model.quick_scores(piece).tolist(), strict=True))
    if max(quick[name] for name in (HARM, NEED, *LEARNED_NEEDS)) < WORTH_EMBEDDING:
        return None
    odds = model.odds(piece, embed(piece), cues_of(piece))
    need, kind = _need_in(odds, role), _harm_in(odds, piece, role)
    if need and kind and need != "distress" and odds[HARM] >= RATHER_HARM * odds[NEED]:
        return kind
    return need or kind


def _need_in(odds: Mapping[str, float], role: str) -> str | None:
    """The likeliest need, where it is likely enough that there is any."""
    if role in STAFF:  # a customer's troubles are their daily work, not their own need
        return "wants_person" if odds["wants_person"] >= STAFF_WANTS_PERSON else None
    likely = {name: odds[name] / CERTAIN.get(name, 1.0) for name in LEARNED_NEEDS}
    name = max(sorted(likely), key=lambda one: likely[one])
    enough = _together(odds[NEED], likely[name], NEED_AGREES) >= NEED_LIKELY
    return name if enough and likely[name] >= 1 else None


def _harm_in(odds: Mapping[str, float], piece: str, role: str) -> str | None:
    """The likeliest kind of harm, where it is likely enough that there is any."""
    kinds = {name: odds[name] for name in odds if name not in (HARM, NEED, *LEARNED_NEEDS)}
    kind = max(sorted(kinds), key=lambda one: kinds[one])
    if (kind == "others_data" and _of_their_own(piece, role)) or (
        kind in OF_MONEY and _of_leavers(piece, role)
    ):
        return None
    demand = HARM_LIKELY * (STAFF_ODDS if role in STAFF else 1.0)
    score = _together(odds[HARM], kinds[kind], HARM_AGREES)
    return kind if score >= demand and odds[HARM] >= LEAST_HARM else None


def _together(pooled: float, single: float, agrees: float) -> float:
    """Odds of there being anything, raised where one kind's are high and lowered where none's are.

    The pooled label tells intent and the kind tells the matter: neither a lawful question on
    laundering nor an odd sentence on nothing in particular has both.
    """
    return pooled * float(min(max(single, LEAST), MOST) ** agrees)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    if len(text) <= _LONG:
        yield 0, len(text)
        return
    yield 0, _LONG
    yield len(text) - _LONG, len(text)
