"""Figures that claim nothing: articles of law, hotlines, names, numbering, set phrases."""

import re

from agents.guardrails.grounding.figures import Figure, Kind

_CHINESE_ONLY = re.compile(r"^[^\d]+$")
_VAGUE_COUNT = re.compile(
    r"^[一两几](?:多|余|来)?[一-鿿]{1,2}$|^[二三四五六七八九十](?:个|点|类|种|项|条|分|手|期)$"
)
_VAGUE_TIME = re.compile(
    r"^(?:一天|一日|两天|三天两头|一年到头|十年|百年|千年|一周|一月|几天|几年|几个月|半天)$"
)
_NAME_BEFORE = re.compile(r"[一-鿿]{2}$")
_PLAIN_BEFORE = re.compile(
    r"(?:期限|持有|投资|需要|大约|至少|不少|最长|最短|封闭|锁定|只有|一款|这款|一只|我行|推荐|选择|购买|配置|为|满|约|的|近|过去|存|放|是|有|共|达|到|买|于|每|前|后|和|或|与|及|超|过|成立|连续)$"
)
_NAME_AFTER = re.compile(
    r"(?:持有期?|定开|滚动|封闭|周期|定期开放|最短持有|号|期)?[一-鿿a-z]{0,8}(?:理财|债|混合|基金|产品|fof|[abc]类|款)"
)
_BENCHMARK_AFTER = re.compile(
    r"期(?:及)?(?:以上)?的?(?:lpr|贷款市场报价|国债|国开|政金债|地方债|美债|中债|shibor|mlf|逆回购|同业存单)"
)
"""一年期LPR, 10年期国债: the term is part of what the rate is called."""
_LIST_MARK = re.compile(r"^\s*[.、):：)]")


def reference_of(text: str, figure: Figure) -> str:
    """Why the figure is no claim, or an empty string."""
    if figure.reference:
        return figure.reference
    before = text[max(0, figure.start - 8) : figure.start]
    after = text[figure.end : figure.end + 12]
    if _is_title(text, figure):
        return "title"
    if (
        figure.kind is Kind.PLAIN
        and re.match(r"号(?!称|召)", after)
        and re.search(r"[一-鿿]$", before)
    ):
        return "name"
    if figure.text == "半年" and before.endswith(("上", "下", "前", "后")):
        return "calendar"  # half of a calendar year, no term
    if figure.kind is Kind.DURATION and _BENCHMARK_AFTER.match(after):
        return "name"
    if figure.kind is Kind.RANK and _is_numbering(figure, before, after):
        return "numbering"
    if (
        figure.kind is Kind.PLAIN
        and re.search(r"(?:^|[\n。;!?])\s*$", before)
        and _LIST_MARK.match(after)
    ):
        return "numbering"
    if re.search(
        r"(?:回复?|发送|尾号|拨打|热线|电话|致电|按|t\+|[a-z]\+|编码|编号|代码|账号|卡号|7[×x*])\s*[::]?\s*$",
        before,
    ):
        return "code"
    if re.match(r"\s*[×x*]\s*24", after) or (
        figure.text.startswith("24小时") and re.match(r"[一-鿿]{0,4}(?:热线|服务|客服|在线)", after)
    ):
        return "service"
    if _CHINESE_ONLY.match(figure.text):
        if figure.kind is Kind.COUNT and _VAGUE_COUNT.match(figure.text):
            return "vague"
        if figure.kind is Kind.DURATION and _VAGUE_TIME.match(figure.text):
            return "vague"
    named = _NAME_BEFORE.search(before) and not _PLAIN_BEFORE.search(before)
    if figure.kind in {Kind.DURATION, Kind.PLAIN} and named and _NAME_AFTER.match(after):
        return "name"
    return ""


def _is_title(text: str, figure: Figure) -> bool:
    """Inside 《…》 or a quoted name of a product."""
    for opening, closing in (("《", "》"), ("「", "」"), ("“", "”")):
        start = text.rfind(opening, 0, figure.start)
        if start < 0 or closing in text[start : figure.start]:
            continue
        end = text.find(closing, figure.end)
        if end < 0 or end - start > 40:
            continue
        inside = text[start : end + 1]
        if opening == "《" or re.search(r"理财|基金|债|混合|产品|存单|\d号|保险|计划", inside):
            return True
    return False


def _is_numbering(figure: Figure, before: str, after: str) -> bool:
    if re.match(r"[,、:：]", after) and re.search(r"(?:^|[\n。;!?,])\s*$", before):
        return True
    return bool(
        re.match(
            r"(?:步|条|点|类|种|项|部分|时间|次|期|人称|季度|阶段|层|天|年|个|笔|批|代|方|届|页|章|节|道|题)",
            after,
        )
    )
