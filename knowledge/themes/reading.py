"""What a piece of news is: kind, names, which themes move which way and why, and how it stands."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from knowledge.themes import entities as names
from knowledge.themes import events
from knowledge.themes.entities import Entity
from knowledge.themes.events import EventType, Horizon
from knowledge.themes.learned.model import Floats, beginning, load
from knowledge.themes.levelling import PHRASE, SENTENCE, around, level
from knowledge.themes.linking import MAX_LENGTH, ThemeLink, link, told_direction
from knowledge.themes.ontology import Direction, Theme, pattern, theme_named
from knowledge.themes.standing import Standing, standing_at, whole

Strength: TypeAlias = Literal["weak", "medium", "strong"]
Via: TypeAlias = Literal["words", "company", "event", "mechanism"]

_BY_COMPANY, _BY_EVENT, _BY_MECHANISM = 0.62, 0.6, 0.55
_MOST_COMPANIES = 3
_LEAD = 40  # characters in which the news says what it is about
_CALENDAR = r"财经日历|大事提醒|今日看点|数据预告|日程"
_OPINION = r"目标价|评级|首选股|研报|增持评级|买入评级"
_STRONG = (
    r"大涨|暴涨|飙升|暴跌|跳水|重挫|涨停|跌停|历史新高|历史新低|首次|全面|崩盘|熔断|闪崩|急跌|大跌|超预期|意外|突破"
    r"|(?:涨|跌)(?:超|逾|幅[^。；]{0,3})?(?:[5-9]|\d\d)(?:\.\d+)?%|创[^。；]{0,8}新[高低]|重磅|战争|违约"
)
_WEAK = (
    r"微涨|微跌|小幅|略|持平|窄幅|震荡|按兵不动|不变|平淡|收平|(?:涨|跌|升|降)(?:幅)?0\.[0-3]\d?%"
)
_DEFAULT_HORIZON: dict[str, Horizon] = {
    "macro": "quarters",
    "market": "days",
    "commodity": "days",
    "sector": "weeks",
    "rules": "years",
}
_DISCLOSED = r"在港交所公告|港交所(?:文件|公告|披露)|据港交所|向港交所|上交所公告|深交所公告"


@dataclass(frozen=True)
class Move:
    """A theme that the news moves. ``via`` says how that is known, ``why`` the mechanism where it
    is not the theme's own words; ``span`` is the place in the text as given.
    """

    theme: str
    direction: Direction
    confidence: float
    span: tuple[int, int]
    standing: Standing
    via: Via
    why: str = ""


@dataclass(frozen=True)
class Reading:
    """A piece of news as `read` understands it. Without ``moves`` it is unlinked, never guessed."""

    event: str | None
    entities: tuple[Entity, ...]
    sectors: tuple[str, ...]
    moves: tuple[Move, ...]
    strength: Strength
    horizon: Horizon
    standing: Standing
    confidence: float

    @property
    def linked(self) -> bool:
        """Whether anything is known to move."""
        return bool(self.moves)

    @property
    def asset_classes(self) -> tuple[tuple[str, int], ...]:
        """Each category that feels it with its sign; those that feel it both ways are left out."""
        if self.standing == "denied":
            return ()
        signs: dict[str, set[int]] = {}
        for move in self.moves:
            theme = theme_named(move.theme)
            listed = theme.effects.get(move.direction) or theme.effects.get("event", ())  # type: ignore[union-attr]
            for effect in listed:
                signs.setdefault(effect.category, set()).add(effect.sign)
        known = {category: found - {0} or {0} for category, found in signs.items()}
        return tuple((c, next(iter(found))) for c, found in known.items() if len(found) == 1)


def read(text: str, vector: Floats | None = None) -> Reading:
    """Read one piece of news.

    Args:
        text: title and body.
        vector: the query embedding of `learned.beginning` of it, if there is one; without it
            the kind of event is told by its own signs alone.
    """
    levelled = level(text[:MAX_LENGTH])
    found = names.find(text[:MAX_LENGTH])
    kind = events.cued(levelled)
    if kind is None and vector is not None:
        kind = events.known().get(load().name(text, vector)[0] or "")
    if pattern(_CALENDAR).search(levelled[:_LEAD]):  # what will be told is not told yet
        return Reading(None, found, (), (), "weak", "days", "expected", 0.0)
    moves = [_by_words(made, levelled, kind) for made in link(text) if not _only_filed(made, text)]
    # Where a market is named, its names are a list of what moved in it.
    market = any(m.confidence >= _BY_COMPANY and _kind(m.theme) == "market" for m in moves)
    for more in (
        [] if market else _by_company(levelled, found, kind),
        _by_event(levelled, kind),
        _by_mechanism(levelled),
    ):
        known = {move.theme for move in moves}
        moves += [move for move in more if move.theme not in known]
    own = {one.theme for one in kind.moves} if kind else set()
    moves.sort(key=lambda m: (m.standing == "denied", m.theme not in own, -m.confidence))
    return Reading(
        event=kind.name if kind else None,
        entities=found,
        sectors=tuple(m.theme for m in moves if _kind(m.theme) == "sector"),
        moves=tuple(moves),
        strength=_strength(levelled),
        horizon=_horizon(kind, moves),
        standing=moves[0].standing if moves else whole(levelled, []),
        confidence=moves[0].confidence if moves else 0.0,
    )


def vector_of(text: str) -> Floats:
    """The query embedding that `read` wants; tens of milliseconds."""
    from home import encoder

    vector: Floats = encoder.encode([beginning(text)], is_query=True)[0]
    return vector


def _kind(theme: str) -> str:
    found = theme_named(theme)
    return found.kind if found else "macro"


def _only_filed(made: ThemeLink, text: str) -> bool:
    """Whether a company's filing at an exchange is all that names the market."""
    if made.theme not in ("港股", "股市") or made.direction != "event":
        return False
    return bool(pattern(_DISCLOSED).search(level(text[:MAX_LENGTH])))


def _by_words(made: ThemeLink, levelled: str, kind: EventType | None) -> Move:
    """A theme that is named, with the direction that its words, a shock or the event gives it."""
    direction, why = made.direction, ""
    theme = theme_named(made.theme)
    assert theme is not None
    own = [m for m in kind.moves if m.theme == made.theme and m.holds(levelled)] if kind else []
    if own:  # 集采: what the kind of event does to the theme outweighs other words of up and down
        direction, why = own[0].direction, own[0].why
    elif direction == "event" and theme.fixed is None:
        turned = _shock(theme, around(SENTENCE, levelled, made.span))
        if turned is not None:
            direction, why = turned
    return Move(made.theme, direction, made.confidence, made.span, made.standing, "words", why)


def _shock(theme: Theme, sentence: str) -> tuple[Direction, str] | None:
    for one in events.mechanisms():
        if one.acts_on == theme.kind and one.direction and one.acts(sentence):
            return one.direction, one.why
    return None


def _by_company(levelled: str, found: tuple[Entity, ...], kind: EventType | None) -> list[Move]:
    """The sector of a leading company that the news is about, where what happens has a direction.

    A list of many names is about none of them, and an analyst's target is no event.
    """
    companies = [one for one in found if one.kind == "company"]
    if len(companies) > _MOST_COMPANIES or pattern(_OPINION).search(levelled[:_LEAD]):
        return []
    moves: dict[str, Move] = {}
    for entity in companies:
        theme = theme_named(entity.theme or "")
        if theme is None or entity.span[0] >= _LEAD:
            continue
        clause = around(PHRASE, levelled, entity.span)
        why = f"{entity.name}是{theme.name}方向的代表公司"
        direction: Direction | None = told_direction(theme, clause)
        shock = None if direction else _company_shock(clause, levelled, entity)
        if shock is not None:
            direction, why = shock[0], f"{why}，{shock[1]}"
        if direction is None and kind is not None and kind.subject == "company" and kind.tone:
            direction = "up" if kind.tone > 0 else "down"
        if direction is None:
            continue
        told = standing_at(levelled, entity.span)
        made = Move(theme.name, direction, _BY_COMPANY, entity.span, told, "company", why)
        moves.setdefault(theme.name, made)
    return list(moves.values())


def _company_shock(clause: str, levelled: str, entity: Entity) -> tuple[Direction, str] | None:
    for stretch in (clause, around(SENTENCE, levelled, entity.span)):
        for one in events.mechanisms():
            if one.acts_on == "sector" and one.direction and one.acts(stretch):
                return one.direction, one.why
    return None


def _by_event(levelled: str, kind: EventType | None) -> list[Move]:
    if kind is None:
        return []
    place = pattern(kind.cues).search(levelled) if kind.cues else None
    span = place.span() if place else (0, min(len(levelled), 1))
    told = standing_at(levelled, span)
    return [
        Move(one.theme, one.direction, _BY_EVENT, span, told, "event", one.why)
        for one in kind.moves
        if one.holds(levelled)
    ]


def _by_mechanism(levelled: str) -> list[Move]:
    moves: list[Move] = []
    for one in events.mechanisms():
        if one.acts_on != "anything" or not one.acts(levelled):
            continue
        match = pattern(one.words).search(levelled)
        assert match is not None
        told = standing_at(levelled, match.span())
        moves += [
            Move(m.theme, m.direction, _BY_MECHANISM, match.span(), told, "mechanism", one.why)
            for m in one.moves
        ]
    return moves


def _horizon(kind: EventType | None, moves: list[Move]) -> Horizon:
    if kind is not None:
        return kind.horizon
    return _DEFAULT_HORIZON[_kind(moves[0].theme)] if moves else "weeks"


def _strength(levelled: str) -> Strength:
    if pattern(_STRONG).search(levelled):
        return "strong"
    return "weak" if pattern(_WEAK).search(levelled) else "medium"
