"""What a customer asks about their own account: one thing of it, answered by itself.

The intent says that it is their account (or a product, or a complaint: 我基金亏了没 reads like
one); the words say which part of it. Only where the whole is asked for is the whole told.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from agents.decisions.stated import speaks_of_kin
from agents.decisions.turn import Turn
from agents.state import Decision
from agents.understanding.lexicons import lexicon
from agents.understanding.slots.numerals import NUMBER, parse_number
from tools.histories import MONTHS

INTENT = "customer_profile"

_MINE = re.compile(
    r"我(?!们?行|国|市)|咱(?!们?行|行)|俺|本人|自己|名下|账[上户号]|手[上里头](?!续)|卡[里上]|家底|存折"
)
_SHORT = 24
"""Characters of a question that goes on about the account that was just spoken of."""
_ELSEWHERE = re.compile(
    r"怎么(?!样)|如何|咋(?!样)|为什么|为啥|凭什么|会不会|能不能|可不可以|该不该|应该|要不要|建议|推荐|投诉|赔我|退钱|说法"
    r"|利率|利息|手续费|年费|额度|限额|规定|多久(?:做|测|一次|有效)|影响|什么意思|到账|取出|取款|转出|转账|销户|注销"
    r"|如果|要是|万一|假如|可以(?!帮|看|查)|能(?:买|选|投|做|办)|想买|要买|骗|警察|公安|怎样"
)
"""What asks for more than a look into the account: how, whether one may, advice, redress."""
_HELP = re.compile(
    r"^(?:你好|您好|请问|麻烦|劳驾|请|想|能不能|可不可以|可以|能|，|,|\s)*(?:你|您)?(?:帮忙?|给|替)我?"
    r"(?:看看|看一?下|查查|查一?下|查询|算算|算一?下|瞧瞧|瞅瞅|看|查)?(?:一下)?[，,]?"
)
_ASKS = re.compile(
    r"吗|么|没(?:有)?[？?。啊呀呢]?$|(.)没\1|没啊|还是|多少|几[号天月日时只笔样个]|哪[天个些位几只]|啥|什么|何时|谁|呢|不[？?]?$|[？?]|看看|看一?下|查|有没有|是不是|怎么样|咋样|如何|说一?下"
)

_EARLIER = (
    (
        re.compile(
            rf"({NUMBER})个?月(?:之|以)?前|(?:比|跟|和|较)前({NUMBER})个?月|近({NUMBER})个?月"
        ),
        None,
    ),
    (re.compile(r"半年(?:之|以)?前|(?:比|跟|和|近)半年"), 6),
    (re.compile(r"上个?季度?|三个月"), 3),
    (re.compile(r"去年(?:同期|这个?时候|今天|同月)?|一年(?:之|以)?前|同比|年同期"), 12),
    (re.compile(r"年初|今年以来|今年"), 0),
)
"""Against which month end, in months before the last; 0 is the end of the last year."""
_COMPARED = re.compile(
    r"(?:比|跟|和|与|较|同)(?:起|着)?(?:上|前|去|年初|半年|一年|三个?月|几个?月|之前|以前|[一二两三四五六七八九十\d])"
    r"|环比|同比|上个?月(?:相)?比"
)
_LATELY = re.compile(r"[这上]个?月|今年|最近|近(?:[一二两三四五六七八九十\d]+个?月|半年|一年)")
_MOVED = re.compile(
    r"(?:变|多|少|涨|增加?|减少?|缩水?|升|降|跌|高|低)(?:了|出|没|多)"
    r"|多(?:了)?还是少|涨(?:了)?还是|增(?:加)?(?:了)?还是减|变动|变化|增减|缩水|少了|多了|比呢|相?比(?:起来)?(?:怎么样|咋样|如何|呢)"
)
_GAINED = re.compile(
    r"(?:亏|赔|赚|盈利?)(?:着|了|钱|没|不|的)*(?:没有?|吗|么|多少|几|还是|不|呢|[？?])"
    r"|是(?:赚|亏|赔|盈)是?|(?:赚|亏|赔)(?:的)?还是|(?:亏|赚|赔|涨)没(?:亏|赚|赔|涨)|盈亏|浮[盈亏]|赚(?:到|了)?多少|亏(?:到|了)?多少|回本(?:了)?(?:没|吗)?"
    r"|收益(?:怎么样|咋样|如何|多少|有多少|情况)|(?:挣|赚)(?:到|着)?(?:了)?钱?(?:没|吗|了吗|了没)"
)
_AHEAD = re.compile(
    r"能(?:赚|挣|亏|收益)|会(?:赚|亏|赔|不会)|可以赚|预期|预计|将来|以后|下个?月|明年|未来"
)
_DUE = re.compile(r"到期|满期|期满|到日子|到时候了")
_SOON = re.compile(r"(?:最近|快|马上|近期|这个月|下个月)[^，。？?]{0,6}到期")
_LAST_TIME = re.compile(r"上(?:一)?(?:次|回)[^，。？?]{0,4}(?:测评|风评|评估)")
_WHEN = re.compile(
    r"什么时候|啥时候?|何时|哪[天月日]|几[号月日]|多久|还有(?:多|几)|快(?:要)?|最近|近期|有没有|哪些|哪个|有啥|有什么|吗|没[有？?]?|看看|查|[？?]|了没|时间|日期|排"
)
_AFTER_DUE = re.compile(
    r"到期(?:了)?(?:后|之后|以后|自动|续|转存|怎|可以|能|没取|不取|要不要|该)|续(?:存|投|期)|转存"
)
_ASSESSED = re.compile(
    r"测评|风险评估|风评|评估(?!价)|风险(?:承受)?(?:等级|能力|级别)|我(?:是|属于)C\d|C几"
)
_ABOUT_ASSESSMENT = re.compile(
    r"上(?:一)?(?:次|回)|什么时候|啥时候?|何时|哪[天年月]|几(?:号|月|级)|过期|失效|有效|到期|作废|还(?:在|有|能用|管用)"
    r"|(?:是|算|属于|到)?(?:什么|啥|哪个?|几)(?:等)?(?:级|档|类型|型)|是(?:多少|什么|啥)|C几|结果|还差|没(?:有)?过"
)
_MANAGER = re.compile(
    r"(?:客户|理财|管户|专属|贴身|对口)经理|负责人|(?:谁|哪位|哪个)(?:在|来)?(?:管|负责|服务|对接|跟进)|(?:管|负责)我"
)
_WHO = re.compile(r"谁|叫|哪[位个]|名字|姓(?:啥|什么)|怎么称呼|是男是女|电话|联系方式|换(?:了|人)")
_SPENT = re.compile(
    r"(?:花|消费|刷|支出|用)(?:卡)?(?:了|掉|出去|费)*(?:多少|几|不少|的?钱)|花(?:了)?(?:多少|几)|消费(?:情况|记录|明细|多少|了)|花销|开销|刷(?:了)?多少|支出(?:情况|多少)"
)
_BY_CARD = re.compile(r"(?:上|这|本)个?月[^，。？?]{0,4}(?:刷|花|消费)")
_NOT_SPENT = re.compile(
    r"要花|得花|需要花|花多少(?:钱)?(?:能|可以|才|买|办)|用多少(?:钱)?(?:能|可以|才)|起|买[^了]"
)
_HAVE = (
    r"(?:有没有|有(?:哪些|什么|啥|多少|几)|还(?:有|剩)|剩(?:下|余)?(?:多少|几)?|余额|存了(?:多少|几)|存着?多少|持有|买(?:过|了)(?:哪些|什么|啥|多少|几|没)?"
    r"|有(?:[^，。？?]{0,8})(?:吗|么|没)|放(?:了|着)?多少|欠(?:了|着|你们|行里|银行)?(?:多少|几|钱)|多少钱|持仓|配了多少|占(?:多少|比))"
)
_I_HAVE = re.compile(
    rf"(?:我(?!们?行|想|要|能|可|应|该|准备|打算|问|国|市)|俺|咱(?!们?行)|本人|自己|名下|账上|账户里?|手[上里头]|卡里?)"
    rf"[^，。？?]{{0,8}}?{_HAVE}"
)
_AND_THAT = re.compile(r"^(?:那|还有)?[^，。？?]{1,8}呢[？?]?$")
_LEFT = re.compile(r"还(?:有|剩)(?:多少|几)|剩(?:多少|余)|余额|存了")
_WHOLE = re.compile(
    r"(?:所有|全部|总共|一共|总的|整体|合计|加(?:起来|一起)|总)(?:的)?[^，。]{0,4}(?:资产|钱|家底|情况|多少)|总资产|资产(?:情况|状况|总)|家底|名下(?:的)?资产"
)
_PURCHASED = re.compile(
    r"买(?:的|过|了)|持有|手[上里头]|投(?:的|了)|那[几些只]|我的?(?:基金|理财|保险)"
)


def own_account(turn: Turn) -> Decision | None:
    """The part of the asker's own account that a question is about; None where it is about
    anything else, or about the whole of it.
    """
    if not turn.is_customer:
        return None
    # 闺女不在家，我那定期哪天到期: what is said of somebody else is no part of the question.
    clauses = [one for one in re.split(r"[，,。；;！!]", turn.question) if _bought_for_me(one)]
    said = _HELP.sub("", "，".join(clauses).strip(), count=1) or "，".join(clauses)
    if not said:
        return None
    mine = bool(_MINE.search(said))
    goes_on = turn.memory.intent == INTENT and len(said) <= _SHORT
    if _ELSEWHERE.search(said) or not _ASKS.search(turn.question):
        return None
    for part, decide in _PARTS.items():
        if _speaks_of(part, said, mine=mine or goes_on, turn=turn):
            return replace(decide(turn, said), intent=INTENT)
    return None


def _bought_for_me(clause: str) -> bool:
    """Whether a clause is not of somebody else, or of what they did for the asker."""
    return not speaks_of_kin(clause) or bool(re.search(r"[给帮替]我(?:买|存|配|办)", clause))


def _speaks_of(part: str, said: str, *, mine: bool, turn: Turn) -> bool:
    categories = category_of(said)
    match part:
        case "gain":
            held = mine and (categories in _INVESTED or _PURCHASED.search(said))
            return bool(held and _GAINED.search(said) and not _AHEAD.search(said))
        case "change":
            own = mine or not (turn.slot("topic") or categories or turn.slot("product"))
            compared = _COMPARED.search(said) or (mine and _LATELY.search(said))
            market = turn.slot("topic") and not categories
            return bool(own and compared and _MOVED.search(said) and not market)
        case "maturity":
            due = _DUE.search(said) and _WHEN.search(said) and not _AFTER_DUE.search(said)
            return bool((mine or _SOON.search(said)) and due and not _ASSESSED.search(said))
        case "assessment":
            own = mine or bool(_LAST_TIME.search(said))
            return bool(own and _ASSESSED.search(said) and _ABOUT_ASSESSMENT.search(said))
        case "manager":
            return bool(mine and _MANAGER.search(said) and _WHO.search(said))
        case "spending":
            own = mine or bool(_BY_CARD.search(said))
            return bool(own and _SPENT.search(said) and not _NOT_SPENT.search(said))
    if turn.memory.intent == INTENT and categories and _AND_THAT.search(said):
        return True
    if _WHOLE.search(said) or not categories:
        return False
    return bool(_I_HAVE.search(said) or _LEFT.search(said))


_INVESTED = frozenset({"fund", "wealth", "gold", "insurance", "pension", "bond", "forex"})
_DEMAND = re.compile(r"活期|零钱|随时(?:能)?(?:用|取)的?钱|闲钱|能(?:马上|随时)(?:用|取)")
_OWES = re.compile(
    r"欠(?:着|了)?(?:你们|银行|行里|咱行)?(?:多少|几)?[^，。？?]{0,2}(?:钱|款|账)|没还(?:完|清)"
)
_KIND_OF_DEPOSIT = re.compile(r"大额存单|存单|通知存款|定期存款|整存整取")


def category_of(said: str) -> str | None:
    """The category of the mart's balances that a text names, or None."""
    if _DEMAND.search(said):
        return "demand"
    if _OWES.search(said):
        return "loan"
    hits = lexicon("category").find(said.lower())
    return hits[0].value if hits else None


def _change(turn: Turn, said: str) -> Decision:
    made = turn.call("my_changes", months=months_in(turn, said), category=category_of(said))
    return turn.decision("my_changes", made)


def months_in(turn: Turn, said: str) -> int:
    """Against which month end a text compares, in months before the last."""
    for words, back in _EARLIER:
        found = words.search(said)
        if found is None:
            continue
        if back == 0:
            return turn.context.toolbox.as_of.month
        counted = next((one for one in found.groups() if one), None) if found.groups() else None
        number = parse_number(counted) if counted else back
        if number:
            return max(1, min(MONTHS - 1, int(number)))
    return 1


def _gain(turn: Turn, said: str) -> Decision:
    category = category_of(said)
    invested = category if category in _INVESTED else None
    made = turn.call("my_gains", category=invested, said=turn.question[:200])
    return turn.decision("my_gains", made)


def _spending(turn: Turn, said: str) -> Decision:
    span: dict[str, int] = {}
    today = turn.context.toolbox.as_of
    if named := re.search(rf"({NUMBER})月(?:份)?(?!前|来|内|以)", said):
        number = parse_number(named[1])
        span = {"ago": (today.month - int(number or today.month)) % 12}
    elif re.search(r"上(?:个)?月", said):
        span = {"ago": 1}
    elif counted := re.search(rf"(?:近|最近|过去|这)({NUMBER})个?月", said):
        number = parse_number(counted[1])
        span = {"months": max(1, min(MONTHS, int(number or 1)))}
    elif re.search(r"今年|年初", said):
        span = {"months": turn.context.toolbox.as_of.month}
    elif re.search(r"半年", said):
        span = {"months": 6}
    elif re.search(r"一年|一共|总共", said):
        span = {"months": 12}
    return turn.decision("my_spending", turn.call("my_spending", **span))


def _account(template: str) -> Callable[[Turn, str], Decision]:
    def decide(turn: Turn, said: str) -> Decision:
        return turn.decision(template, turn.call("my_account"))

    return decide


def _held(template: str) -> Callable[[Turn, str], Decision]:
    """The holdings that a question names, or those of the category that it names."""

    def decide(turn: Turn, said: str) -> Decision:
        category = category_of(said)
        kind = _KIND_OF_DEPOSIT.search(said) if category == "deposit" else None
        made = turn.call(
            "my_holdings",
            category=category,
            kind=kind.group() if kind else None,
            said=turn.question[:200],
        )
        return turn.decision(template, made)

    return decide


_PARTS: Mapping[str, Callable[[Turn, str], Decision]] = {
    "gain": _gain,
    "change": _change,
    "assessment": _account("my_assessment"),
    "maturity": _held("my_maturity"),
    "manager": _account("my_manager"),
    "spending": _spending,
    "holding": _held("my_holding"),
}
"""Each part of an account and what answers it, in the order in which they are looked for."""


_DIFFERS = re.compile(r"[多少涨跌变缩增减升降高低比]|不对|没了|进账|出去")


def part(turn: Turn, name: str) -> Decision:
    """One part of the asker's account, for a question that is learned to be about it; the whole
    where the words ask for that.
    """
    of_all = name == "holding" and _WHOLE.search(turn.question)
    if of_all or (name == "change" and not _DIFFERS.search(turn.question)):
        return whole(turn)
    return _PARTS[name](turn, _HELP.sub("", turn.question))


def whole(turn: Turn) -> Decision:
    """The account as a whole."""
    return turn.decision("my_account", turn.call("my_account"))
