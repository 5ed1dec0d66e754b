"""What agencies and sites put around a story: leads, credits, disclaimers. The core is the story.

Everything here works on normalised text (`knowledge.normalisation.normalise`).
"""

import re

_HOUSE = (
    r"(?:[一-鿿a-z]{1,10}(?:社|网|报|财经|证券|资讯|新闻|在线|快讯|客户端|通讯|头条|观察|app)"
    r"|媒体|外媒|格隆汇|金十数据|智通|财新|界面|澎湃|彭博|路透|reuters|bloomberg|xinhua|ap|afp)"
)
_DAY = r"(?:\d{4}年)?\d{1,2}月\d{1,2}日"
_LEADS = tuple(
    re.compile(pattern)
    for pattern in (
        r"^\s*【[^】]{1,80}】",
        r"^\s*\[[^\]]{1,80}\]",
        rf"^\s*\(?(?:据)?{_HOUSE}(?:[一-鿿]{{2,8}})?(?:{_DAY})?(?:电|讯|消息|报道|获悉)\)?"
        r"(?:\s*\([^)]{0,40}\))?\s*[,:;|丨。-]*",
        r"^\s*据(?:悉|了解|介绍)\s*[,:]",
        rf"^\s*{_HOUSE}\s*{_DAY}\s*[,:;|丨-]",
        r"^\s*(?:本报|本网|本台|本刊)讯\s*[,:]?",
        r"^\s*(?:本报|本网|本台|本刊)?记者\s[^,。:()\d]{2,25}?报道\s*[,:|;]?",
        r"^\s*\((?:本报|本网|本台)?记者[^()]{2,30}\)\s*[,:]?",
        r"^\s*(?:原标题|来源|作者|编辑|文)\s*[:/][^\n。]{1,60}(?:\n|。|$)",
        r"^\s*(?:快讯|突发|重磅|更新|更正|独家|转载)\s*[:!|丨,-]+",
        r"^[^\n.]{0,40}\((?:reuters|bloomberg|xinhua|ap|afp)\)\s*-+",
    )
)
_CREDIT = r"(?:记者|编辑|责编|责任编辑|校对|来源|作者|文|实习生|编译|审核)"
_TAILS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\(\s*(?:{_CREDIT}\s*[:/]?[^()]{{0,50}}|完|转载|{_HOUSE})\s*\)\s*$",
        rf"(?:^|(?<=[\s。!?;)]))(?:{_CREDIT}|免责声明|风险提示|声明|编者按|附注)\s*[:|/][^\n]{{0,300}}$",
        r"(?:^|(?<=[\s。!?;)]))(?:本文|以上(?:内容|信息)|本内容|文章)[^。\n]{0,20}"
        r"(?:来自|转自|来源于|不构成|仅供参考|不代表)[^\n]{0,200}$",
        r"(?:^|(?<=[\s。!?;)]))(?:更多|欢迎|点击|下载|关注)[^。\n]{0,60}(?:关注|下载|app|客户端|公众号|阅读原文|查看)"
        r"[^。\n]{0,30}[。!]?$",
        r"\(\s*(?:reporting|editing|writing) by [^()]{0,120}\)\s*$",
    )
)
_PASSES = 4


def core(text: str) -> str:
    """``text`` (normalised) without what stands around the story; itself where nothing is left."""
    left = text.strip()
    for _ in range(_PASSES):
        before = left
        for lead in _LEADS:
            left = lead.sub("", left, count=1)
        for tail in _TAILS:
            left = tail.sub("", left)
        left = left.strip()
        if left == before:
            break
    return left if any(map(str.isalnum, left)) else text.strip()
