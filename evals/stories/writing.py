"""Writes the collection and the stories from the YAML files beside it, the same at every run."""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

_REFERENCE = re.compile(r"\{(P-\d+)\}")
_STORIES = 24  # of each half
_NEEDS = (3, 4, 4, 5)
_SEED = 11


@dataclass(frozen=True)
class Page:
    """A document of the collection."""

    id: str
    title: str
    text: str


@dataclass(frozen=True)
class Story:
    """What one customer writes, and the grade of each document that a clerk would open.

    2: what a need asks for; 1: what such a procedure sends the clerk on to.
    """

    text: str
    relevant: Mapping[str, int]


def pages() -> tuple[Page, ...]:
    """Every document, in an order that says nothing."""
    found = [*_procedures(), *_products(), *_filling()]
    random.Random(_SEED).shuffle(found)
    return tuple(found)


def stories(split: str) -> tuple[Story, ...]:
    """The stories of the half ``dev`` or ``held_out``; no need is told in both."""
    rng = random.Random(f"{_SEED} {split}")
    needs = _read("needs")[split]
    waiting: list[Mapping[str, Any]] = []
    told = []
    for number in range(_STORIES):
        count = _NEEDS[number % len(_NEEDS)]
        if len(waiting) < count:
            waiting += rng.sample(needs, len(needs))
        told.append(_story(waiting[:count], rng))
        waiting = waiting[count:]
    return tuple(told)


def _procedures() -> Iterator[Page]:
    kept = _read("procedures")
    around = _read("surroundings")
    for number, (code, one) in enumerate(kept.items()):
        rng = random.Random(code)
        body = _with_references(one["text"], rng)
        manners = " ".join(rng.sample(around["manners"], (0, 3, 7, 12)[number % 4]))
        foot = " ".join([manners, *rng.sample(around["footers"], 2 + number % 3)]).strip()
        head = f"Procedure {code}. " if number % 3 else ""
        title = one["title"] if number % 3 else f"{code} {one['title']}"
        yield Page(_procedure_id(code), title, f"{head}{body}\n\n{foot}")


def _with_references(text: str, rng: random.Random) -> str:
    return _REFERENCE.sub(lambda found: _referred(found[1], rng), text)


def _referred(code: str, rng: random.Random) -> str:
    title = _read("procedures")[code]["title"]
    forms = (code, f"procedure {code}", f'"{title}"', f"[{title}]({_procedure_id(code)}.md)")
    return rng.choice(forms)


def _products() -> Iterator[Page]:
    for line in _read("products").values():
        kinds = [kind for kind in line if kind not in ("columns", "rows")]
        for row in line["rows"]:
            values = dict(zip(line["columns"], row, strict=True))
            for kind in kinds:
                title = f"{values['name']}: {kind}"
                rng = random.Random(title)
                also = " and ".join(_referred(code, rng) for code in line[kind]["also"])
                small = " ".join(
                    rng.sample(_read("surroundings")["small_print"], rng.randint(2, 9))
                )
                text = f"{line[kind]['text'].format(**values)} For staff: {also}.\n\n{small}"
                yield Page(_product_id(title), title, text)


def _filling() -> Iterator[Page]:
    from_yaml = _read("surroundings")
    rng = random.Random(_SEED)

    def pick(name: str) -> str:
        return str(rng.choice(from_yaml[name]))

    for number in range(40):
        town, street = pick("towns"), pick("streets")
        text = from_yaml["branch"].format(
            town=town, street=street, days=rng.choice(["Monday to Friday", "Tuesday to Saturday"]),
            hours=rng.choice(["nine to five", "eight to four", "ten to six"]),
            parking=pick("parking"), extra=pick("extras"), machines=rng.randint(1, 4),
            safe=rng.choice(["safe boxes in the cellar", "no safe boxes"]), name=pick("names"),
            praise=pick("praise"),
        )  # fmt: skip
        yield Page(f"branches/{number:03}", f"{town}, {street}", text)
    for number in range(30):
        month, year = from_yaml["months"][number % 12], 2024 + number // 12
        text = from_yaml["bulletin"].format(
            month=month, year=year, step=rng.randint(-25, 25), step2=rng.randint(-30, 30),
            prime=rng.choice([7.25, 7.5, 6.75]), auto=round(rng.uniform(5, 7), 2),
            home=round(rng.uniform(6, 7), 2), outlook=pick("outlooks"),
        )  # fmt: skip
        yield Page(f"rates/{year}-{number % 12 + 1:02}", f"Rate sheet {month} {year}", text)
    for number, purpose in enumerate(from_yaml["purposes"]):
        text = from_yaml["form"].format(
            code=f"F-{300 + number}", purpose=purpose, version=rng.randint(2, 9),
            keep=rng.choice([5, 7, 10]), desk=pick("desks"),
        )  # fmt: skip
        yield Page(f"forms/f-{300 + number}", f"Form F-{300 + number}, {purpose}", text)
    for number in range(40):
        text = from_yaml["news"].format(
            week=number + 1, name=pick("names"), town=pick("towns"), town2=pick("towns"),
            anniversary=rng.randint(5, 40), day=rng.choice(["Tuesday", "Thursday"]),
            dish=pick("dishes"), score=rng.randint(80, 99), topic=pick("topics"),
            sum=rng.randint(200, 4000),
        )  # fmt: skip
        yield Page(f"news/{number + 1:02}", f"Staff news, week {number + 1}", text)


def _story(needs: Sequence[Mapping[str, Any]], rng: random.Random) -> Story:
    around = _read("surroundings")
    values = {
        "name": rng.choice(around["names"]), "town": rng.choice(around["towns"]),
        "year": rng.randint(1985, 2022), "age": rng.randint(24, 83),
    }  # fmt: skip
    said = [rng.choice(around["openings"])]
    for number, need in enumerate(needs):
        said += [rng.choice(around["links"])] if number else []
        said.append(need["text"])
        said += [rng.choice(around["chatter"])] if rng.random() < 0.6 else []
    text = " ".join([*said, rng.choice(around["closings"])]).format(**values)
    relevant: dict[str, int] = {}
    for need in needs:
        for name in need["direct"]:
            for further in _referred_codes(name):
                relevant.setdefault(_procedure_id(further), 1)
    relevant |= {_page_id(name): 2 for need in needs for name in need["direct"]}
    return Story(text, relevant)


def _referred_codes(name: str) -> list[str]:
    kept = _read("procedures")
    return _REFERENCE.findall(kept[name]["text"]) if name in kept else []


def _page_id(name: str) -> str:
    if name in _read("procedures"):
        return _procedure_id(name)
    product = _product_id(name)
    if product not in {page.id for page in _products()}:
        raise ValueError(f"needs.yaml must name pages that exist, got {name!r}")
    return product


def _procedure_id(code: str) -> str:
    return f"procedures/{code.lower()}"


def _product_id(title: str) -> str:
    return "products/" + re.sub(r"[^a-z]+", "-", title.lower())


@cache
def _read(name: str) -> Any:
    text = resources.files("evals").joinpath(f"stories/{name}.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)
