"""From a piece of news to whom it concerns: how it is read, unseen kinds, and managers' words."""

from collections.abc import Iterator
from importlib import resources
from typing import Any

import yaml

from evals.score import Score
from knowledge.themes import Reading, read, vector_of
from knowledge.themes.learned import load
from knowledge.themes.learned.training import UNSEEN, examples, measure
from tools.access import parse

NOT_HERE = "needs a demo home: weiwo demo makes one"


def run(parts: Any) -> Iterator[Score]:
    """Readings right in moves and standing; categories of unseen kinds; answers to free words."""
    text = resources.files("evals").joinpath("cases/events.yaml").read_text(encoding="utf-8")
    cases = yaml.safe_load(text)
    for split in ("dev", "held_out"):
        yield _readings([case for case in cases["read"] if case["split"] == split], split)
    yield from _forms()
    yield from _unseen(cases["unseen_kinds"])
    yield from _kinds()
    for split in ("dev", "held_out"):
        yield _asked([case for case in cases["asked"] if case["split"] == split], split, parts)


def _readings(cases: list[dict[str, Any]], split: str) -> Score:
    wrong = [case["text"] for case in cases if not _as_wanted(case)]
    right = 1 - len(wrong) / len(cases)
    return Score(f"news read as meant ({split})", right, len(cases), "；".join(wrong))


def _forms() -> Iterator[Score]:
    """Verbs of direction with amounts, thresholds and runs, as traders write them."""
    text = resources.files("evals").joinpath("cases/direction_forms.yaml").read_text("utf-8")
    for half, cases in yaml.safe_load(text).items():
        wrong = [case["text"] for case in cases if not _moves(case)]
        share = 1 - len(wrong) / len(cases)
        yield Score(f"traders' forms ({half})", share, len(cases), "；".join(wrong))


def _moves(case: dict[str, str]) -> bool:
    moves = read(case["text"]).moves
    return (case["theme"], case["direction"]) in {(m.theme, m.direction) for m in moves}


def _as_wanted(case: dict[str, Any]) -> bool:
    reading = read(case["text"], vector_of(case["text"]))
    if not case["moves"]:
        return not reading.linked
    told = {move.theme: (move.direction, move.standing) for move in reading.moves}
    standing = case.get("standing", "fact")
    return all(told.get(theme) == (way, standing) for theme, way in case["moves"].items())


def _unseen(cases: list[dict[str, Any]]) -> Iterator[Score]:
    """Where the mechanism reaches: right signs. Where it does not: unlinked. Never the reverse."""
    reached = [case for case in cases if case["signs"]]
    beyond = [case for case in cases if not case["signs"]]
    found = {case["text"]: read(case["text"], vector_of(case["text"])) for case in cases}
    missed = [c["text"] for c in reached if not _signed(found[c["text"]], c["signs"])]
    contrary = [c["text"] for c in reached if _contrary(found[c["text"]], c["signs"])]
    guessed = [c["text"] for c in beyond if any(s for _, s in found[c["text"]].asset_classes)]
    yield Score(
        "unseen kinds: right categories and signs",
        1 - len(missed) / len(reached),
        len(reached),
        "；".join(missed),
    )
    yield Score(
        "unseen kinds: contrary signs",
        len(contrary) / len(reached),
        len(reached),
        "；".join(contrary),
        higher_is_better=False,
    )
    yield Score(
        "unseen kinds: beyond reach, and said so",
        1 - len(guessed) / len(beyond),
        len(beyond),
        "；".join(guessed),
    )


def _signed(reading: Reading, wanted: dict[str, int]) -> bool:
    signs = dict(reading.asset_classes)
    return all(signs.get(category) == sign for category, sign in wanted.items())


def _contrary(reading: Reading, wanted: dict[str, int]) -> bool:
    signs = dict(reading.asset_classes)
    return any(signs.get(category, 0) == -sign for category, sign in wanted.items())


def _kinds() -> Iterator[Score]:
    """The learned kind of event, on the sentences that the fit never saw."""
    from home import encoder
    from knowledge.themes.learned.model import beginning

    shown = examples()
    vectors = encoder.encode([beginning(one.text) for one in shown], is_query=True)
    named, right = measure(load(), shown, vectors)
    count = UNSEEN * len(load().labels)
    yield Score("kind of event named (unseen sentences)", named, count)
    yield Score("kind of event right where named (unseen sentences)", right, round(named * count))


def _asked(cases: list[dict[str, Any]], split: str, parts: Any) -> Score:
    metric = f"managers' words answered as meant ({split})"
    if parts is None or not parts.demo:
        return Score(metric, None, 0, NOT_HERE)
    wrong = []
    for number, case in enumerate(cases):
        answer = parts.ask(parse("rm:M001"), case["ask"], f"eval-events-{split}-{number}")
        leads = answer.decision.get("event_leads")
        wanted = {key: case[key] for key in ("theme", "direction", "standing") if key in case}
        got = leads is not None and leads["status"] == case["status"]
        if not got or any(leads[key] != value for key, value in wanted.items()):
            wrong.append(case["ask"])
    return Score(metric, 1 - len(wrong) / len(cases), len(cases), "；".join(wrong))
