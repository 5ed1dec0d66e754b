"""Which model a question means, by the words that name it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prompts.messages import say
from tools.bank_models.shelves import Kept, kept
from tools.model_choice import choose, named_in

if TYPE_CHECKING:
    from tools.toolbox import Toolbox

_EFFECT = re.compile(
    r"uplift|增益|因果|qini|反而|反作用|反效果|适得其反|有没有用(?=[，。？?！!呢啊]|$|模型)|管不管用|有用[吗么]|打动|(?:联系|触达|短信|电话|外呼|推送|企微|企业微信)的?(?:净)?效果"
)
_HOURS = re.compile(r"时段|几点|最佳时间|联系时间|接通时间")
_WEARY = re.compile(r"疲劳|厌烦|再联系一次|打扰模型|拒联")
_AMOUNT = re.compile(
    r"(?:资产|消费|支出|开销|刷卡)[^，。？]{0,4}(?:预测|预期|预估)|(?:预测|预估)[^，。？]{0,6}(?:资产|消费|支出|金额)|区间|覆盖率|分位"
)
_SPEND = re.compile(r"消费|支出|开销|刷卡")
_ONE_MONTH = re.compile(r"一个月|1个月|30天|下个月|次月")
_QUARTER = re.compile(r"三个月|3个月|90天|季度|一季")
_OF_CHANNEL = {"outbound_call": "call"}


@dataclass(frozen=True)
class Named:
    """What a question names: one model, or a kind of them, or one that nobody trained (``why``)."""

    model: str | None = None
    kind: str | None = None
    why: str = ""


def named(
    toolbox: "Toolbox",
    question: str,
    goal: str | None = None,
    category: str | None = None,
    channel: str | None = None,
    kind: str | None = None,
) -> Named | None:
    """The model that the words mean; None where they name none. ``goal``, ``category`` and
    ``channel`` are those that the question states; ``kind`` is the kind of model that was spoken
    of, whose models a channel or an amount tells apart (那电话呢).
    """
    text = question.lower()
    known = {one.listed.name: one for one in kept(toolbox)}
    exact = [name for name in known if name in text]
    if exact:
        return _one(known, max(exact, key=len))
    if special := _special(text, channel) or _of_kind(text, kind, channel):
        found, name = special
        return Named(kind=found) if name is None else _one(known, name)
    titled = [name for name, one in known.items() if one.listed.title.lower() in text]
    if titled:
        return _one(known, titled[0])
    if asked := named_in(question):
        return _one(known, asked)
    if category is None and goal in (None, "purchase"):
        return None  # 买 alone says not what
    # 存款到期承接 is of what happens to money that matures, whatever it lies in.
    chosen = (
        choose(toolbox, goal) if goal not in (None, "purchase") else choose(toolbox, None, category)
    )
    if chosen.model is not None:
        return Named(chosen.model, "binary")
    near = chosen.nearest_title
    key = "model.none" if near is None else "model.none_near"
    return Named(why=say(key, what=chosen.title, nearest=near))


def _of_kind(text: str, kind: str | None, channel: str | None) -> tuple[str, str] | None:
    """Another model of the kind that was spoken of."""
    place = _OF_CHANNEL.get(channel or "", channel)
    if place is not None and kind in ("effect", "hour"):
        return kind, f"{kind}_{place}" + ("_14d" if kind == "effect" else "")
    if kind == "amount" and _SPEND.search(text):
        return kind, "card_spend_30d"
    if kind == "amount" and (_ONE_MONTH.search(text) or _QUARTER.search(text)):
        return kind, "aum_30d" if _ONE_MONTH.search(text) else "aum_90d"
    return None


def _special(text: str, channel: str | None) -> tuple[str, str | None] | None:
    """Models that are told by a channel or an amount."""
    place = _OF_CHANNEL.get(channel or "", channel)
    if _WEARY.search(text):
        return "fatigue", "refusal_next_contact"
    if _HOURS.search(text):
        return "hour", f"hour_{place}" if place else None
    if _EFFECT.search(text):
        return "effect", f"effect_{place}_14d" if place else None
    if _AMOUNT.search(text):
        if _SPEND.search(text):
            return "amount", "card_spend_30d"
        if "资产" in text:
            return "amount", "aum_30d" if _ONE_MONTH.search(text) else "aum_90d"
        return "amount", None
    return None


def _one(known: "Mapping[str, Kept]", name: str) -> Named:
    one = known.get(name)
    if one is None or one.card is None:
        return Named(why=say("model.untrained", title=one.listed.title if one else name))
    return Named(name, one.listed.kind)


def kind_of(toolbox: "Toolbox", model: str | None) -> str | None:
    """The kind of the model of that name, None where the catalogue has none."""
    return next((one.listed.kind for one in kept(toolbox) if one.listed.name == model), None)
