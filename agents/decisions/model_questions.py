"""What staff ask about the bank's own models: which there are, how good, on what they rest.

The intents of a question know customers, products and campaigns; 流失那个准不准 is none of these. A
question is claimed by what only models have (AUC, 校准, 漂移), by the word 模型 with something that
is asked of models, or by going on with a model that the thread has just spoken of.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from agents.decisions.turn import Turn
from agents.state import Decision
from prompts.messages import say
from tools.access import Role
from tools.bank_models import ASPECTS, Aspect, Named, kind_of, named
from tools.bank_models.arguments import READERS

_KEEPERS = frozenset({Role.ANALYST, Role.COMPLIANCE, Role.OPERATOR})
"""Who asks of models by their subject alone (流失那个准不准): they have no customers."""

_ONLY_MODELS = re.compile(
    r"(?<![a-z])(?:auc|gini|brier|ece|psi|qini|uplift|champion|challenger|oot|lift)(?![a-z])|(?<![a-z])ks值?(?![a-z])|布里尔"
    r"|校准|漂移|(?:模型|谁|哪个)[^，。？]{0,4}(?:漂了|飘了)|挑战者|冠军(?:模型|版本|是|挑战)|样本外|时间外推|跨期检验|特征重要|变量重要|重要特征|入模|过拟合|欠拟合"
    r"|数据穿越|特征穿越|时间穿越|未来(?:的)?(?:数据|信息)(?!什么)|标签(?:窗口|泄[露漏])|泄[露漏](?:了)?未来|偷看未来"
    r"|基准(?:发生)?率|增益模型|提升度|特征指纹|数据哈希|训练(?:集|数据|样本|的时候|时点|用的)|(?:什么时候|啥时候|何时|多久前|哪天)(?:重新)?(?:训练?|练)的"
    r"|概率(?:模型)?(?:准|可信|靠谱|可靠|靠得住)|打分(?:准|可信|靠谱|靠得住)|(?:预测|资产|消费)[^，。？]{0,6}区间[^，。？]{0,6}(?:准|覆盖|靠谱)|覆盖率|重训|验证集|测试集|检验集|交叉验证|适得其反|反效果|反而[^。？]{0,4}(?:不买|少买|更差|降低)"
    r"|(?:打分|评分|算法|模型)[^，。？]{0,8}(?:歧视|公平|偏见|敏感)|概率[^。？]{0,8}(?:实际|真的?[有会])|说(?:是)?\d+%[^。？]{0,6}(?:概率|实际)|(?:外部|外来|第三方|自带)的?模型"
)
"""Words that speak of nothing but models."""
_MODEL = re.compile(
    r"(?<![大商])(?<!语言)(?<!世界)(?<!商业)模型(?!概念)|算法(?!推荐)|评分卡|打分(?:系统|机制)|预测器"
)
_NOT_OURS = re.compile(r"大模型|语言模型|概念股|人工智能板块|估值模型|gpt|deepseek")
_OF_CUSTOMERS = re.compile(
    r"谁(?!是(?:冠军|挑战者))|哪[些几位个](?:位)?(?:客户|人(?!群))|名单|这位|那位|(?:这|那|该)个?客户|[他她](?!行)|c\d{6,}|找客户|拉一[份批]|列一[份批]|给我[^，。]{0,4}[找列拉]"
)
_OF_CAMPAIGNS = re.compile(r"活动|文案|内容版本|哪个渠道|渠道对比")
_LISTS = re.compile(
    r"(?:哪些|哪几|什么|啥|几个|多少个?|所有|全部|都有)(?:的)?[^，。？客户]{0,6}模型|模型[^，。？客户]{0,8}(?:哪些|哪几|几个|多少|清单|列表|目录|一览|有啥|有什么|都有|盘点|全景)"
    r"|(?:外部|外来|第三方|自带)的?模型|(?:列|看|说|讲)(?:一?下|出|说|讲)?(?:咱们?|我们|行里|全部|所有|在用|在跑|现有)[^，。？]{0,4}模型"
)
_ASPECTS: tuple[tuple[Aspect, re.Pattern[str]], ...] = (
    (
        "leakage",
        re.compile(
            r"验证集|测试集|检验集|交叉验证|训练样本|训练数据|多少(?:条)?样本|样本(?:量|有多少)|穿越|未来(?:的)?(?:数据|信息)|偷看|泄[露漏]|作弊|标签窗口|防(?:止|着)[^，。]{0,6}未来|(?:样本外|时间外推|跨期|oot)[^，。]{0,6}(?:怎么|如何|切|划|留)|(?:怎么|如何)(?:划分|切分|切|留出|验证|检验)|训练集|测试集|检验集|时点|提前知道"
        ),
    ),
    (
        "calibration",
        re.compile(
            r"校准|brier|布里尔|(?<![a-z])ece(?![a-z])|(?:概率|打分|分数)[^，。？]{0,10}(?:准|可信|靠谱|靠得住|可靠|对得上|当真|偏|虚)|(?:预期|期望|预测|说)[^，。？]{0,8}(?:实际|真实|真的发生)|高估|低估|说(?:是)?(?:百分之|\d+%)"
        ),
    ),
    (
        "groups",
        re.compile(
            r"公平|歧视|偏见|(?:分|各|不同|按|哪[个类些])[^，。？]{0,4}(?:客群|人群|年龄|性别|等级|群体|分组)|老年(?:人|客户)|(?:男|女)的|男女"
        ),
    ),
    (
        "drift",
        re.compile(
            r"漂移|漂了|飘了|下降|掉了|变低|下滑|(?<![a-z])psi(?![a-z])|稳定|衰减|衰退|退化|变差|失效|过时|老化|还(?:管用|好使|灵)|走样|重训|要不要(?:重新)?训|分月|按月|逐月|每个?月"
        ),
    ),
    (
        "versions",
        re.compile(
            r"版本|第几版|哪一?版|几版|冠军|挑战者|champion|challenger|(?:什么时候|啥时候|何时|多久前|哪天|几时)[^，。？]{0,6}(?:训|练|上线|上的|换|更新)|哈希|hash|指纹|谁(?:换|上|批|提)的|多久没|更新|回滚|换过|更新过|数据版本|数据截至|溯源"
        ),
    ),
    (
        "limits",
        re.compile(
            r"局限|限制|缺点|敏感(?:信息|变量|字段|特征)|性别|民族|婚姻|隐私|短板|不能(?:用|拿)|不适[用合]|注意(?:什么|啥|点)|使用边界|前提|风险点|哪里不行|什么情况下(?:别|不)"
        ),
    ),
    (
        "features",
        re.compile(
            r"(?:主要)?看(?:的|些|重|中)?(?:是)?(?:啥|什么|哪些|哪几)|特征|变量|因子|因素|入模|重要性|最重要|最?关键的?(?:是|指标)|(?:靠|凭|根据|依据|用)(?:的)?(?:是)?(?:啥|什么|哪些)|(?:怎么|咋)(?:算|判断|打(?:分)?|来)(?:出来)?的|怎么(?:打分|评分|判断)"
        ),
    ),
    (
        "meaning",
        re.compile(
            r"预测(?:的)?(?:是)?(?:啥|什么)|干(?:啥|什么|嘛)(?:用)?的|做什么用|有(?:什么|啥)用(?!$)|是(?:啥|什么)意思|定义|怎么定义|口径|正样本|正例|标签|什么算|算(?:是)?流失|对谁|哪些客户适用|适用(?:于|人群)|覆盖(?:哪些|什么)人|多长(?:时间)?|预测多久|多少天"
        ),
    ),
    (
        "quality",
        re.compile(
            r"auc|(?<![a-z])ks|gini|最(?:好|差|强|弱|低|高)|提升度|(?<![a-z])lift(?![a-z])|准|靠谱|靠得住|好使|好用|灵不灵|效果|表现|怎么?样|咋样|如何|行不行|可信|可靠|信得过|质量|水平|多好|强不强|区分|排序|前\d+%|前百分之|头部|命中|召回|覆盖|基准(?:发生)?率|样本外|证据|凭什么信|有用|管用|qini|uplift|增益|反而|反作用|反效果|适得其反|打动|因果|覆盖率|区间|误差|偏差|抓(?:住|到)|top\s?\d|捕获"
        ),
    ),
)
"""What is asked of models, the particular before the general."""
_QUALITY = re.compile(
    r"准|靠谱|靠得住|好使|好用|灵不灵|灵吗|表现|可信|可靠|信得过|看(?:些|的)?(?:啥|什么)|管用|误差|偏差|多好|怎么算的|几版|第几版|漂|稳(?:不稳|定)"
)
_GOES_ON = re.compile(r"呢|那|换成|换个|再看|再说|也(?:说|看)|一样|同样")
_NOW = re.compile(
    r"(?:现在|马上|这就|帮我|给我|现场|重新)[^，。]{0,4}(?:测|算|跑)|(?:测|算|跑)一下|(?:测|算|跑)(?:一)?[次遍]"
)
_MOST_GOING_ON = 24
"""Characters of a question that goes on with what was spoken of."""


_MADE = re.compile(
    r"(?:概率|评分|打分)[^。？]{0,6}(?:怎么|咋|如何|凭什么|靠什么|依据)[^。？]{0,4}(?:算|来|得|打|定)"
)
"""How a chance comes about, of nobody in particular; of a customer it is explained for that one."""
_MEANS = re.compile(
    r"(?:是|什么|啥)(?:什么|啥)?(?:意思|概念|含义)|(?:是|叫|指)(?:什么|啥|个啥)(?:指标|东西)?[？?]?$|怎么(?:理解|解读)|解释(?:一?下)?|通俗"
)
_TERMS = (
    ("auc", re.compile(r"(?<![a-z])auc(?![a-z])")),
    ("lift", re.compile(r"提升度|(?<![a-z])lift(?![a-z])")),
    ("brier", re.compile(r"brier|布里尔")),
    ("ece", re.compile(r"(?<![a-z])ece(?![a-z])|校准误差")),
    ("psi", re.compile(r"(?<![a-z])psi(?![a-z])")),
    ("qini", re.compile(r"qini")),
    ("uplift", re.compile(r"uplift|增益")),
    ("ks", re.compile(r"(?<![a-z])ks(?![a-z])")),
    ("champion", re.compile(r"冠军|挑战者|champion|challenger")),
)
_ONLY_TECHNICAL = re.compile(r"auc|brier|布里尔|psi|qini|uplift|校准|漂移|挑战者|样本外|穿越")


def about(aspect: Aspect) -> Callable[[Turn], Decision | None]:
    """What decides a question that is known to be about that aspect of a model: of the one that is
    named, else of the one that is spoken of, else of all.
    """

    def decide(turn: Turn) -> Decision | None:
        if turn.role not in READERS:
            return None
        found = _named(turn)
        if found is not None and found.why:
            return turn.end("not_found", found.why)
        model = found.model if found is not None else _meant(turn)
        if model is None:
            return _list(turn, aspect, found.kind if found is not None else None)
        return _card(turn, model, aspect)

    return decide


_BACK = re.compile(r"回滚|退回|退到|撤回|换回|恢复|翻车|rollback", re.IGNORECASE)


def versions(turn: Turn) -> Decision | None:
    """Which version answers; how to go back to an earlier one, where that is asked."""
    if turn.role in READERS and _BACK.search(turn.question):
        return turn.end("answer", say("model.how_to_roll_back"))
    return about("versions")(turn)


@dataclass(frozen=True)
class _Asked:
    aspect: Aspect | None
    named: Named | None


def claim(turn: Turn) -> Decision | None:
    """A question of models, decided; None where it is none, or nobody's who looks after them."""
    if turn.role not in READERS:
        return None
    asked = _read(turn)
    if asked is None:
        return None
    if term := _term(turn):
        return turn.end("answer", say(f"model.term_{term}"))
    if asked.named is not None and asked.named.why:
        return turn.end("not_found", asked.named.why)
    spoken = turn.about() == "models"
    aspect = asked.aspect or (_remembered(turn) if spoken else None)
    if _LISTS.search(turn.question.lower()) and asked.named is None:
        return _list(turn, aspect if aspect in ("calibration", "drift") else None, None)
    if asked.named is not None and asked.named.model is None:
        return _list(turn, aspect, asked.named.kind)
    model = asked.named.model if asked.named is not None else _meant(turn)
    if model is None:
        if aspect in ("features", "meaning"):
            return turn.end("clarify", say("model.which"))
        return _list(turn, aspect, None)
    return _card(turn, model, aspect or "quality")


def _read(turn: Turn) -> _Asked | None:
    text = turn.question.lower()
    if _NOT_OURS.search(text):
        return None
    only = bool(_ONLY_MODELS.search(text))
    model = bool(_MODEL.search(text))
    if _OF_CUSTOMERS.search(text) and not (only or _LISTS.search(text)):
        return None
    if _OF_CAMPAIGNS.search(text) and not model and not _ONLY_TECHNICAL.search(text):
        return None
    aspect = next((name for name, words in _ASPECTS if words.search(text)), None)
    found = _named(turn)
    spoken = turn.about() == "models"
    short = len(text) <= _MOST_GOING_ON
    if (
        only
        or (model and (aspect or found or _LISTS.search(text)))
        or (turn.role in _KEEPERS and found and _QUALITY.search(text))
        or (turn.role is Role.ANALYST and re.search(r"数据泄[漏露]", text))
        or (found and _MADE.search(text) and not (turn.memory.customer_id or turn.memory.listed))
        or (spoken and short and (aspect or _NOW.search(text) or (found and _GOES_ON.search(text))))
    ):
        return _Asked(aspect, found)
    return None


def _named(turn: Turn) -> Named | None:
    return named(
        turn.context.toolbox,
        turn.question,
        turn.word("goal"),
        turn.word("category"),
        turn.word("channel"),
        _kind_spoken_of(turn),
    )


def _kind_spoken_of(turn: Turn) -> str | None:
    """The kind of model that the thread speaks of, by the model's name."""
    if turn.about() != "models":
        return None
    kind = turn.memory.subject.get("kind")
    model = turn.memory.model if "model" in turn.memory.subject else None
    return str(kind) if kind else kind_of(turn.context.toolbox, model)


def _meant(turn: Turn) -> str | None:
    """The model that the thread last spoke of, or by which its list was ranked."""
    if turn.memory.model is not None:
        return turn.memory.model
    ranked = turn.memory.listed_by
    if not ranked or turn.role in _KEEPERS:
        return None
    goal, category = ranked.get("goal"), ranked.get("category")
    found = named(
        turn.context.toolbox,
        "",
        str(goal) if goal else None,
        str(category) if category else None,
    )
    return found.model if found is not None else None


def _term(turn: Turn) -> str | None:
    """The word of the trade whose meaning is asked for; of no model in particular."""
    text = turn.question.lower()
    if not _MEANS.search(text):
        return None
    return next((name for name, words in _TERMS if words.search(text)), None)


def _remembered(turn: Turn) -> Aspect | None:
    known = turn.memory.subject.get("aspect")
    return next((one for one in ASPECTS if one == known), None)


def _list(turn: Turn, aspect: Aspect | None, kind: str | None) -> Decision:
    made = turn.call("models_in_use", aspect=aspect, kind=kind)
    return turn.decision("models_in_use", made)


def _card(turn: Turn, model: str, aspect: Aspect) -> Decision:
    measure = aspect == "drift" and _NOW.search(turn.question) is not None
    made = turn.call("model_card", model=model, aspect=aspect, measure=measure or None)
    return turn.decision("model_card", made)
