"""Which kinds of product a question says that customers hold, or do not: 有车贷, 没买过保险的."""

import re
from typing import Literal

from agents.understanding.lexicons import Hit

Holding = Literal["held", "lacked"]

_OWNING = "(?:买|配|办|持有|做|开|投|碰|存|绑|上|缴|入)"
_FILLER = r"(?:任何|我们的?|咱们?的?|什么|啥|一?[只款份张点些笔])?"
# 有没有买过年金 asks for holders, so 没 counts only where no 有 stands before it.
_LACKED_BEFORE = re.compile(
    rf"(?:(?<!有)没有?|未|从未|从没|从来没有?|还没有?|不曾|尚未){_OWNING}?过?了?{_FILLER}$"
)
_LACKED_AFTER = re.compile(
    r"^(?:产品|类)?(?:还|却)?(?:一(?:分|点|份|只|款|张|笔)|啥|从来|从)?(?:都|也|还)?"
    rf"(?:(?:没有?|未)(?:{_OWNING}过?(?=的|[，,。、；;]|$)|的|钱|[，,。、；;]|$)|空白|为零|是零|为0)"
)
_HELD_BEFORE = re.compile(
    rf"(?:{_OWNING}(?:过|了|有|着)|持有|(?<!没)(?<!还)(?<!拥)有(?:一?[笔份张些点])?|拥有|只有|背着|还着|没还[完清])"
    rf"{_FILLER}$"
)
# 房贷客户里, 基金持有人; but 会买基金的客户 are those who will.
_HELD_AFTER = re.compile(r"^(?:产品)?(?:客户|户|持有人|老客)")
# 已经有信用卡的剔掉: who is left lacks it.
_LEFT_OUT_AFTER = re.compile(
    r"^(?:产品|客户)?的(?:客户|人|户)?(?:都|就|全|先)?(?:剔|去掉|排除|不要|筛掉|拿掉|除外|不算|别算|刨|删|过滤)"
)
_TO_BE_SOLD = re.compile(r"(?:买|办|投|配|购|对|推|卖|销|做|要|适合|感兴趣)(?:我们的?|点|些)?$")
_WANTED_AFTER = re.compile(
    r"^(?:产品|方面)?的?(?:意向|意愿|需求|兴趣|可能|潜力|潜客|想法|到期|快到期)"
)


def holding(text: str, hit: Hit) -> Holding | None:
    """Whether ``text`` says that the category at ``hit`` is held or lacked; None for neither."""
    before, after = text[: hit.start], text[hit.end :]
    if _LEFT_OUT_AFTER.match(after):  # of those who lack it are left those who hold it
        return "held" if _LACKED_BEFORE.search(before) else "lacked"
    if _WANTED_AFTER.match(after):
        return None
    if _LACKED_BEFORE.search(before):
        return "lacked"
    if _HELD_BEFORE.search(before):
        return "held"
    if _LACKED_AFTER.match(after):
        return "lacked"
    if _HELD_AFTER.match(after) and not _TO_BE_SOLD.search(before):
        return "held"
    return None


def holdings(text: str, hits: tuple[Hit, ...]) -> dict[str, Holding]:
    """What is said of each category at ``hits``; those of which nothing is said are left out."""
    said = {hit.value: holding(text, hit) for hit in hits}
    return {category: what for category, what in said.items() if what is not None}
