"""How screening reads a text: normalised, with the words of wrongdoing seen through disguise."""

import functools

from agents.guardrails.normalisation import MappedText, normalise
from agents.guardrails.normalisation.phrases import PhraseBook

SEEN_THROUGH = [
    "洗钱",
    "诈骗",
    "骗贷",
    "骗保",
    "内幕交易",
    "内幕消息",
    "系统提示词",
    "忽略指令",
    "伪造",
    "套现",
    "银行卡",
    "四件套",
    "操纵股价",
    "洗白",
    "跑分",
    "绕过风控",
    "地下钱庄",
    "假流水",
    "假证明",
    "忽略规则",
    "黑钱",
    "逃税",
    "炸弹",
    "毒品",
    "自杀",
    "老鼠仓",
    "收购银行卡",
    "忽略所有指令",
    "傻逼",
]


@functools.cache
def _book() -> PhraseBook:
    return PhraseBook(SEEN_THROUGH)


def read(text: str) -> MappedText:
    """``text`` normalised, positions kept."""
    return normalise(text, _book())


def seen(text: str) -> str:
    """``text`` normalised."""
    return read(text).text
