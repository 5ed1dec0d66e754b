"""Whether a text model's words still say what the template said, beyond figures and names.

Figures and names can all be right while the sense is another: a refusal that is left out, a request
to the reader that nobody decided on. What says no stays the template's; what says yes may be
reworded, and neither asks, demands nor denies anything that the template did not.
"""

import re
from collections.abc import Iterator

from prompts.messages import say

_NO = re.compile(r"不(?![同仅过妨错少断久])|没|未(?!来)|无法|无需|失效|过期|拒绝|禁止|勿")
# What somebody would have to do; to be asked to look at something (请了解一下) is no demand.
_DEMAND = re.compile(
    r"(?:请|务必|尽快|立即|马上|赶紧)[^，。！？]{0,4}?"
    r"(回复|选择|提供|说明|填写|转入|转账|转给|汇款|购买|申购|认购|买入|下单|点击|拨打|联系|发送|输入|告知|告诉|"
    r"确认|签署|签|授权|前往|到店|登录|下载|扫码)"
)
_QUESTION = re.compile(r"[?？]|[吗呢么][。！]?$")


def says_no(text: str) -> bool:
    """Whether a text refuses, warns or says that something is not there or no longer holds."""
    return bool(_NO.search(text))


def departures(text: str, draft: str) -> Iterator[str]:
    """What ``text`` asks, demands or denies that ``draft`` does not; for whoever wrote it."""
    for demand in _DEMAND.finditer(text):
        if demand.group(1) not in draft:
            yield say("judging.demands", said=demand.group())
    if _QUESTION.search(text) and not _QUESTION.search(draft):
        yield say("judging.asks")
    for denial in _NO.finditer(text):
        if denial.group() not in draft:
            yield say("judging.denies", said=text[denial.start() : denial.end() + 2])
