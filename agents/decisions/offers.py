"""Which product: the next best offer, why and why not, product facts, suitability."""

import re
from dataclasses import replace

from agents.decisions import customers, news, texts
from agents.decisions.shelf import asked_of
from agents.decisions.stated import (
    age_in,
    buys_for_someone,
    objective_in,
    risk_bounds,
    risk_in,
    supposed_level,
    wants_lower_risk,
)
from agents.decisions.turn import Ask, Turn
from agents.state import Decision
from agents.understanding.lexicons import lexicon
from prompts.messages import say
from tools.access import Role
from tools.entities import partly_mentioned
from tools.shelf import shelf

MOST_COMPARED = 5
_OBJECTIVES = {"asset_up": "aum", "tier_up": "aum", "activity": "activity"}
"""What the order of offers serves, by the goal that the asker states."""


def next_best_offer(turn: Turn) -> Decision:
    """What the decision core offers this customer, within what is stated."""
    if not turn.is_customer and _of_a_group(turn):
        return customers.find_prospects(turn)
    customer_id = turn.customer()
    if turn.is_customer and buys_for_someone(turn.question) and age_in(turn.question):
        return suitability_check(turn)  # 我妈68了: not what suits the asker
    lowest, highest = risk_bounds(turn.question)
    if lowest is None and highest is None:
        earlier = turn.slot("product_risk")  # said earlier in the thread
        highest = str(earlier) if earlier else None
    if turn.memory.product_id and wants_lower_risk(turn.question):
        offered = shelf(turn.context.toolbox.store)[turn.memory.product_id].risk_level or "R2"
        lowest, highest = None, f"R{max(1, int(offered[1]) - 1)}"
    offers = turn.call(
        "next_best_offer",
        customer_id=customer_id,
        **turn.wished(),
        **turn.stated("category"),
        min_risk=lowest,
        product_risk=highest,
        objective=None if turn.is_customer else _aim(turn),
    )
    named = turn.product()
    calls = [offers]
    if named:  # a product that the asker names is answered for, never silently replaced
        calls.append(turn.call("check_suitability", customer_id=customer_id, product_id=named))
    chosen = offers.result.offers[:1]  # type: ignore[attr-defined]
    products = tuple(offer.product_id for offer in chosen)
    return turn.decision("next_best_offer", *calls, products=products)


_SEGMENT = ("min_age", "max_age", "min_aum", "max_aum", "tier", "payroll")


def _of_a_group(turn: Turn) -> bool:
    """Whether staff ask for customers of a sort, not for a product (60岁以上有闲钱的，给我5个)."""
    one = turn.slot("customer") or turn.slot("customer_id") or turn.speaks_of_one()
    return bool(turn.stated(*_SEGMENT)) and not one and turn.context.scope.role in _LISTERS


_LISTERS = frozenset({Role.RM, Role.MANAGER})


def _aim(turn: Turn) -> str | None:
    return objective_in(turn.question) or _OBJECTIVES.get(str(turn.slot("goal")))


_WHY = re.compile(
    r"为什么|为啥|为何|(?:是|就|才是?)为了|才(?:给我)?推|怎么(?:不|老|总|就|只)|咋(?:不|老|总|就|只)|干嘛|干吗|凭(?:什么|啥)|是不是(?:因为|为了)|不推"
)
_RECOMMENDS = re.compile(r"推(?!迟|后|进|出|翻)|推荐|介绍|给我(?:看|配|选|弄)|卖我|安利")
_ASKED_WHY = (
    ("gain", re.compile(r"提成|佣金|回扣|奖金|任务|业绩(?!比较)|冲量|赚我|挣我|好处费|抽成|拿钱")),
    (
        "growth",
        re.compile(
            r"涨(?:得|的|幅|了)|翻(?:倍|番)|猛|赚得?(?:多|快|了|最)|赚(?:的|钱)最?多|最赚|收益(?:率)?(?:最|更|比较)?高|高收益|利(?:率|息)(?:最|更)?高|最?火|热门|牛|暴"
        ),
    ),
    ("stock", re.compile(r"股票(?!型|类|基金)|炒股|个股")),
)
"""What a customer means who asks why something was recommended, or not; the first that fits."""


def asks_why_offered(text: str) -> bool:
    """Whether a text asks why something is, or is not, recommended."""
    return bool(_WHY.search(text) and _RECOMMENDS.search(text))


def why_offered(turn: Turn) -> Decision | None:
    """A customer's why of a recommendation, by what they mean; None of anything else."""
    if not turn.is_customer or not asks_why_offered(turn.question):
        return None
    return replace(explain_decision(turn), intent="explain_decision")


def _to_the_customer(turn: Turn, customer_id: str) -> str:
    """The reason in the asker's own terms, empty where the rule or rank itself is the reason."""
    level = turn.call("my_account", customer_id=customer_id).result
    risk = level.risk_level if level.risk_valid else None  # type: ignore[attr-defined]
    meant = next((name for name, words in _ASKED_WHY if words.search(turn.question)), None)
    if meant == "growth":
        return (
            say("explain.asked_growth_level", customer_risk=risk)
            if risk
            else say("explain.asked_growth")
        )
    if meant:
        return say(f"explain.asked_{meant}")
    return ""


_SAFE = re.compile(r"风险|保本|保不保|会不会亏|会亏|亏不亏|安全|靠谱|稳不稳|稳当")
_BRIEF = 16


def risk_of_offered(turn: Turn) -> Decision | None:
    """How risky the product is that was just offered (那个有风险没有, 你就说保不保本吧)."""
    product_id = turn.memory.product_id
    if not turn.is_customer or product_id is None or len(turn.question) > _BRIEF:
        return None
    if not _SAFE.search(turn.question) or turn.stated("category", "product", "product_risk"):
        return None
    info = turn.call("product_info", products=[product_id])
    return turn.decision("product_risk", info, products=(product_id,))


def explain_decision(turn: Turn) -> Decision:
    """Why this customer or product, or why not that one: the true rule or score."""
    if not turn.is_customer and _STOPPED_TEXT.search(turn.question):
        return texts.compliance_check(turn)
    if supposed := supposed_level(turn.question):
        return _what_if(turn, supposed)
    if turn.memory.intent == "suitability_check" and turn.slot("product_risk"):
        return suitability_check(turn)  # its rules are the reason
    if (of_list := _why_this_list(turn)) is not None:
        return of_list
    if turn.is_customer and not turn.products() and (turn.slot("product_risk") or _nothing(turn)):
        return suitability_check(turn) if turn.slot("product_risk") else _barred(turn)
    customer_id = turn.customer()
    if turn.memory.list_tool == "my_day" and _ABOUT_LIST.search(turn.question):
        day = turn.call("my_day", **turn.memory.list_arguments)
        about = turn.call("contact_permission", customer_id=customer_id)
        return turn.decision("explain_agenda", day, about)
    product_id = turn.product() or turn.memory.product_id
    parts = partly_mentioned(turn.context.toolbox, turn.context.scope, turn.question)
    if not turn.products() and parts:
        product_id = parts[0]
    elif turn.slot("category") and not turn.slot("product"):
        product_id = None  # asked about a kind of product, not about the one that was offered
    result = turn.call(
        "explain_decision",
        customer_id=customer_id,
        product_id=product_id,
        **turn.wished(),
        **{**_listed_by(turn), **turn.stated("category", "goal")},
    )
    reason = _to_the_customer(turn, str(customer_id)) if turn.is_customer else ""
    return turn.decision("explain_decision", result, say=reason)


def _nothing(turn: Turn) -> bool:
    """Whether what the thread last said is that nothing may be offered."""
    return bool(turn.memory.barred) and turn.memory.product_id is None


def _barred(turn: Turn) -> Decision:
    """The rule that keeps everything from the customer who asks."""
    made = turn.call("check_suitability", **turn.memory.barred)
    return turn.decision("suitability_check", made)


def product_info(turn: Turn) -> Decision:
    """Facts of products from the product table, and how they work from the knowledge base.

    A view where one is asked for; for a compliance officer, what documents say against the table.
    """
    if turn.context.scope.role is Role.COMPLIANCE and _AGAINST.search(turn.question):
        return turn.decision("document_conflicts", turn.call("document_conflicts"))
    if news.VIEW.search(turn.question):
        view = news.market_view(turn, turn.product())
        if view is not None:
            return view
    several = turn.products()
    if len(several) > 1:
        compared = turn.call("product_info", products=list(several[:MOST_COMPARED]))
        return turn.decision("product_info", compared, products=several[:MOST_COMPARED])
    try:
        named = turn.product()
    except Ask:  # not on the shelf: a document may speak of it
        if (written := _written_of(turn, str(turn.slot("product")))) is None:
            raise
        return written
    how = _asks_how(turn.question) or _compares_categories(turn.question)
    if named is None and (turn.slot("category") is None or how):
        # How it works, not which there are; that nothing was found is an answer, too.
        found = news.searched(turn)
        said = bool(found.result.items)  # type: ignore[attr-defined]
        if said or turn.slot("category") is None or _WHETHER.search(turn.question):
            return turn.decision("service_info", found)
    info = turn.call(
        "product_info",
        products=[named] if named else None,
        asked=asked_of(turn.question) if named else None,
        **_on_shelf(turn, named),
    )
    return turn.decision("product_info", info, products=(named,) if named else ())


def _written_of(turn: Turn, product: str) -> Decision | None:
    """What documents say of a product that is not on the shelf, where they name it."""
    made = news.searched(turn)
    items = made.result.items  # type: ignore[attr-defined]
    own = _GENERIC.sub("", product) or product
    if any(own in f"{item.title}{item.passage}" for item in items[:1]):
        return turn.decision("service_info", made)
    return None


_GENERIC = re.compile(
    r"[\d\s一二三四五六七八九十]+(?:号|期|年|天|个月)?|理财|基金|保险|存款|存单|年金|债券|债|产品|计划|账户|系列|款|期$|号$"
)
"""What names of products share; the rest of a name is its own."""


def _why_this_list(turn: Turn) -> Decision | None:
    """How the list came about that was just shown, where no one of it is meant (就这几个？)."""
    memory = turn.memory
    if turn.is_customer or not memory.listed or memory.intent not in ("find_prospects", "my_day"):
        return None
    if turn.customer(required=False) or turn.product():
        return None
    if memory.list_tool == "find_prospects":
        found = turn.call("find_prospects", **memory.list_arguments)
        return turn.decision("explain_list", found)
    day = turn.call("my_day", **memory.list_arguments)
    return turn.decision("explain_list", day)


_ABOUT_LIST = re.compile(r"名单|排|上榜|入选|没有|漏|第.{1,2}[位个名]|选[他她]")


def _listed_by(turn: Turn) -> dict[str, object]:
    """By what the list was made that the thread last showed, where it is asked about."""
    just_shown = turn.memory.intent == "find_prospects"  # 为什么是他
    about = just_shown or _ABOUT_LIST.search(turn.question)
    return turn.memory.listed_by if about else {}


_STOPPED_TEXT = re.compile(
    r"(?:文案|话术|短信|推送|邮件|朋友圈|海报|稿子?|这[条段句篇]|那[条段句篇]|内容)[^，。？?]{0,10}"
    r"(?:拦|退回|打回|毙|不通过|没通过|没过|没让|不让|不能发|发不出|不给发|被否|驳回)"
)
"""Why a text was stopped is a matter of the rules on texts, not of a customer."""
_AGAINST = re.compile(
    r"(?:文件|文档|资料|材料|手册|说明书|折页|宣传)[^。？?]{0,12}(?:不一致|不符|对不上|矛盾|冲突|有出入|不一样)"
    r"|(?:不一致|不符|对不上|矛盾|冲突|有出入)[^。？?]{0,8}(?:文件|文档|资料|材料|手册|说明书|折页)"
)
"""What of the documents disagrees with the product table."""
_QUESTION = re.compile(
    r"吗|么|嘛|呢|怎|咋|啥时候?|[在去]哪|带(?:什么|啥)|证件|如何|多[少久长]|几[天次年个月岁块元点折成回]|哪[里儿天家]|何时|什么时候|能不能|可不可以|要不要|是不是|有没有|会不会|算不算|是否"
    r"|为什么|为啥|谁|区别|不同|不一样|差在哪|差别|(?:什么|啥)(?:是|意思|叫|材料|手续|条件)|哪些(?:材料|手续|条件)|是(?:什么|啥)|流程|还款方式"
)
_WHICH_THERE_ARE = re.compile(
    r"有(?:哪些|什么|没有(?!可能|必要|关系)|卖)|哪[几些款只种](?!(?:材料|手续|条件))|哪个|推荐|介绍|在售|几[款只种]|挑|适合"
)
_COLUMN = re.compile(
    r"起[购存投点买]|[万元块\d]起|最[低少](?:要|得|买|存|投|多少)|门槛"
    r"|(?:利率|费率|管理费|申购费|赎回费|手续费|风险等级|期限|收益率?|业绩比较基准)"
    r"(?:[^，。？?]{0,3}(?:多少|几|高|低|怎么样|如何|怎么收|是什么|呢)|[？?]?$)"
)
"""What the product table holds of each product, asked for."""


def _asks_how(question: str) -> bool:
    """Whether a question about a kind of product asks how it works, rather than which there are."""
    of_the_shelf = _WHICH_THERE_ARE.search(question) or _COLUMN.search(question)
    return bool(_QUESTION.search(question)) and not of_the_shelf


_BESIDE = re.compile(r"区别|差别|不同|不一样|比较|对比|哪个|哪种|还是|差在哪")


def _compares_categories(question: str) -> bool:
    """Whether kinds of products are put beside each other (基金和理财哪个好)."""
    named = {hit.value for hit in lexicon("category").find(question.lower())}
    return len(named) > 1 and bool(_BESIDE.search(question))


_WHETHER = re.compile(
    r"(?:可以|能)[^，。？?]{0,12}(?:吗|不|么|嘛)[？?]?$|(?:什么|啥)(?:意思|叫)|是啥[？?]?$"
)
"""Whether something may be done, or what a word means: a list of products is no answer to that."""


_KINDS = ("股票", "混合", "指数", "债券", "货币", "QDII")
"""Kinds of funds that product names carry."""


def _risk_of_kind(turn: Turn) -> str | None:
    """The lowest rating on the shelf of the kind that is asked about (股票基金), or None."""
    kind = next((one for one in _KINDS if one in turn.question), None)
    if kind is None:
        return None
    info = turn.call("product_info", category=turn.slot("category"), top_k=20).result
    levels = [s.risk_level for s in info.sheets if kind in s.name and s.risk_level]  # type: ignore[attr-defined]
    return min(levels, default=None)


def _on_shelf(turn: Turn, named: str | None) -> dict[str, object]:
    return {} if named else turn.stated("category", "amount")


def suitability_check(turn: Turn) -> Decision:
    """May this customer buy that product or risk level, and what instead."""
    if supposed := supposed_level(turn.question):
        return _what_if(turn, supposed)
    another = turn.is_customer and buys_for_someone(turn.question)
    if (found := _no_judgement(turn)) is not None:
        return found
    age = age_in(turn.question) if another or not turn.is_customer else None
    if age is None and turn.slot("min_age") and not turn.is_customer:
        age = int(str(turn.slot("min_age")))  # said earlier in the thread
    customer_id = None
    if not another:
        customer_id = turn.customer(required=not (turn.slot("customer_risk") or age))
    product_id = turn.product()
    risk = turn.slot("product_risk") or risk_in(turn.question)
    if product_id is None and risk is None and turn.slot("category"):
        risk = _risk_of_kind(turn)
    if product_id is None and risk is None and turn.slot("category") and customer_id:
        return next_best_offer(turn)  # a kind of product: what of it is suitable, or why nothing
    if product_id is None and risk is None and customer_id and _WHICH.search(turn.question):
        return next_best_offer(turn)  # 那我现在能买啥
    if product_id is None and risk is None:
        product_id = turn.memory.product_id
    if product_id is None and risk is None:
        raise Ask("clarify", say("ask.which_product"))
    result = turn.call(
        "check_suitability",
        customer_id=customer_id,
        product_id=product_id,
        risk_level=None if product_id else risk,
        customer_risk=None if customer_id else turn.slot("customer_risk"),
        age=None if customer_id else age,
        someone_else=another or None,
        **turn.stated("category"),
    )
    return turn.decision("suitability_check", result, products=(product_id,) if product_id else ())


_WHICH = re.compile(r"(?:买|选|配|做)[^，。？?]{0,3}(?:啥|什么|哪)")
_BUYS = re.compile(r"买|卖|购|投|配|做|碰|合适|适合|匹配|[RrCc][1-5]|风险")


def _no_judgement(turn: Turn) -> Decision | None:
    """What the documents say, where a question asks whether something may be done and names nothing
    to be bought (身份证过期了还能办业务吗); None where there is something to judge, or no document.
    """
    stated = turn.stated("product", "product_risk", "category", "customer_risk")
    if stated or _BUYS.search(turn.question):
        return None
    return news.known(turn, news.SURE)


def _what_if(turn: Turn, level: str) -> Decision:
    """Which rule another result of the assessment would change: both verdicts, beside each other.

    Nothing follows from it, and nothing is offered: an assessment is what it is.
    """
    customer_id = turn.customer()
    product_id = turn.product() or (None if turn.slot("product_risk") else turn.memory.product_id)
    asked_before = turn.memory.slots.get("product_risk")
    risk = turn.slot("product_risk") or asked_before or f"R{level[1]}"
    goods = {"product_id": product_id} if product_id else {"risk_level": risk}
    now = turn.call("check_suitability", customer_id=customer_id, **goods)
    age = now.result.age  # type: ignore[attr-defined]
    then = turn.call("check_suitability", customer_risk=level, age=age, **goods)
    supposed = replace(then, tool="supposed")
    products = (product_id,) if product_id else ()
    return turn.decision("what_if", now, supposed, products=products)
