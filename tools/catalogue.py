"""Every tool: its name, purpose, arguments, effect, and who may call it. Deny by default."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from tools import (
    agenda,
    campaigns,
    consents,
    contact_policy,
    customer_list,
    customer_profile,
    document_conflicts,
    entities,
    event_leads,
    feedback,
    forecasts,
    handoffs,
    kind_comparison,
    knowledge_search,
    market_news,
    movements,
    products,
    prospects,
    ratings,
    recommendations,
    requests_report,
    segment_products,
    segment_report,
    senders,
    suitability_checks,
    suitable_shelf,
)
from tools.access import Role
from tools.account_tools import ACCOUNT_TOOLS
from tools.briefs import daily, market_view
from tools.calling import ArgumentError, Effect, Tool, ToolFault
from tools.house_tools import HOUSE_TOOLS
from tools.release_tools import RELEASE_TOOLS

if TYPE_CHECKING:
    from tools.access import Scope
    from tools.toolbox import Toolbox

__all__ = ["TOOLS", "ArgumentError", "Effect", "Tool", "ToolFault", "call", "find", "offered_to"]

_ALL = frozenset(Role)
_BOOK = frozenset({Role.RM, Role.MANAGER})
_LISTS = _BOOK | {Role.MARKETER, Role.COMPLIANCE}
_SELF = _BOOK | {Role.CUSTOMER}
_READERS = _BOOK | {Role.COMPLIANCE}

TOOLS: tuple[Tool, ...] = (
    Tool(
        "find_prospects",
        "在名下客户里，按决策模型找出最可能购买、流失或提级的人，附理由、合适的产品和能否联系",
        prospects.ProspectQuery,
        Effect.READ,
        _LISTS,
        lambda t, s, a, _: prospects.find_prospects(t, s, a),
    ),
    Tool(
        "customer_profile",
        "一位客户的画像：七个主题、持仓、评分与理由、授权、触达记录、最近到期",
        customer_profile.ProfileQuery,
        Effect.READ,
        _READERS,
        lambda t, s, a, _: customer_profile.customer_profile(t, s, a.customer_id),
    ),
    *ACCOUNT_TOOLS,
    Tool(
        "next_best_offer",
        "给一位客户选产品：在适当性之内按概率与价值排序，并说明其余产品为什么没选",
        recommendations.OfferQuery,
        Effect.READ,
        _SELF,
        lambda t, s, a, _: recommendations.next_best_offer(t, s, a),
    ),
    Tool(
        "explain_decision",
        "为什么是这位客户、这只产品；为什么不是另一只：真正起作用的规则或评分",
        recommendations.ExplainQuery,
        Effect.READ,
        _SELF | {Role.COMPLIANCE},
        lambda t, s, a, _: recommendations.explain_decision(t, s, a),
    ),
    Tool(
        "product_info",
        "产品要素：风险等级、期限、起购、业绩比较基准及依据、费用、开放规则；两只以上时给出差异",
        products.ProductQuery,
        Effect.READ,
        _ALL,
        lambda t, s, a, _: products.product_info(t, s, a),
    ),
    Tool(
        "compare_kinds",
        "两种产品（大额存单与定期存款……）在售情况的对比：利率、期限、起点、提前支取、能否转让",
        kind_comparison.KindsQuery,
        Effect.READ,
        _ALL,
        lambda t, s, a, _: kind_comparison.compare_kinds(t, s, a),
    ),
    Tool(
        "check_suitability",
        "客户能不能买某只产品或某个风险等级，依据哪条规则，不能时可以买什么",
        suitability_checks.SuitabilityQuery,
        Effect.READ,
        _ALL,
        lambda t, s, a, _: suitability_checks.check_suitability(t, s, a),
    ),
    Tool(
        "suitable_shelf",
        "不在名下的人（只知道年龄、等级或测评日期）可以买哪些在售产品，各要什么测评结果",
        suitable_shelf.ShelfQuery,
        Effect.READ,
        _ALL,
        lambda t, s, a, _: suitable_shelf.suitable_shelf(t, s, a),
    ),
    Tool(
        "market_news",
        "在资料库里查新闻、政策或服务说明，给出原文、出处和日期；没有就说没有",
        market_news.NewsQuery,
        Effect.READ,
        _ALL,
        lambda t, s, a, _: market_news.market_news(t, s, a),
    ),
    Tool(
        "search_knowledge",
        "在资料库里按意思查原文：段落、文档、位置、出处；只查得到自己有权看的",
        knowledge_search.SearchQuery,
        Effect.READ,
        _ALL,
        lambda t, s, a, _: knowledge_search.search_knowledge(t, s, a),
    ),
    Tool(
        "event_leads",
        "一条消息影响到名下哪些客户：新闻、主题、资产类别、产品、持仓与评分逐环给出",
        event_leads.LeadsQuery,
        Effect.READ,
        _BOOK | {Role.MARKETER},
        lambda t, s, a, _: event_leads.event_leads(t, s, a.topic, a.top_k, a.said),
    ),
    Tool(
        "daily_brief",
        "早报或晚报：发生了什么、对名下客户意味着什么、今天联系谁，逐条有出处",
        daily.BriefQuery,
        Effect.READ,
        _BOOK,
        lambda t, s, a, _: daily.daily_brief(t, s, a),
    ),
    Tool(
        "market_view",
        "基金、产品或行业解读：近一个月的相关消息和一般规律，每句有出处，不预测涨跌",
        market_view.ViewQuery,
        Effect.READ,
        _ALL,
        lambda t, s, a, _: market_view.market_view(t, s, a),
    ),
    Tool(
        "document_conflicts",
        "哪些文件里的产品要素和产品表不一致：原文、位置和产品表的说法",
        document_conflicts.ConflictQuery,
        Effect.READ,
        frozenset({Role.COMPLIANCE, Role.OPERATOR}),
        lambda t, s, a, _: document_conflicts.document_conflicts(t, s, a),
    ),
    Tool(
        "contact_permission",
        "现在能不能联系这位客户、用什么渠道、什么时候合适",
        contact_policy.PermissionQuery,
        Effect.READ,
        _LISTS,
        lambda t, s, a, _: contact_policy.contact_permission(t, s, a.customer_id, a.channel),
    ),
    Tool(
        "my_day",
        "今天该联系谁：近期到期、待跟进、高意向与可能流失的客户，以及不要打扰的客户",
        agenda.DayQuery,
        Effect.READ,
        _BOOK,
        lambda t, s, a, _: agenda.my_day(t, s, a),
    ),
    Tool(
        "waiting_customers",
        "等人工联系的客户：谁在什么时候要求人工、投诉或需要关心；登记联系结果后不再等待",
        handoffs.WaitingQuery,
        Effect.READ,
        _READERS,
        lambda t, s, a, _: handoffs.waiting_customers(t, s, a),
    ),
    Tool(
        "requests_report",
        "投诉和等人工联系的汇总：多少件、投诉什么、处理了几件、最早的等了多久；不列客户姓名和原话",
        requests_report.RequestsQuery,
        Effect.READ,
        _READERS,
        lambda t, s, a, _: requests_report.requests_report(t, s, a),
    ),
    Tool(
        "campaign_result",
        "活动、渠道或内容版本的效果：联系组与对照组的成交率之差及其置信区间",
        campaigns.CampaignQuery,
        Effect.READ,
        _LISTS | {Role.ANALYST},
        lambda t, s, a, _: campaigns.campaign_result(t, s, a),
    ),
    Tool(
        "customer_list",
        "名下符合条件的客户名单：按等级、年龄、城市、职业、资产、持有的产品、测评、到期筛选，按资产排，不用模型",
        customer_list.ListQuery,
        Effect.READ,
        _BOOK,
        lambda t, s, a, _: customer_list.customer_list(t, s, a),
    ),
    Tool(
        "movements_report",
        "已经发生的资金变动：客户转出、转入、净流出、消费、买入和赎回，谁最多、合计多少、比之前多还是少，"
        "按客户、产品、支行或客户经理分",
        movements.MovementQuery,
        Effect.READ,
        _BOOK,
        lambda t, s, a, _: movements.movements_report(t, s, a),
    ),
    Tool(
        "segment_report",
        "按支行、客户经理、等级、年龄段、风险承受能力、代发、性别、城市或持有产品汇总客户：人数、资产和占比，"
        "模型的平均概率与预计人数，资产比以前的变化，联系与成交；不列客户姓名",
        segment_report.SegmentQuery,
        Effect.READ,
        _BOOK | {Role.MARKETER},
        lambda t, s, a, _: segment_report.segment_report(t, s, a),
    ),
    Tool(
        "segment_products",
        "一类客户适合哪些在售产品：按测评和年龄多少人能买、这类产品的平均购买概率",
        segment_products.SegmentProductQuery,
        Effect.READ,
        _BOOK | {Role.MARKETER},
        lambda t, s, a, _: segment_products.segment_products(t, s, a),
    ),
    Tool(
        "forecast",
        "资产、消费或到期金额的预期，一位客户或名下全部客户，附80%区间",
        forecasts.ForecastQuery,
        Effect.READ,
        _SELF,
        lambda t, s, a, _: forecasts.forecast(t, s, a),
    ),
    Tool(
        "resolve_customer",
        "把姓名、称呼或编号对应到名下的一位客户；有重名时给出编号末四位",
        entities.NameQuery,
        Effect.READ,
        _SELF | {Role.COMPLIANCE, Role.MARKETER},
        lambda t, s, a, _: entities.resolve_customer(t, s, a.text),
    ),
    Tool(
        "resolve_product",
        "把产品简称、全名或编号对应到一只产品",
        entities.NameQuery,
        Effect.READ,
        _ALL,
        lambda t, s, a, _: entities.resolve_product(t, s, a.text),
    ),
    Tool(
        "sender",
        "消息由谁署名：机构与客户经理",
        senders.SenderQuery,
        Effect.READ,
        _ALL,
        lambda t, s, a, _: senders.sender(t, s, a),
    ),
    Tool(
        "record_feedback",
        "记录一次联系的结果；客户拒绝即刻生效",
        feedback.FeedbackReport,
        Effect.WRITE,
        _BOOK,
        lambda t, s, a, key: feedback.record_feedback(t, s, a, key=key),
    ),
    Tool(
        "opt_out",
        "客户不希望再被联系：停止全部或某个渠道的营销，即刻生效",
        consents.OptOut,
        Effect.WRITE,
        _SELF,
        lambda t, s, a, key: consents.opt_out(t, s, a, key=key),
    ),
    Tool(
        "rate_answer",
        "说明一个回答有没有帮助、为什么；只能评价给自己的回答，再说一次以后说的为准",
        ratings.AnswerRating,
        Effect.WRITE,
        _ALL - {Role.OPERATOR},
        lambda t, s, a, _: ratings.rate_answer(t, s, a),
    ),
    Tool(
        "answer_ratings",
        "读者对回答的评价：按问题种类、措辞方式和原因汇总，并列出最近的",
        ratings.RatingsQuery,
        Effect.READ,
        frozenset({Role.COMPLIANCE, Role.ANALYST}),
        lambda t, s, a, _: ratings.answer_ratings(t, s, a),
    ),
    *HOUSE_TOOLS,
    *RELEASE_TOOLS,
)
"""The catalogue, in the order that a reader meets it."""

_BY_NAME: Mapping[str, Tool] = MappingProxyType({tool.name: tool for tool in TOOLS})


def find(name: str) -> Tool:
    """The tool of that name.

    Raises:
        ArgumentError: there is none; names those that there are.
    """
    if name not in _BY_NAME:
        raise ArgumentError(f"a tool must be one of {', '.join(_BY_NAME)}, got {name!r}")
    return _BY_NAME[name]


def offered_to(scope: "Scope") -> tuple[Tool, ...]:
    """The tools that this asker may call."""
    return tuple(tool for tool in TOOLS if scope.role in tool.roles)


def call(
    toolbox: "Toolbox",
    scope: "Scope",
    name: str,
    arguments: Mapping[str, object],
    key: str | None = None,
) -> object:
    """Call a tool by name; ``Tool.call`` says what is checked and raised."""
    return find(name).call(toolbox, scope, arguments, key)
