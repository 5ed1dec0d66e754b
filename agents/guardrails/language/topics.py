"""Which kind of product a stretch of a sentence is about.

What the law forbids for wealth products is a plain fact of deposits (their rate), government bonds
and the guaranteed part of insurance; a comparison with a deposit is not about the deposit.
"""

import re
from collections.abc import Iterator

DEPOSIT, TREASURY, INSURANCE, WEALTH, FUND = "deposit", "treasury", "insurance", "wealth", "fund"
LOAN, CARD, GOLD, MARKET, PRIVATE = "loan", "credit_card", "gold", "market", "private"

_NOUNS = {
    DEPOSIT: r"大额存单|存单|结构性存款|通知存款|定期存款|活期存款|储蓄存款|协定存款|特色存款|存款(?:保险)?"
    r"|整存整取|零存整取|定存|活期|定期(?!开放|开|报告|检视|调整|披露|评估|回访|更新|寿险|投|的?信息)|储蓄(?!国债)|存钱|利率表",
    TREASURY: r"储蓄国债|电子式国债|凭证式国债|记账式国债|国债|政府债券?|地方债|国库券",
    INSURANCE: r"保险(?!存款)|年金|增额终身寿|增额寿|终身寿|寿险|万能险|分红险|两全险|重疾险|医疗险|意外险|保单|养老险|险种"
    r"|万能账户|保费|现金价值",
    FUND: r"货币基金|债券基金|股票基金|混合基金|指数基金|公募基金|(?<!联邦)基金(?!经理|从业|业协会|公司)|货基|债基|etf|lof|fof|定投",
    PRIVATE: r"私募基金|私募股权|私募|信托计划|信托|资管计划|家族信托",
    WEALTH: r"理财(?!经理|师|顾问|规划|知识|课堂|节|中心|讲座|服务|需求|通|目标|观念|习惯)|固收[+类]?|净值型|资管产品",
    LOAN: r"贷款|信用贷|房贷|按揭|消费贷|经营贷|车贷|借款|授信|lpr|还款|月供|公积金",
    CARD: r"信用卡|刷卡|分期|账单|年费|积分|借记卡|储蓄卡|银联卡|首刷|消费满",
    GOLD: r"黄金|金条|积存金|白银|贵金属",
    MARKET: r"指数|沪指|深成指|创业板|科创板|上证|沪深|恒生|纳斯达克|道琼斯|标普|大盘|a股|港股|美股|板块|gdp|cpi|ppi"
    r"|社融|m2|降准|降息|央行|美联储|汇率|shibor|逆回购|隔夜利率|通胀|美债|油价|房价|原油|期货|市场(?=[^,。]{0,6}(?:上涨|下跌|走))",
}
_ANY = re.compile("|".join(f"(?P<{name}>{nouns})" for name, nouns in _NOUNS.items()))
_COMPARED_BEFORE = re.compile(
    r"(?:跟|和|与|同|像|如|如同|好比|比|比起|较|比较|当|当作|当成|看成|等于|等同于?|相当于|类似于?|堪比|媲美|胜过|胜似|超过|超|高于|高过"
    r"|优于|好于|强于|多于|低于|不如|不同于|区别于|代替|替代|取代|不是|并非|非|不属于|不等于|不等同于?|吊打|秒杀|碾压|完胜|跑赢|放弃|告别"
    r"|底层|底仓|投向|投资于|主要投|主要买|配置|打底|与其|对比|相比|同期|同期限|同类|银行|转出|取出|从)"
    r"(?:资产|全是|都是|全部|主要|基本|也|就|是|为|把钱|把钱存|将钱|存|做|办|买|放|放在|一般|普通|传统|同期|同期限|银行|您的|您|我行|的|了|一款|一个|一份|个|年|期|一|三|五|两|二|\d|[一-鿿]{0,2}年期?)*$"
)
_COMPARED_AFTER = re.compile(
    r"(?:的?(?:利率|利息|收益|产品)?)?(?:一样|似的|一般(?=[安稳])|般|差不多|没(?:什么|啥|有)?(?:区别|差别|两样|不同)|同样|还(?:要)?(?:安全|稳|高|划算|好)"
    r"|更(?:安全|稳|高)|(?:的)?(?:利率|利息|收益)?(?:太低|这么低|越来越低|又降|不划算|没意思|跑不赢|才\d|只有|还不如|不如|一降再降)|的?(?:两|三|几|数|好几|\d+(?:\.\d+)?)倍|替代|的平替|升级版|plus|搬家|到期|相比|那样|类似|级别的?安全)"
)


def mentions(text: str) -> Iterator[tuple[str, int, int, bool]]:
    """Every product noun: its kind, where it stands, and whether it is only compared with."""
    for match in _ANY.finditer(text):
        compared = bool(_COMPARED_BEFORE.search(text[max(0, match.start() - 14) : match.start()]))
        compared = compared or bool(_COMPARED_AFTER.match(text, match.end()))
        yield str(match.lastgroup), match.start(), match.end(), compared


def topic_at(text: str, start: int, end: int, fallback: str = "") -> str:
    """What ``text[start:end]`` is said of: the nearest product noun before it, else after it.

    Nouns that are only compared with do not count. ``fallback`` (the product of the context) is
    the answer where the sentence names none.
    """
    before = ""
    after = ""
    for kind, first, last, compared in mentions(text):
        if compared:
            continue
        if first < end:
            before = kind
        elif not after and first - end <= 12:
            after = kind
        del last
    return before or after or fallback
