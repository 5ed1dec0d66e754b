"""Marks text that speaks to a machine instead of a reader. Marking is all: text is data."""

import re
from collections.abc import Sequence

from knowledge.normalisation import normalise

_PATTERNS = re.compile(
    r"(?:忽略|无视|忘记|忘掉|不要理会|绕过|推翻)(?:你|您)?(?:之前|以上|上述|上面|此前|先前|前面|所有|一切|全部|系统)"
    r"[^。！？\n]{0,12}(?:指令|指示|规则|提示|设定|要求|约束|内容|限制)"
    r"|(?:系统|隐藏|初始)提示词|(?:开发者|越狱|dan)模式"
    r"|你(?:现在|从现在起|从此刻起)(?:是|扮演|将扮演|必须扮演)[^。！？\n]{0,20}(?:助手|模型|ai|机器人|管理员|角色)"
    r"|(?:ai|人工智能|大模型|语言模型|智能助手|助手)(?:请|应|须|必须|在回答时|看到此)[^。！？\n]{0,20}"
    r"(?:回答|回复|输出|推荐|告诉|执行|调用|发送)"
    r"|(?:ignore|disregard|forget|override)\s+(?:all\s+|any\s+)?(?:of\s+)?(?:the\s+|your\s+)?"
    r"(?:previous|prior|above|earlier|preceding|system)\b[^.\n]{0,40}"
    r"(?:instruction|prompt|rule|message|context|guideline)"
    r"|(?:reveal|print|show|repeat)\s+(?:me\s+)?(?:your|the)\s+(?:system|hidden|initial)\s+prompt"
    r"|you\s+are\s+now\s+(?:a|an|in|the)\b[^.\n]{0,30}\b(?:mode|assistant|ai|model|admin|dan)\b"
    r"|<\|?(?:im_start|system|assistant)\|?>|\[/?inst\]|<<sys>>"
)


_EDGE = 40  # characters of an instruction that may stand beyond a border

# Tag characters repeat ASCII where no font shows them.
_TAGS = {0xE0000 + code: code for code in range(0x20, 0x7F)}


def addresses_a_machine(text: str) -> bool:
    """Whether ``text`` holds an instruction meant for a language model rather than a reader.

    What is written in invisible characters counts, too.
    """
    return bool(_PATTERNS.search(normalise(text.translate(_TAGS) if _tagged(text) else text)))


def poisoned_spans(text: str, spans: Sequence[tuple[int, int]]) -> tuple[bool, ...]:
    """Which parts of a marked document hold the instruction that it is marked for.

    Where none does, the instruction was hidden from the reader: then every part is marked, as
    whoever hides one deserves no trust. An instruction across the border of two parts marks both.
    """
    found = [
        any(
            addresses_a_machine(part)
            for part in (text[start:end], text[max(start - _EDGE, 0) : start + _EDGE],
                         text[max(end - _EDGE, 0) : end + _EDGE])
        )
        for start, end in spans
    ]  # fmt: skip
    return tuple(found) if any(found) else (True,) * len(found)


def _tagged(text: str) -> bool:
    return not text.isascii() and any("\U000e0020" <= c <= "\U000e007e" for c in text)
