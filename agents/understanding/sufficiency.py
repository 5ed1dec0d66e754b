"""Whether a request can be carried out with what it states."""

import re
from collections.abc import Mapping

from agents.understanding.vocabulary import SlotValue

_SOMEONE = ("customer", "customer_id")
_SOMETHING = ("product", "category", "product_risk", "topic", "goal")
# Without one of the group the request cannot be carried out; the first of it is asked for.
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "customer_profile": _SOMEONE,
    "record_feedback": _SOMEONE,
    "suitability_check": ("product", "product_risk", "category"),
}
_WRITTEN = frozenset({"write_copy", "call_script"})
# A request for a text that says nothing but that a text is wanted (帮我写三条短信).
_EMPTY_WORDS = re.compile(
    r"帮我|麻烦|请|给我?|客户|写|拟|编|来|做|出|发|备|准备|生成|起草|短信|企业微信|企微|微信|朋友圈|推送|push|"
    r"邮件|文案|话术|脚本|电话|稿子?|banner|横幅|海报|通话|外呼|打|一下|一份|下|好|用|要|想|"
    r"[一二两三四五六七八九十\d]|[条段个份版篇套封则句些]|[的吧呗呀啊我你您帮]|[\s，。,.!！?？]"
)


_SOMEONE_SAID_BEFORE = re.compile(r"[他她]|[这那该]位|第.{1,3}[位个名]|此人")


def missing_slots(
    intent: str, slots: Mapping[str, SlotValue], side: str, text: str
) -> tuple[str, ...]:
    """The slots without which the request cannot be carried out.

    A customer speaks of themself, so no customer is missing.
    """
    needed = _NEEDED.get(intent, ())
    if needed and not any(slot in slots for slot in needed):
        return () if side == "customer" and needed == _SOMEONE else (needed[0],)
    named = any(slot in slots for slot in (*_SOMEONE, *_SOMETHING))
    if intent in _WRITTEN and not named and len(_EMPTY_WORDS.sub("", text)) <= 1:
        # 给他写一条短信: the product follows from whom it is for, and that was said before.
        return ("customer",) if _SOMEONE_SAID_BEFORE.search(text) else ("product",)
    return ()
