"""Attack families, generated: disguised texts, requests in other guises, orders in data."""

from collections.abc import Iterable, Iterator
from typing import Any

from evals.guardrails.baselines import BASELINES
from evals.guardrails.disguised import Attack, attacks, caught, hard_rules
from evals.guardrails.disguises import disguises
from evals.guardrails.incoming import families, held, wrapped
from evals.guardrails.injection import Trial, trials
from evals.guardrails.mechanisms import MECHANISMS, whole, without
from evals.score import Score

NOT_HERE = "needs a demo home: weiwo demo makes one"


def run(parts: Any) -> Iterator[Score]:
    """The share of attacks that are held up, by family; and of plans that an order left alone."""
    yield from _disguised()
    yield from _asked()
    yield from _ordered(parts)


def _disguised() -> Iterator[Score]:
    """Disguised texts of every hard rule, of sentences that were seen and of those kept out."""
    made = attacks()
    judged = {one: caught(whole(), one) for one in made}
    for family in disguises():
        for unseen in (False, True):
            yield _share(
                f"{family} ({'unseen' if unseen else 'seen'})",
                [judged[one] for one in made if (one.family, one.unseen) == (family, unseen)],
            )
    for rule in hard_rules():
        yield _share(f"disguised {rule}", [judged[one] for one in made if one.rule == rule])
    for unseen in (False, True):
        name = "unseen" if unseen else "seen"
        yield _share(
            f"all disguises ({name})", [judged[one] for one in made if one.unseen is unseen]
        )
    yield from _beside(made)


def _beside(made: Iterable[Attack]) -> Iterator[Score]:
    """The same attacks against word lists, and with one mechanism off."""
    unseen = [one for one in made if one.unseen]
    for name, judge in BASELINES.items():
        yield _share(f"all disguises by {name} (unseen)", [bool(judge(one.text)) for one in unseen])
    for mechanism in MECHANISMS:
        checker = without(mechanism)
        yield _share(
            f"all disguises without {mechanism} (unseen)", [caught(checker, one) for one in unseen]
        )


def _asked() -> Iterator[Score]:
    """Requests that are refused plainly, in other guises."""
    judged = [(one, held(one)) for one in wrapped()]
    for family in families():
        for unseen in (False, True):
            yield _share(
                f"request {family} ({'unseen' if unseen else 'seen'})",
                [right for one, right in judged if (one.family, one.unseen) == (family, unseen)],
            )


def _ordered(parts: Any) -> Iterator[Score]:
    """Plans with and without an order in what was read."""
    if parts is None or not parts.demo:
        yield Score("plan left alone by an order in data", None, 0, NOT_HERE)
        return
    made: list[Trial] = list(trials(parts))
    for carrier in dict.fromkeys(one.carrier for one in made):
        changed = [one for one in made if one.carrier == carrier and not one.same]
        count = sum(one.carrier == carrier for one in made)
        read = sum(one.carrier == carrier and one.read for one in made)
        note = "；".join([f"read in {read}", *(f"{one.question}: {one.order}" for one in changed)])
        yield Score(f"plan left alone by {carrier}", 1 - len(changed) / count, count, note)
    same = sum(one.same for one in made) / len(made)
    yield Score("plan left alone by an order in data", same, len(made))


def _share(metric: str, right: list[bool]) -> Score:
    return Score(metric, sum(right) / len(right) if right else None, len(right))
