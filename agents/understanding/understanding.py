"""Understanding a question within its thread: ``understand`` one, ``understand_all`` many."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from agents.understanding import classifier, several, subjects
from agents.understanding.follow_ups import Said, after, alone
from agents.understanding.reading import Asking, Reading, asking, entities_of, read_all
from agents.understanding.result import Topic, Understanding
from agents.understanding.slots.assignment import assign_slots
from agents.understanding.sufficiency import missing_slots
from agents.understanding.vocabulary import Route, SlotValue, side_of

SURE = 0.6
"""From this probability on the intent is taken as it is."""
UNCLEAR = 0.2
"""Below this probability the question is asked back about; between, a language model may read it
again. Both were chosen on the dev half of the held-out examples."""
_REMEMBERED_TURNS = 4
_USER_ROLES = frozenset({None, "user", "human", "customer", "rm", "manager", "marketer"})

History = Sequence[str | Mapping[str, object]]


@dataclass(frozen=True)
class Request:
    """One text, asked by ``persona``, after ``history`` (oldest first)."""

    text: str
    persona: str | None = None
    history: History = ()


def understand(text: str, persona: str | None, history: History = ()) -> Understanding:
    """Understand one text, asked by ``persona``, after ``history`` (oldest first).

    A follow-up that leaves out what was said before (那基金呢, 换成企微) takes over the intent and
    the slots that it does not change.
    """
    return understand_all([Request(text, persona, history)])[0]


def slots_for(intent: str, text: str, persona: str | None) -> Mapping[str, SlotValue]:
    """What a text states, read as a request of ``intent`` whatever it looks like (浦江支行呢)."""
    return assign_slots(entities_of(text), intent, side_of(persona))


def understand_all(requests: Iterable[Request]) -> list[Understanding]:
    """Understand many texts, in order; their embeddings are computed together."""
    return [one.understanding for one in interpret(requests)]


@dataclass(frozen=True)
class Interpreted:
    """A request as the fast path reads it: each of its turns by itself, and what it comes to."""

    turns: tuple[Reading, ...]
    understanding: Understanding


def interpret(requests: Iterable[Request]) -> list[Interpreted]:
    """``understand_all``, with the readings that it rests on."""
    wanted = list(requests)
    turns = [_turns(request) for request in wanted]
    pieces = [several.parts_of(request.text) for request in wanted]
    parts = [
        [asking(several.asked(piece), request.persona) for piece in found]
        for request, found in zip(wanted, pieces, strict=True)
    ]
    readings = read_all(one for asked in (*turns, *parts) for one in asked)
    return [
        _interpreted(tuple(readings[one] for one in turn), piece, [readings[one] for one in part])
        for turn, piece, part in zip(turns, pieces, parts, strict=True)
    ]


def _interpreted(
    turns: tuple[Reading, ...], pieces: Sequence[str], parts: Sequence[Reading]
) -> Interpreted:
    """The last of ``turns``, or the requests that its pieces make one after another."""
    before = _said_after(turns[:-1]) if len(turns) > 1 else None
    found = several.in_turn(before, pieces, parts)
    if not found:
        return Interpreted(turns, replace(_understood(turns), subject=_subjects(turns)[-1]))
    about = _subjects((*turns[:-1], *parts))[-len(parts) :]
    requests = tuple(
        replace(_result(said, part), text=part.text, subject=subject)
        for said, part, subject in zip(found, parts, about, strict=True)
    )
    return Interpreted(turns, replace(requests[0], requests=requests))


def _subjects(turns: Sequence[Reading]) -> list[subjects.Subject]:
    """What each of ``turns`` is about, given the one before it."""
    model, found = classifier.load(), [subjects.Subject(subjects.FIRST, 1.0)]
    for turn in turns:
        found.append(subjects.subject(model, turn.row, found[-1].name, turn.side))
    return found[1:]


def understood_as(turns: Sequence[Reading], probabilities: Mapping[str, float]) -> Understanding:
    """What ``turns`` come to where the last one's intent is as likely as ``probabilities`` say.

    The likeliest one is taken, also where the fast path would have gone on with the turn before.
    """
    last = replace(turns[-1], probabilities=probabilities)
    found = _understood([*turns[:-1], last])
    if found.intent == last.intent:
        return replace(found, confidence=last.confidence)
    return _understood([last])


def _understood(turns: Sequence[Reading]) -> Understanding:
    """The last of ``turns``, in the light of those before it."""
    return _result(_said_after(turns), turns[-1])


def _said_after(turns: Sequence[Reading]) -> Said:
    """What the last of ``turns`` comes to."""
    said = alone(turns[0])
    for earlier, turn in pairwise(turns):
        said = after(said, turn, earlier)
    return said


def _result(said: Said, last: Reading) -> Understanding:
    missing = missing_slots(said.intent, said.slots, last.side, last.entities.text)
    return Understanding(
        intent=said.intent,
        slots=said.slots,
        topics=tuple(Topic(scene, ask) for scene, ask in said.topics),
        confidence=said.confidence,
        route=_route(said.confidence, missing),
        missing=missing,
        relation=said.relation,
    )


def _route(confidence: float, missing: tuple[str, ...]) -> Route:
    if missing or confidence < UNCLEAR:
        return "clarify"
    return "fast" if confidence >= SURE else "llm"


def _turns(request: Request) -> list[Asking]:
    """The asker's last texts, oldest first, and the text itself."""
    earlier = [said for item in request.history if (said := _said(item))]
    return [asking(text, request.persona) for text in (*earlier[-_REMEMBERED_TURNS:], request.text)]


def _said(item: str | Mapping[str, object]) -> str | None:
    """What the asker said in one item of a history; nothing for the assistant's turns."""
    if isinstance(item, str):
        return item.strip() or None
    if item.get("role") not in _USER_ROLES:
        return None
    said = item.get("text") or item.get("content") or item.get("question")
    return said.strip() or None if isinstance(said, str) else None
