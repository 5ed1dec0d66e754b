"""What a question wants to do (open, cancel, apply for ...), and whether a passage says how.

Passages of one subject compete: 怎么开个人养老金账户 and 个人养老金账户能省多少税 share all but the
act. Which of them speaks of it can be read off a few words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.documents import Hit

MARGIN = 0.15
"""Relevance by which a passage that speaks of the act may stand behind one that does not."""
_HOW = r"(?:怎么(?!还|没|不)|如何|怎样|咋|在哪|哪里|哪儿|去哪|要怎|流程|手续|步骤|材料|带什么|带啥)"


@dataclass(frozen=True)
class _Act:
    """``loose``: many passages use the word in passing, so that a sentence of the asked subject
    must hold it, or the title.
    """

    asked: re.Pattern[str]
    told: re.Pattern[str]
    loose: bool

    def told_in(self, query: str, title: str, passage: str) -> bool:
        """Whether a passage says something of this act."""
        if self.told.search(title):
            return True
        if not self.loose:
            return bool(self.told.search(passage))
        subject = {query[at : at + 2] for at in range(len(query) - 1)}
        for sentence in re.split(r"[。；\n]", passage):
            said = self.told.search(sentence)
            if said and any(part in sentence and part not in said[0] for part in subject):
                return True
        return False


def _act(verb: str, told: str, *, loose: bool = False) -> _Act:
    asked = rf"{_HOW}[^，。？?!！]{{0,5}}(?:{verb})|(?:{verb})[^，。？?!！]{{0,10}}{_HOW}"
    return _Act(re.compile(asked), re.compile(told), loose)


_ACTS = (
    _act(
        r"开(?!始|放|心|奖|盘|支|销|具|会|发|票)",
        r"开户|开立|开通|开设|新开|开一个|开办|怎么开|在哪开",
        loose=True,
    ),
    _act(r"注销|销户|销卡|退卡", r"注销|销户|销卡|退卡"),
    _act(
        r"申请|办张|办(?:个|一张)",
        r"(?:申请|办理)(?![^，。]{0,6}(?:还款|延期|减免|止付))|办卡|网点办",
        loose=True,
    ),
    _act(r"挂失", r"挂失"),
    _act(r"(?:修?改|变更|更换|换)(?!汇|钱|成)", r"改|变更|更换|换"),
    _act(r"转让", r"转让"),
)
"""Acts that tell passages of one subject apart; what a passage says of one is in its words."""


_PAPERS = re.compile(r"证明|流水|发票|回单|对账单")
"""What is drawn up, not opened or applied for: 存款证明怎么开."""


def speaks_of_act(query: str, title: str, passage: str) -> bool:
    """Whether a passage says something of the act that a query asks how to do, or the query asks
    how to do none.
    """
    if _PAPERS.search(query):
        return True
    acts = [act for act in _ACTS if act.asked.search(query)]
    return all(act.told_in(query, title, passage) for act in acts)


def by_act(query: str, hits: Sequence["Hit"]) -> "list[Hit]":
    """The same hits; where the first says nothing of the asked act, the first of the next ones that
    does comes before it.
    """
    found = list(hits)
    if not found or speaks_of_act(query, found[0].title or "", found[0].passage):
        return found
    near = found[0].relevance - MARGIN
    for place, hit in enumerate(found[1:], start=1):
        if hit.relevance >= near and speaks_of_act(query, hit.title or "", hit.passage):
            return [hit, *found[:place], *found[place + 1 :]]
    return found
