"""What a figure is about: a forecast, a benchmark, a past return, a deposit's rate, a fee …

Decided by the words nearest to it, in its clause first. The same 3.5% is the law's business or
not depending on this.
"""

import re
from enum import StrEnum

from agents.guardrails.grounding.figures import Figure, Kind
from agents.guardrails.language.segments import Sentence, clause_at


class Role(StrEnum):
    """What a rate or an amount of money is said to be."""

    RETURN = "return"
    """A return of a product with no time in the past: read as what it will yield."""
    BENCHMARK = "benchmark"
    PAST_RETURN = "past_return"
    STATEMENT = "statement"
    """What a customer's own holding did: an account's facts, no advertisement."""
    CONTRACTUAL = "contractual"
    EXAMPLE = "example"
    OTHER = "other"


BENCHMARK = re.compile(
    r"业绩比较基准|业绩基准|比较基准|(?<![跑超同胜越过于])基准(?!利率|日|年|指数|情|点|面|地价|线|价)"
)
_RETURN = re.compile(
    r"收益|年化|回报|盈利|净赚|纯赚|能赚|可赚|多赚|赚(?!取)|到手|拿到|能拿|拿(?=\d|[一二两三四五六七八九十])|增值|获利|派息|分红(?!型|险)|利息|票息|净值增长|翻倍|多出|进账|入账"
)
_MOVES = re.compile(r"涨到|涨了|大涨|上涨|涨幅|能涨|会涨|再涨|涨|增长率|(?<![毛净])利率|[上涨]浮")
"""Words for returns only where the sentence speaks of a product; of anything else, its price."""
_OWN = re.compile(
    r"这只|这款|本产品|该产品|此产品|我行|我们|咱|您|持有|买入|净值|客户|本期|上期|理财|(?<!联邦)基金|产品"
)
_ELSEWHERE = re.compile(
    r"股价|盘前|盘中|盘初|收盘|开盘|收报|现报|收涨|每吨|每桶|每股|期货|现货|公司|毛利|营收|市值|美元|欧元|融资余额|租金|物价|价格|指标|受访|企业|集团|票据|债券收益率|国债|准备金账户|派息率|分红率|订单"
)
_OTHER = re.compile(
    r"费率?|手续费|管理费|托管费|认购费|申购费|赎回费|服务费|佣金|折扣|打折|折(?=优惠)|占比|比例|仓位|投资于|资产净值|持仓|权重|配置|回撤|亏损|跌幅|下跌|跌了?"
    r"|下降|损失|波动率?|概率|覆盖率|不良率|税率?|首付|增速|同比|环比|增长(?!率)|通胀|cpi|gdp|lpr|准备金|起购|起投|起存|递增|追加|规模|余额|限额|额度|上限|下限|价格|单价"
    r"|违约金|滞纳金|保额|保费|赔付|换手率|溢价|折价|胜率|准备|续保|失业率|渗透率|市占率|份额|得分|满意度|风险准备|杠杆|负债率|降准|降息|加息|基点|赎回比例|跟踪误差|募集"
)
_PAST = re.compile(
    r"过去|过往|以往|历史|往期|上期|前期|近(?:[一二两三四五六七八九十半\d]+)(?:个|年|月|周|日|天|季)|近(?:一|半)|最近|成立以来|上市以来|发行以来|运作以来|任职以来|年初至今|今年以来|今年(?=[^,]{0,6}(?:已|了|收益|涨))|本年以来|以来"
    r"|去年|前年|上年|上半年|前三季度|一季度|二季度|三季度|四季度|上个?(?:月|周|季度|年)|上月|上周|昨日?|本周|本月|当日|今日|截至|截止|累计|曾|实际|已实现|实现了|取得了|达到了|录得|报收|收于|七日年化|7日年化|万份收益"
    r"|(?:20\d\d)年(?!起|后)|涨了|赚了|跌了|上涨了|跑赢了|已经?(?:赚|涨|到账|派|实现|兑付|取得|达)|到期(?:兑付|实际)"
)
_FUTURE = re.compile(
    r"将|会|能|可[以达获得拿赚]|有望|可望|预计|预期|预测|预估|估计|大概|未来|明年|后年|下半年(?!已)|下个?(?:月|季度|年)|年底|到期(?!实际|兑付)|持有(?:满|到|一|半|两|三|\d)|起码|至少|最少|保守|一年下来|一年就|每年|年年|每月|月月|每天"
    r"|轻松|稳|保证|肯定|一定|随便|妥妥"
)
_STATEMENT = re.compile(
    r"您(?:持有|购买|投资|认购|申购|买入|名下|账户|所持|在我行)|您的(?:账户|持仓|理财|基金|产品|资产|组合|收益)|(?:尊敬的客户|您好)[^。]{0,20}(?:已到账|到账|已派发|已兑付)|(?:已|成功)(?:到账|入账|派发|兑付|计入|发放)|昨日收益|持仓收益|累计收益|浮动?盈亏"
)
_CONTRACTUAL = re.compile(
    r"预定利率|保证利率|保底利率|最低保证|保证给付|结算利率|合同约定|票面利率|发行利率|执行利率|挂牌利率|存款利率|年利率|到期利率|计结息|贷款利率|借款利率|房贷利率|复利|单利|有效保额|现金价值|生存金|公积金"
)
_EXAMPLE = re.compile(
    r"假设|假如|假定|举例|例如|比如|譬如|示例|演示|情景|情形下|测算示例|仅为示意|仅供演示"
)
_PRODUCTS = frozenset({"wealth", "fund", "private"})
_NOT_RETURNS = frozenset({"deposit", "treasury", "loan", "credit_card", "market"})


def role_of(sentence: Sentence, figure: Figure, topic: str) -> Role:
    """The role of a rate, amount or multiple that stands in ``sentence``.

    ``topic`` is what the figure is said of (``topics.topic_at``): deposits, bonds, loans and
    markets have rates, not promised returns.
    """
    text = sentence.text
    at = figure.start - sentence.start
    first, _ = clause_at(text, at)
    before = text[first:at]
    after = text[at + len(figure.text) : at + len(figure.text) + 14]
    if re.search(r"(?:换手率|费率|波动率|周转率)[^,。;]{0,6},(?:年化)?[^,。;]{0,3}$", text[:at]):
        return Role.OTHER  # 换手率高,年化约三倍
    if _is_benchmark(text, at):
        return Role.BENCHMARK
    if topic in _NOT_RETURNS or _CONTRACTUAL.search(before[-14:] + "|" + after[:8]):
        return Role.CONTRACTUAL
    own = topic in _PRODUCTS or bool(_OWN.search(text))
    if not own and _ELSEWHERE.search(text):
        return Role.OTHER
    if not _says_return(text, first, at, figure, own):
        return Role.OTHER
    if _EXAMPLE.search(text[:at]):
        return Role.EXAMPLE
    past = _PAST.search(text[: at + len(figure.text)]) or _PAST.search(after)
    if own and not past and _only_moves(text[first:at]) and not _FUTURE.search(text):
        return Role.PAST_RETURN  # 这只基金涨了3%: a move that has happened
    if past and not _FUTURE.search(before[-10:] if len(before) > 3 else text[max(0, at - 14) : at]):
        return Role.STATEMENT if _STATEMENT.search(text) else Role.PAST_RETURN
    if _STATEMENT.search(text) and not _FUTURE.search(before):
        return Role.STATEMENT
    return Role.RETURN


def _only_moves(before: str) -> bool:
    return bool(_MOVES.search(before)) and not _RETURN.search(before)


def _is_benchmark(text: str, at: int) -> bool:
    """Whether the nearest name before the figure is a benchmark, with no return named between."""
    last = None
    for last in BENCHMARK.finditer(text, 0, at):
        pass
    if last is None:
        return bool(re.match(r"[^,。]{0,6}(?:的)?(?:业绩)?比较基准", text[at:]))
    between = text[last.end() : at]
    return len(between) <= 40 and not re.search(
        r"实际|到期(?:收益|能|可)|收益率为|年化收益|净值增长|涨幅|跑赢|能拿|到手|赚|费", between
    )


def _says_return(text: str, first: int, at: int, figure: Figure, own: bool) -> bool:
    """Whether the words by the figure call it a return, nearer than anything else does."""
    before = text[first:at]
    after = text[at + len(figure.text) : at + len(figure.text) + 14]
    if re.match(r"的?[^,。]{0,6}费", after) or re.search(
        r"费率?[,::]?(?:年化|每年|按)?$", text[:at]
    ):
        return False
    returns = [match.end() for match in _RETURN.finditer(before)]
    if own:
        returns += [match.end() for match in _MOVES.finditer(before)]
    others = [match.end() for match in _OTHER.finditer(before)]
    if returns or others:
        return max(returns, default=-1) > max(others, default=-1)
    head = re.split(r"[,;。!?]", after)[0]
    follows = _RETURN.search(head) or (_MOVES.search(head) if own else None)
    if follows and not _OTHER.search(head[: follows.start()]):
        return True
    if figure.kind is Kind.MONEY or _OTHER.search(head):
        return False
    earlier = text[max(0, first - 16) : first]
    return bool(_RETURN.search(earlier)) and not _OTHER.search(earlier)
