"""What the stance rules see of a sentence, as features for the model."""

import re

import numpy as np
from numpy.typing import NDArray

from agents.guardrails.language.offers import LIMITS, OFFERS, SERVES
from agents.guardrails.language.stance import HEARSAY, PROHIBITS, WARNS
from agents.guardrails.language.topics import mentions

DENIES = re.compile(
    r"不(?:能|会|得|可|应|宜|要|再|予|建议|适合|保证|承诺|构成|代表|预示|等于|意味|作|提供|存在|强制|是|保本)"
    r"|不必|无法|没有办法|没办法|没法|哪有|哪来|未必|不一定|可能(?:会)?(?:亏|损|出现|发生|面临)|谨慎|警惕|谨防|切勿|请勿|勿|禁止|严禁"
    r"|拒绝|非存款|并非|并不|抱歉|风险自负|自行承担|存在(?:一定)?(?:的)?风险|有风险|亏损(?:的)?风险|举报|报警|诈骗|骗局"
)
OF_THE_TRADE = re.compile(
    r"收益|回报|赚|挣|亏|赔|跌|涨|本金|本儿|本息|连本|钱|利息|利率|年化|个点|理财|产品|基金|保险|保单|存|年金|债|净值|买|投|购|额度|名额|份额|上车|下手|下单|打款|风险|波动|测评|问卷"
    r"|评估|等级|[rc][1-5]|银行|本行|我行|同行|同业|别家|人家|他家|友商|对面|隔壁|机构|平台|贷|说明书|合同|条款|揭示|双录|录音|签|业绩|基准|%|送|礼|奖|红包|券|返|备案|登记|门槛|成本"
    r"|到账|提现|客户|机会|手慢|错过|晚了|抢|今天|最后"
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
