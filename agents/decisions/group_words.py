"""The words of questions about groups: by what they are told apart, and what is asked of them."""

import re
from collections.abc import Mapping

_WHICH = "(?:哪|各|每|按|分|不同|几|这)(?:个|家|几家|些|几个|位|名|几位|一个|座)*"
_AXES = (
    (
        "branch",
        re.compile(
            rf"{_WHICH}(?:支行|网点|分行|机构)|(?:支行|网点|分行)(?:之间|排名|对比|排行|分布)"
        ),
    ),
    (
        "manager",
        re.compile(
            rf"{_WHICH}(?:客户|理财)?经理|(?:客户|理财)经理(?:们|的?业绩|排名|排行|谁)|几个?经理"
            r"|谁[^，。？?]{0,3}(?:最?能卖(?!出)|会卖|卖[得的]|业绩|成交(?:最|得|多)|开单|出单|联系(?:最|得|客户))|业绩[^，。？?]{0,4}谁"
        ),
    ),
    ("age", re.compile(r"年龄|岁数|年纪|年龄段|几零后|\d0后[^，。]{0,4}(?:还是|多)")),
    (
        "tier",
        re.compile(
            rf"{_WHICH}(?:客户)?(?:等级|层级|级别)|(?<!风险)(?:等级|层级)(?:分布|结构|构成)|客户分层|分层"
        ),
    ),
    (
        "risk",
        re.compile(
            rf"风险(?:等级|承受能力|偏好|类型|评级|测评)[^，。？?]{{0,4}}(?:分布|结构|构成|情况|怎么样|占比)|{_WHICH}风险(?:等级|承受|偏好|类型|评级)"
        ),
    ),
    ("payroll", re.compile(r"代发(?:和|与|跟|还是)非?|(?:按|分)(?:是否|是不是)?代发|是否代发")),
    ("gender", re.compile(r"男女|性别|男[^，。？?女]{0,6}女|女[^，。？?男]{0,6}男")),
    ("city", re.compile(rf"{_WHICH}(?:城市|地区|地市)|城市分布")),
    (
        "held",
        re.compile(
            rf"(?:持有|持仓)(?:产品|情况|结构|分布|什么|哪)|{_WHICH}(?:类)?产品(?:的)?(?:客户|持有)|按(?:持有)?产品"
        ),
    ),
)
KINDS = ("age", "tier", "payroll", "risk")
"""By what 哪类人 is answered where nothing more is said."""
_KIND = re.compile(
    r"(?:哪|什么|啥|怎样|怎么样|何种|几|各)(?:一|些|几)?(?:类|种|样|个|类型)?(?:的)?(?:人群|客群|群体|客户群)"
    r"|(?:哪|什么|啥)(?:一|些|几)?(?:类|种|样|类型)(?:的)?(?:人|客户)"
)
_AXIS_ALONE = (
    ("branch", re.compile(r"(?:按|分|各|看|到)(?:每个|各)?(?:支行|网点|机构)")),
    ("manager", re.compile(r"(?:按|分|各|看|到)(?:每个|各)?(?:位)?(?:客户|理财)?经理")),
    ("age", re.compile(r"(?:按|分|看)?年龄|岁数")),
    ("tier", re.compile(r"(?:按|分|看)(?:客户)?(?:等级|层级|级别)|(?:客户)?(?:等级|层级)呢")),
    ("risk", re.compile(r"(?:按|分|看)风险|风险(?:等级|承受能力|偏好)呢")),
    ("payroll", re.compile(r"(?:按|分|看)(?:是否|是不是)?代发|代发(?:和|与|跟)非代发")),
    ("gender", re.compile(r"(?:按|分|看)?(?:性别|男女)")),
    ("city", re.compile(r"(?:按|分|看|各)(?:个)?(?:城市|地区)")),
    ("held", re.compile(r"(?:按|分|看)(?:持有)?(?:的)?产品|持有什么")),
)

_MONEY = re.compile(r"AUM|资产|规模|存款|余额|管户|理财(?!经理)|基金|钱", re.IGNORECASE)
_CHANGED = re.compile(
    r"比(?:上|去|年初|前)|环比|同比|较(?:上|去|年初)|涨|跌|增长|增加|减少|下降|变化|变动|以来|增幅|增速|缩水|净增|新增"
)
_AHEAD = re.compile(
    r"预计|预测|往后|预期|预判|未来|下(?:个)?(?:月|季)(?!到期)|今后|接下来|展望|走势|曲线|会(?:涨|跌|增|降|剩|到)|将|能(?:到|冲|剩)|还能"
    r"|(?:年|月|季|周|天)(?:度)?(?:后|底|末)|再过"
)
_CONTACTS = re.compile(
    r"成交|业绩|能卖|会卖|卖[得的]|销售(?!费)|出单|开单|战绩|触达|联系(?:了|过|量|情况|次数|人次|和|与|、|多少|最|得|客户最)|跟进(?:情况|量)|转化"
)
_LEAVING = re.compile(r"流失|(?:要|会|想|可能)(?:走|跑)|防流失|流走")
_WOULD = re.compile(
    r"响应|感兴趣|兴趣|意愿|意向|潜力|机会|推给|投给|主推|推(?=哪|什么)|(?:可能|容易|想|会|愿意|爱|喜欢)(?:买|卖给|办|投|申请)|卖给|接受度|商机|概率|好推|好卖|适合推"
)
_SIZE = re.compile(
    r"AUM|资产|规模|存款|人数|客户数|客户量|多少|几(?:个|位|户)|占比|占|分布|结构|构成|比例|情况|怎么样|排名|排序|数量|多",
    re.IGNORECASE,
)
_SHAPE = re.compile(r"分布|结构|构成|占比|比例")
_HOW_MANY = re.compile(
    r"多少(?:个|位|名|户)?(?:客户|人|户)|(?:有|共|剩|到)(?:了)?(?:多少|几)(?:个|位|名|户)?(?=$|[，,。？?呢啊呀了吗占])"
    r"|(?:有|共)几(?:个|位|户|名)|(?<![那这])几(?:个|位|户|名)(?:客户)?(?=$|[，,。？?呢啊呀])|(?:客户|户|人)(?:数量?|总数)|占比(?!最)"
    r"|占[^，。？?]{0,8}(?:多少|几成|百分之几|多大|几个点)|占多|比例(?:是|多|有|大|呢)|多不多|流失率[^，。？?]{0,3}(?:多少|几|多高|怎么样)"
)
_OF_PEOPLE = re.compile(
    r"全行|(?:风评|测评|评估)|客户|客群|人群|[^账开窗门保用]户|岁|[Cc][1-5](?![0-9])|百万|万以上|代发|的人|名下|私行|沉睡|高净值|流失率|持有"
)
_ALL = re.compile(
    r"全行|[我咱]们?行|本行|行里|支行|我?名下|我的客户|客户|整体|总体|规模|AUM", re.IGNORECASE
)
_LIST = re.compile(
    r"名单|列(?:出|一下|个|表|给)|哪些客户|哪[几些]位|哪几个客户|哪些人(?!群)|都有谁|是谁|是哪些|有哪些人|谁(?=$|[。？?])|找出来|导(?:出|一|给|\d)"
    r"|(?:前|挑|选)(?:出)?[\d一二三四五六七八九十]+(?:位|名|个)|(?:找|推荐|挑|选|筛|给)(?:我|出|一下|一些)?[^，。？?]{0,8}几(?:个|位)"
)
_ELSEWHERE = re.compile(
    r"投诉|抱怨|吐槽|人工|写|文案|话术|朋友圈|怎么(?!样)|如何(?!了)|流程|规定|制度|合适|最多能|最多可以|上限|标准|门槛|要求"
    r"|能不能|可不可以|能[^，。？?]{0,10}吗|该联系|要联系|应该联系|对照组|版本|渠道|短信|外呼|企微|推送|为什么|为啥|凭什么|道理|生日|新闻|政策|起购|费率|手续费|利率"
    r"|今天|明天|明朝|下午|上午|约了|那批|那波|上回|上次|推的|发的|沙龙|讲座|老带新|升上去|上榜|完成率|剩多少|上门"
)
_LONGEST = 60
"""Characters of a question that asks for figures; who tells more asks for something else."""
_RESULT = re.compile(r"成交|响应|效果|转化|触达|业绩")


def axes_in(text: str) -> tuple[str, ...]:
    """By what the question tells groups apart, as far as it says so."""
    found = [name for name, words in _AXES if words.search(text)]
    if _KIND.search(text):
        found += [name for name in KINDS if name not in found]
    return tuple(found[:6])


def axis_named(text: str) -> tuple[str, ...]:
    """By what a follow-up wants the same groups told apart (按支行分, 那按年龄呢)."""
    return tuple(name for name, words in _AXIS_ALONE if words.search(text)) or axes_in(text)


def wants_a_list(text: str) -> bool:
    """Whether single customers are asked for."""
    return bool(_LIST.search(text))


def asks_how_many(text: str) -> bool:
    """Whether it asks how many customers there are, or what share of all."""
    return bool(_HOW_MANY.search(text) and _OF_PEOPLE.search(text)) and not _elsewhere(text)


def asks_for_groups(text: str) -> bool:
    """Whether it asks for a figure of each of several groups."""
    if not axes_in(text) or _elsewhere(text):
        return False
    if axes_in(text) == ("age",) and not _SHAPE.search(text) and "段" not in text:
        return False  # 年龄35岁以上的客户
    measures = (_CONTACTS, _LEAVING, _WOULD, _CHANGED, _SIZE)
    return any(words.search(text) for words in measures)


def speaks_of_all(text: str) -> bool:
    """Whether it asks how the assets of all have changed."""
    changed = _CHANGED.search(text) and _MONEY.search(text) and _ALL.search(text)
    return bool(changed) and not _AHEAD.search(text) and not _elsewhere(text)


def looks_ahead(text: str) -> bool:
    """Whether it asks how an amount will develop, which is a forecast."""
    return bool(_AHEAD.search(text))


def measure_in(text: str, said: Mapping[str, object]) -> str:
    """What is asked of the groups: ``contacts``, ``likelihood``, ``change`` or ``size``."""
    if _CONTACTS.search(text):
        return "contacts"
    if _LEAVING.search(text) or _WOULD.search(text):
        return "likelihood"
    if _CHANGED.search(text) and _MONEY.search(text):
        return "change"
    ahead = said.get("goal") in ("attrition", "tier_up", "asset_up")
    return "likelihood" if ahead or said.get("model") else "size"


def _elsewhere(text: str) -> bool:
    """Whether the words belong to another subject."""
    if _ELSEWHERE.search(text) or len(text) > _LONGEST:
        return True
    # What came of campaigns is theirs, unless it is asked of each branch or sort of people.
    of_each = any(words.search(text) for _, words in _AXES[:2]) or _KIND.search(text)
    return "活动" in text and not (of_each and _RESULT.search(text))
