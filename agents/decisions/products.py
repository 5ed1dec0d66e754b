"""What products there are, what each is, and how they work."""

import re
from dataclasses import replace

from agents.decisions import news, positions
from agents.decisions.shelf import asked_of
from agents.decisions.turn import Ask, Turn
from agents.state import Decision
from agents.understanding.lexicons import lexicon
from tools.access import Role

MOST_COMPARED = 5


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
    how = asks_how(turn.question) or _compares_categories(turn.question)
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


def asks_how(question: str) -> bool:
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


def _on_shelf(turn: Turn, named: str | None) -> dict[str, object]:
    return {} if named else turn.stated("category", "amount")


_SEVERAL = re.compile(r"哪些|哪几|里面|里头|这些|都(?!不)|各")
_OWN = "customer_profile"


def risk(turn: Turn) -> Decision | None:
    """How risky the product is that is named or spoken of."""
    if turn.is_customer and _SEVERAL.search(turn.question) and turn.memory.intent == _OWN:
        return positions.about("risk")(turn)
    product_id = turn.product() or turn.memory.product_id
    if product_id is None:
        return None
    info = turn.call("product_info", products=[product_id])
    made = turn.decision("product_risk", info, products=(product_id,))
    return replace(made, intent="product_info")
