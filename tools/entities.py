"""Which customer or product a written name means, within what the asker may see."""

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import Field

from home.errors import NotFound
from prompts.messages import say
from tools.access import Role
from tools.arguments import Arguments
from tools.facts import Figure
from tools.matching import Names, longest_shared, plain, same_sound
from tools.shelf import ProductSheet, shelf
from tools.store import Store, parameter

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox
    from tools.view import View

Kind: TypeAlias = Literal["one", "several", "none"]

SHOWN = 8
SHORTEST_NAME = 5  # letters of a product name that is looked for within a question
_SOUND_LIMIT = 3000  # names that are compared by sound; a manager has a few hundred customers
_COMPOUND_SURNAMES = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "司徒",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
)
_HONORIFICS = {
    "女士": "女", "小姐": "女", "太太": "女", "阿姨": "女", "大姐": "女", "姐": "女",
    "先生": "男", "叔叔": "男", "大哥": "男", "哥": "男",
    "总": None, "老师": None, "经理": None, "客户": None, "老板": None, "医生": None,
}  # fmt: skip
_ID = re.compile(r"^[A-Za-z]*\d+$")
_LAST_DIGITS = re.compile(
    r"(?:尾号|编号|后四位|末四位|id)?[是为:：]?\s*(\d{2,})\D*$", re.IGNORECASE
)


class NameQuery(Arguments):
    """A name as somebody wrote it."""

    text: str = Field(
        min_length=1, max_length=60, description="姓名、称呼、简称或编号", examples=["王女士"]
    )


@dataclass(frozen=True)
class Candidate:
    """One customer or product that may be meant. ``last_digits`` tells customers apart."""

    id: Annotated[str, Figure("id", "编号")]
    name: Annotated[str, Figure("name", "名称")]
    last_digits: Annotated[str, Figure("text", "编号末四位")] = ""


@dataclass(frozen=True)
class Resolution:
    """What a name means: ``one`` (``id`` and ``name`` are set), ``several`` or ``none``.

    ``question`` is what to ask, or to say, back where it is not one.
    """

    facts_root: ClassVar[str] = "resolution"

    kind: Kind
    text: str
    id: str | None = None
    name: str | None = None
    candidates: tuple[Candidate, ...] = ()
    count: Annotated[int, Figure("count", "同名数量")] = 0
    question: str = ""


@dataclass(frozen=True)
class _Named:
    customer_id: str
    name: str


def resolve_customer(toolbox: "Toolbox", scope: "Scope", text: str) -> Resolution:
    """The asker's customer whom ``text`` means: an id, a name, a part of one, a surname with an
    honorific, either with the last digits of an id; a homophone where nothing else fits.

    Others' customers are not known here: neither their names nor that they exist.
    """
    view = toolbox.view(scope)
    wanted = unicodedata.normalize("NFKC", text).strip()
    if not wanted:
        return _none("customer", text)
    if scope.role is Role.CUSTOMER:
        return _themself(view, wanted, text)
    found = _by_id(view, wanted) or _by_name(view, wanted)
    if not found:
        return _none("customer", text)
    if len(found) == 1:
        return Resolution("one", text, found[0].customer_id, found[0].name, count=1)
    shown = tuple(Candidate(f.customer_id, f.name, f.customer_id[-4:]) for f in found[:SHOWN])
    listed = "、".join(say("entities.candidate", name=c.name, digits=c.last_digits) for c in shown)
    key = "entities.several_customers" if len(found) <= SHOWN else "entities.many_customers"
    question = say(key, text=text, count=len(found), listed=listed)
    return Resolution("several", text, candidates=shown, count=len(found), question=question)


def resolve_product(toolbox: "Toolbox", scope: "Scope", text: str) -> Resolution:
    """The product that ``text`` means: an id, its name, a part, a short form, a typo.

    Private placements are not known to customers and marketers (适当性管理办法 30).
    """
    products = visible_products(toolbox.store, scope)
    wanted = unicodedata.normalize("NFKC", text).strip()
    if wanted.upper() in products:
        only = products[wanted.upper()]
        return Resolution("one", text, only.product_id, only.name, count=1)
    names = {key: (p.name, *p.name.split("·")[1:]) for key, p in products.items()}
    kind = "all" if len(products) == len(shelf(toolbox.store)) else "public"
    index = toolbox.store.remembered(("product names", kind), lambda: Names(names))
    found = index.find(wanted)
    if not found:
        return _none("product", text)
    if len(found) == 1:
        return Resolution("one", text, found[0].key, products[found[0].key].name, count=1)
    on_sale = [m for m in found if products[m.key].on_sale(toolbox.as_of)]
    if len(on_sale) == 1:  # an older issue of the same name is rarely meant
        return Resolution("one", text, on_sale[0].key, products[on_sale[0].key].name, count=1)
    shown = tuple(Candidate(m.key, products[m.key].name) for m in (on_sale or found)[:SHOWN])
    listed = "、".join(c.name for c in shown)
    question = say("entities.several_products", text=text, count=len(found), listed=listed)
    return Resolution("several", text, candidates=shown, count=len(found), question=question)


def mentioned_products(toolbox: "Toolbox", scope: "Scope", text: str) -> tuple[str, ...]:
    """The products whose names stand in ``text``, in the order in which they are mentioned.

    Where one name is a part of another (安心180天, 安心180天持有期2号), the longer one counts.
    """
    said = plain(text)
    found: list[tuple[int, int, str]] = []
    for key, sheet in visible_products(toolbox.store, scope).items():
        names = [plain(name) for name in (sheet.name, *sheet.name.split("·")[1:])]
        at = {name: said.find(name) for name in names if len(name) >= SHORTEST_NAME}
        code = plain(key)
        if whole := re.search(rf"(?<![0-9a-z]){re.escape(code)}(?![0-9a-z])", said):
            # A code of digits alone may as well be an amount.
            at |= {code: whole.start()} if not code.isdigit() else {}
        best = max((name for name, place in at.items() if place >= 0), key=len, default="")
        if best:
            found.append((at[best], at[best] + len(best), key))
    longest = [
        one
        for one in found
        if not any(
            o[0] <= one[0] and one[1] <= o[1] and o[1] - o[0] > one[1] - one[0] for o in found
        )
    ]
    return tuple(key for _, _, key in sorted(longest))


TELLING = 4
"""Letters of a product's own name that must stand in a text for a part of it to be meant."""


def partly_mentioned(toolbox: "Toolbox", scope: "Scope", text: str) -> tuple[str, ...]:
    """The products on sale of whose name the longest part stands in ``text`` (科技先锋混合), none
    where the same part is of more than two: then it is a word of their kind.
    """
    said = plain(text)
    lengths: dict[str, int] = {}
    for key, sheet in visible_products(toolbox.store, scope).items():
        if sheet.on_sale(toolbox.as_of):
            lengths[key] = longest_shared(plain(sheet.name), said)
    longest = max(lengths.values(), default=0)
    found = tuple(key for key, length in lengths.items() if length == longest)
    return found if longest >= TELLING and len(found) <= 2 else ()


_KINDS = ("股票", "混合", "指数", "债券", "货币", "QDII")
"""Kinds of funds (公募证券投资基金运作管理办法 30), which their names must carry."""


def lowest_of_kind(toolbox: "Toolbox", scope: "Scope", text: str, category: str) -> str | None:
    """The lowest rating of what is on sale of the kind of fund that a text names (股票基金)."""
    kind = next((one for one in _KINDS if one in text), None)
    levels = [
        sheet.risk_level
        for sheet in visible_products(toolbox.store, scope).values()
        if kind and kind in sheet.name and sheet.category == category
        if sheet.risk_level and sheet.on_sale(toolbox.as_of)
    ]
    return min(levels, default=None)


def mentioned_customers(toolbox: "Toolbox", scope: "Scope", text: str) -> tuple[str, ...]:
    """The asker's customers whose whole names stand in ``text``.

    Names of two letters are left out: they stand in ordinary words too (提高明显).
    """
    if scope.role is Role.CUSTOMER or scope.names_masked:
        return ()
    view = toolbox.view(scope)

    def build() -> Any:
        rows = view.customers()
        named = (rows.name.length() > 2) & parameter("said").contains(rows.name)
        return rows.filter(named).order_by("customer_id").limit(SHOWN)

    return tuple(row.customer_id for row in view.rows(_Named, "mentioned", build, said=text[:2000]))


def visible_products(store: Store, scope: "Scope") -> dict[str, ProductSheet]:
    """The products that may be shown to this asker, by id."""
    if scope.role in (Role.CUSTOMER, Role.MARKETER):
        return {key: sheet for key, sheet in shelf(store).items() if not sheet.private}
    return shelf(store)


def shown(store: Store, scope: "Scope", product_id: str) -> ProductSheet:
    """One product that may be shown to this asker.

    Raises:
        NotFound: there is none, or it is a private placement and not for them.
    """
    found = visible_products(store, scope).get(product_id)
    if found is None:
        raise NotFound(f"product_id must be one of the shelf's products, got {product_id!r}")
    return found


def _none(what: str, text: str) -> Resolution:
    return Resolution("none", text, question=say(f"entities.no_{what}", text=text[:30]))


def _themself(view: "View", wanted: str, text: str) -> Resolution:
    for me in view.rows(_Named, "me", view.customers):
        if wanted in (me.customer_id, me.name, "我", "本人", "自己"):
            return Resolution("one", text, me.customer_id, me.name, count=1)
    return _none("customer", text)


def _by_id(view: "View", wanted: str) -> list[_Named]:
    if not _ID.match(wanted):
        return []

    def exact() -> Any:
        rows = view.customers()
        return rows.filter(rows.customer_id == parameter("wanted"))

    def ending() -> Any:
        rows = view.customers()
        return rows.filter(rows.customer_id.endswith(parameter("digits"))).limit(50)

    if found := view.rows(_Named, "by id", exact, wanted=wanted.upper()):
        return found
    digits = re.sub(r"\D", "", wanted)
    return view.rows(_Named, "by last digits", ending, digits=digits) if len(digits) >= 3 else []


def _by_name(view: "View", wanted: str) -> list[_Named]:
    digits = _LAST_DIGITS.search(wanted)
    ending = digits.group(1) if digits else ""
    name = re.sub(r"[()（）,，\s]|的$", "", wanted[: digits.start()] if digits else wanted)
    found = [f for f in _like(view, name) if f.customer_id.endswith(ending)] if name else []
    exact = [f for f in found if f.name == name]
    if not found and (bare := _without_honorific(name)):
        return _by_name(view, f"{bare}{ending}")
    if found or view.scope.names_masked or len(name) < 2 or _surname(name)[0]:
        return exact or found
    everybody = view.rows(_Named, "names", lambda: view.customers().limit(_SOUND_LIMIT))
    alike = [f for f in everybody if len(f.name) == len(name) and same_sound(f.name, name)]
    return [f for f in alike if f.customer_id.endswith(ending)]


def _without_honorific(name: str) -> str:
    """The whole name before an honorific (李春艳女士, 冯涛总); empty where none stands so."""
    for honorific in _HONORIFICS:
        rest = name.removesuffix(honorific)
        if rest != name and len(rest) > 1 and rest not in _COMPOUND_SURNAMES:
            return rest
    return ""


def _like(view: "View", name: str) -> list[_Named]:
    surname, gender = _surname(name)

    def build() -> Any:
        rows = view.customers()
        part = rows.name.contains(parameter("part"))
        begins = rows.name.startswith(parameter("surname"))
        sex = (parameter("gender") == "") | (rows.gender == parameter("gender"))
        called = (parameter("surname") != "") & begins & sex
        return rows.filter(part | called).order_by("customer_id").limit(200)

    # A single letter is a surname, not a part of a name.
    part = name if len(name) > 1 else "\0"
    return view.rows(_Named, "like", build, part=part, surname=surname, gender=gender)


def _surname(name: str) -> tuple[str, str]:
    """The surname and sex that 王女士, 欧阳总, 小王, 老李 or 王 mean; empty where it is a name."""
    for honorific, gender in _HONORIFICS.items():
        if name.endswith(honorific) and 1 <= len(name) - len(honorific) <= 2:
            rest = name.removesuffix(honorific)
            if len(rest) == 1 or rest in _COMPOUND_SURNAMES:
                return rest, gender or ""
    if len(name) == 2 and name[0] in "小老":
        return name[1], ""
    return (name, "") if len(name) == 1 or name in _COMPOUND_SURNAMES else ("", "")
