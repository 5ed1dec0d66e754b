"""What the stance rules see of a sentence, as features for the model."""

import re

import numpy as np
from numpy.typing import NDArray

from agents.guardrails.language.offers import LIMITS, OFFERS, SERVES
from agents.guardrails.language.stance import HEARSAY, PROHIBITS, WARNS
from agents.guardrails.language.topics import mentions

DENIES = re.compile(
    r"不(?:能|会|得|可|应|宜|要|再|予|建议|适合|保证|承诺|构成|代表|预示|等于|意味|作|提供|存在|强制|是|保本)"
    r"|无法|没有办法|没办法|没法|哪有|哪来|未必|不一定|可能(?:会)?(?:亏|损|出现|发生|面临)|谨慎|警惕|谨防|切勿|请勿|勿|禁止|严禁"
    r"|拒绝|非存款|并非|并不|抱歉|风险自负|自行承担|存在(?:一定)?(?:的)?风险|有风险|亏损(?:的)?风险|举报|报警|诈骗|骗局"
)
_TOPICS = ("deposit", "treasury", "insurance", "loan", "credit_card", "market", "wealth", "fund")
_SIGNS = (
    re.compile(r"\?|吗|是否|什么|如何|怎么"),
    re.compile(r"%|百分之|个点"),
    re.compile(r"我们|我行|本行|咱"),
    re.compile(r"您|你"),
    re.compile(r"风险"),
    re.compile(r"!"),
    re.compile(r"请"),
    re.compile(r"可能|不确定|或许|也许"),
)


def cues_of(text: str) -> NDArray[np.float32]:
    """The cues of a normalised sentence, each 0 or 1."""
    kinds = {kind for kind, _, _, compared in mentions(text) if not compared}
    patterns = (DENIES, PROHIBITS, WARNS, HEARSAY, OFFERS, LIMITS, SERVES, *_SIGNS)
    found = [float(pattern.search(text) is not None) for pattern in patterns]
    return np.array([*found, *(float(topic in kinds) for topic in _TOPICS)], dtype=np.float32)
