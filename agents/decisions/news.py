"""What happened, and whom it concerns."""

import re
from dataclasses import replace
from typing import Any

import numpy as np

from agents.decisions.turn import Turn
from agents.state import Decision, ToolCall
from prompts.messages import say
from tools.access import Role

BRIEF = re.compile(r"早报|晨报|晚报|早间简报|晚间简报|每日简报|今日简报|盘前简报|收盘简报|简报")
_EVENING = re.compile(r"晚报|晚间|收盘")
VIEW = re.compile(r"解读|点评|怎么看(?!待我)|分析一下|行业分析|解析")
_THIS = re.compile(r"这条|这个消息|这则|上面|刚才|那条|它")


def daily_brief(turn: Turn) -> Decision:
    """The morning or evening brief."""
    edition = "evening" if _EVENING.search(turn.question) else "morning"
    return turn.decision("daily_brief", turn.call("daily_brief", edition=edition))


def market_view(turn: Turn, product_id: str | None = None) -> Decision | None:
    """The view of a product, or of the theme that the question is about; None of neither."""
    theme = None if product_id else str(turn.slot("topic") or turn.question)[:500]
    view = turn.call("market_view", product=product_id, theme=theme)
    if view.result.sheet is None and view.result.theme is None:  # type: ignore[attr-defined]
        return None
    topic = view.result.theme  # type: ignore[attr-defined]
    return turn.decision("market_view", view, topic=topic)


HANDBOOKS = ("service", "rules", "procedures")
"""Collections of how things work; what an institution dropped in under other names counts, too."""
SURE = 0.6
"""Relevance from which a passage answers what was not understood as a question of ours."""


_BRIEF = 24


def in_context(turn: Turn) -> Turn:
    """A brief text with the question before it, whose object it goes on about (他人在国外回不来，有
    没有别的招 after a question on limits); any other as it is.
    """
    before = turn.memory.questions
    if not before or len(turn.question) > _BRIEF:
        return turn
    return replace(turn, question=f"{before[-1]}。{turn.question}")


def ruled(turn: Turn) -> ToolCall:
    """The passages of the rules and handbooks that speak of what may be said and done."""
    return turn.call(
        "market_news", query=turn.question[:2000], collections=["rules", "service", "procedures"]
    )


def searched(turn: Turn, top_k: int | None = None) -> ToolCall:
    """The passages that say how something works, none where nothing was found."""
    return turn.call(
        "market_news",
        query=turn.question[:2000],
        collections=list(HANDBOOKS),
        unsorted=True,
        parts=_parts(turn.question[:2000]) or None,
        top_k=top_k,
    )


_PARTS = re.compile(r"[，,；;。？?！!：:]|以及|还有|另外|再就是|\band\b")
_SHORTEST_PART = 5
_EACH = re.compile(
    r"各(?!种|位|行|项|类|支|地|自)|分别|[两二]者|\b(?:each|both|respectively)\b", re.IGNORECASE
)


def _parts(question: str) -> list[str]:
    """The questions that one question holds; the same twice where two things are asked about
    (A和B的管理费各是多少); none where it asks one.
    """
    if _EACH.search(question):
        return [question, question]
    found = [part.strip() for part in _PARTS.split(question)]
    asks = [part for part in found if len(part) >= _SHORTEST_PART and _ASKS.search(part)]
    if len(asks) < 2:
        return []
    # What is told before the first question is what all of them are about (丢了卡：…); a later one
    # that says little is about what the first is (大额取现要预约吗，多少钱以上).
    told = "，".join(found[: found.index(asks[0])])[:_LONGEST_TOLD]
    first, *more = (f"{told}，{part}" if told else part for part in asks[:_MOST_PARTS])
    return [first, *(part if len(part) >= _SAYS_ITSELF else f"{first}，{part}" for part in more)]


_MOST_PARTS = 3
_LONGEST_TOLD = 30
_SAYS_ITSELF = 9
"""Characters from which a later question is taken to name what it is about."""


def known(turn: Turn, least: float = 0.0) -> Decision | None:
    """How it works, from the knowledge base; None where nothing of ``least`` relevance answers."""
    found = searched(turn)
    items: Any = getattr(found.result, "items", ())
    untold = getattr(found.result, "untold", False)
    fits = (
        bool(items) and items[0].relevance >= least and not (untold and least and turn.is_customer)
    )
    return turn.decision("service_info", found) if fits else None


_UNDERSTOOD = 0.8
"""Confidence from which a request is what it was understood as, whatever documents say."""
_ASKED_FOR = ((0.5, 0.5), (0.7, SURE), (_UNDERSTOOD, 0.95))
"""Relevance that is asked of a passage, by how surely the question was understood as another
request; between these points in straight lines. Blind requests for lists, texts and profiles are
nearly all understood with more than 0.7, questions about strange documents that are taken for one
mostly with less (``weiwo eval folder answers`` holds both kinds)."""
_INSTEAD = 0.8
"""Relevance from which a passage is given in place of asking back."""
_ASKS = re.compile(
    r"多少|几|吗|么|嘛|呢|怎|讲讲|说说|讲一?下|介绍一?下|解释|如何|谁|何|哪|什么|啥|是不是|能不能|要不要|可不可以|会不会|算不算|是否|有没有|多[久长大高]|[?？]"
)
_CHINESE = re.compile("[一-鿿]")
_ELSEWHERE = frozenset({"product_info", "out_of_scope", "refuse", "campaign_result"})
"""Intents that look into the documents themselves, or that no document answers."""
_OF_A_PERSON = frozenset({"complaint", "opt_out", "human_handoff"})
"""What goes to a person, or is a right, unless it was hardly understood so."""
_ORDERED = re.compile(
    r"(?:来|写|拟|编|出|做|给我)(?:个|几|一|两|三|四|五|\d)?(?:条|段|版|篇|个|份|句)"
)
_WRITTEN = frozenset({"write_copy", "call_script"})
_HARDLY = 0.6
_WHOM = re.compile(r"谁|哪[些几]|客户|联系")


def rather(turn: Turn) -> Decision | None:
    """What a document answers, where a question was hardly understood as another request (支行员工
    每月迟到几次开始扣钱 is no list of customers); None where it was, or nothing answers.

    The documents of an institution are of anything; what they speak of cannot be learned before.
    """
    least = _asked_for(turn)
    return known(turn, least) if least <= 1 and _for_documents(turn) else None


def instead(turn: Turn) -> Decision | None:
    """What a document answers, where a request could only be asked back."""
    return known(turn, min(_asked_for(turn), _INSTEAD)) if _for_documents(turn) else None


def _asked_for(turn: Turn) -> float:
    """The relevance that a passage needs, more than 1 where the request was understood."""
    surely, relevance = zip(*_ASKED_FOR, strict=True)
    return float(np.interp(turn.request.confidence, surely, relevance, right=2.0))


def asks(text: str) -> bool:
    """Whether a text asks something."""
    return bool(_ASKS.search(text))


def _for_documents(turn: Turn) -> bool:
    """Whether a document could answer: a question, of nobody in particular."""
    intent = turn.request.intent
    if intent in _ELSEWHERE or (intent in _OF_A_PERSON and turn.request.confidence >= _HARDLY):
        return False
    if intent in _WRITTEN and turn.slot("channel") and _ORDERED.search(turn.question):
        return False  # a banner, a message: whatever documents say of what it is about
    if intent == "event_leads" and turn.memory.topic and _WHOM.search(turn.question):
        return False  # 那该联系谁, of the news that was spoken of
    asks = _ASKS.search(turn.question) or not _CHINESE.search(turn.question)
    return bool(asks) and not turn.speaks_of_one()


def procedure(turn: Turn) -> Decision | None:
    """What the handbooks say, for staff; None where nothing does."""
    return None if turn.is_customer else known(turn)


def market_news(turn: Turn) -> Decision:
    """News and policy, found and quoted; a view or the brief where one is asked for."""
    if BRIEF.search(turn.question) and turn.context.scope.role in (Role.RM, Role.MANAGER):
        return daily_brief(turn)
    if VIEW.search(turn.question) and (view := market_view(turn)) is not None:
        return view
    topic = turn.slot("topic")
    found = turn.call("market_news", query=turn.question, topic=topic)
    return turn.decision("market_news", found, topic=topic)


_ANY_NEWS = re.compile(
    r"(?:啥|什么|哪些|有没有)[^，。？]{0,6}(?:新闻|消息|大事|动静)|(?:新闻|消息)[^，。？]{0,6}(?:沾边|有关|相关)"
)


def event_leads(turn: Turn) -> Decision:
    """From a piece of news to products on the shelf to customers, each link shown."""
    topic = turn.slot("topic")
    if topic is None and _THIS.search(turn.question):
        topic = turn.memory.topic
    leads = turn.call(
        "event_leads",
        topic=topic or turn.question[:500],
        said=turn.question[:2000],
        **turn.stated("top_k"),
    )
    nothing = leads.result.theme is None  # type: ignore[attr-defined]
    keeps_customers = turn.context.scope.role in (Role.RM, Role.MANAGER)
    if nothing and keeps_customers and _ANY_NEWS.search(turn.question):
        return daily_brief(turn)  # 今天有啥新闻跟我客户沾边的
    topic = leads.result.theme or topic  # type: ignore[attr-defined]
    return turn.decision("event_leads", leads, *_words_for(turn, leads), topic=topic)


def _words_for(turn: Turn, leads: ToolCall) -> list[ToolCall]:
    """How the best managers speak to who holds what falls, where such a script is about it."""
    found: Any = leads.result
    if turn.is_customer or not any(lead.action == "reassure" for lead in found.items):
        return []
    asked = say("masters.reassure", theme=found.theme)
    words = turn.call("market_news", query=asked, collections=["scripts"], top_k=1)
    items: Any = getattr(words.result, "items", ())
    return [words] if items and found.theme in items[0].themes else []
