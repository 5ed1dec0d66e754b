"""Scenes that a question lists side by side: 存款和理财怎么分, 国债、年金险和基金哪个高."""

import re
from itertools import pairwise

from agents.understanding.slots.entities import Entities

_SCENES = {
    "fund": "基金",
    "insurance": "保险",
    "gold": "黄金",
    "forex": "外汇",
    "deposit": "存款",
    "pension": "养老金",
    "bond": "固定收益",
    "wealth": "理财",
}
_PRIVATE = re.compile(r"(?<!保险金)信托|私募|指增|(?<!fof和)(?<!fof跟)tof|主观多头")
_LONGEST_LINK = 6
_LINK = re.compile(
    r"^[^，。？?]{0,4}(?:和|跟|与|还是|或者?|、|及|加|对比|比|vs)(?:买|存|做|配|选|换)?[^，。？?]{0,2}$|^[,，]?(?:放|买|存|配)?(?:一半|另一半|一部分|三成|[一二三四五六七八九\\d]成|各一?半?|剩下的?)(?:放|买|存|配|在)?$|^[,，]$"
)
# Kinds of pension and foreign money are named by what they are made of (养老理财, 美元存款).
_OF_ANOTHER_KIND = re.compile(r"养老|个养|退休|外币|美元(?:理财|存款|债|基金|保险)")


def listed_scenes(entities: Entities) -> tuple[str, ...]:
    """The scenes named side by side, in order; none where fewer than two are."""
    text = entities.text
    if _OF_ANOTHER_KIND.search(text):
        return ()
    named = [
        (hit.start, hit.end, _SCENES[hit.value])
        for hit in entities.categories
        if hit.value in _SCENES
    ]
    named += [(*match.span(), "私人财富管理") for match in _PRIVATE.finditer(text)]
    named.sort()
    listed: list[str] = []
    for (_, end, first), (start, _, second) in pairwise(named):
        between = text[end:start]
        if first != second and len(between) <= _LONGEST_LINK and _LINK.search(between):
            listed += [scene for scene in (first, second) if scene not in listed]
    return tuple(listed)
