"""The tools by which texts are written, reviewed, sent and handed out; part of the catalogue."""

from tools import drafts, reviews
from tools.access import Role
from tools.calling import Effect, Tool
from tools.outreach import exports, queueing

_MAKERS = drafts.MAKERS
_CHECKERS = frozenset({drafts.CHECKER})
_BOTH = _MAKERS | _CHECKERS
_SENDERS = _MAKERS | {Role.OPERATOR}

RELEASE_TOOLS: tuple[Tool, ...] = (
    Tool(
        "draft_text",
        "收下自己写的一条文案，给出内容编号和合规检查结果",
        drafts.TextDraft,
        Effect.WRITE,
        _MAKERS,
        lambda t, s, a, key: drafts.draft(t, s, a, key=key),
    ),
    Tool(
        "check_text",
        "检查一条文案能不能发：结论，逐条给出规则、法规条文、原句和合规说法；不保存",
        drafts.TextDraft,
        Effect.READ,
        _BOTH,
        lambda t, s, a, _: drafts.check_text(t, s, a),
    ),
    Tool(
        "submit_text",
        "把自己的一条文案送合规审核",
        reviews.Submission,
        Effect.WRITE,
        _MAKERS,
        lambda t, s, a, key: reviews.submit_text(t, s, a, key=key),
    ),
    Tool(
        "review_queue",
        "送审的文案：合规看全部，写作者看自己的",
        reviews.QueueQuery,
        Effect.READ,
        _BOTH,
        lambda t, s, a, _: reviews.review_queue(t, s, a),
    ),
    Tool(
        "approve_text",
        "通过一条送审的文案；写过或改过它的人不能通过它",
        reviews.Approval,
        Effect.WRITE,
        _CHECKERS,
        lambda t, s, a, _: reviews.approve_text(t, s, a),
    ),
    Tool(
        "edit_text",
        "改写一条送审的文案；改后的重新检查，由另一人审核",
        reviews.Edit,
        Effect.WRITE,
        _BOTH,
        lambda t, s, a, key: reviews.edit_text(t, s, a, key=key),
    ),
    Tool(
        "reject_text",
        "退回一条送审的文案，说明理由",
        reviews.Rejection,
        Effect.WRITE,
        _CHECKERS,
        lambda t, s, a, _: reviews.reject_text(t, s, a),
    ),
    Tool(
        "may_send",
        "这条文案现在能不能发给这些客户，逐位给出规则和最早时间；不改变任何东西",
        queueing.SendRequest,
        Effect.READ,
        _MAKERS,
        lambda t, s, a, _: queueing.may_send(t, s, a),
    ),
    Tool(
        "queue_message",
        "把文案放入发件箱；规则永远不允许的收件人不放入，发出前再核对一次",
        queueing.SendRequest,
        Effect.WRITE,
        _MAKERS,
        lambda t, s, a, _: queueing.queue_message(t, s, a),
    ),
    Tool(
        "outbox_state",
        "发件箱里的消息和它们的状态",
        queueing.OutboxQuery,
        Effect.READ,
        _BOTH | {Role.OPERATOR},
        lambda t, s, a, _: queueing.outbox_state(t, s, a),
    ),
    Tool(
        "cancel_message",
        "撤回一条还没有发出的消息",
        queueing.MessageKey,
        Effect.WRITE,
        _SENDERS,
        lambda t, s, a, _: queueing.cancel_message(t, s, a),
    ),
    Tool(
        "settle_message",
        "说明一条状态不明的消息对方是否收到",
        queueing.Settlement,
        Effect.WRITE,
        _SENDERS,
        lambda t, s, a, _: queueing.settle_message(t, s, a),
    ),
    Tool(
        "export_texts",
        "导出可以使用的文案，正文和元数据都带AI标识",
        exports.ExportQuery,
        Effect.WRITE,
        _BOTH,
        lambda t, s, a, _: exports.export_texts(t, s, a),
    ),
)
"""A checker approves and sends nothing; a maker sends and approves nothing."""
