"""The tools that run the whole graph: a question, and a text that is to be written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import Field, ValidationError

from api.schemas import MAX_QUESTION, AskResponse, ThreadName
from tools.access import STAFF, Role
from tools.arguments import Arguments, Channel
from tools.calling import ArgumentError

if TYPE_CHECKING:
    from api.parts import Parts
    from tools.access import Scope

_WRITERS = frozenset({Role.RM, Role.MANAGER, Role.MARKETER})
_CHANNELS = {
    "sms": "短信",
    "push": "推送",
    "wecom": "企业微信消息",
    "moments": "朋友圈文案",
    "app_banner": "App横幅文案",
    "outbound_call": "外呼话术",
    "email": "邮件",
}


class Question(Arguments):
    """A question in words."""

    question: str = Field(
        min_length=1,
        max_length=MAX_QUESTION,
        description="问题，中文",
        examples=["我名下哪些客户最有可能买理财？"],
    )
    thread: ThreadName | None = Field(default=None, description="会话名；同名的接着问")


class CopyOrder(Arguments):
    """A text that is to be written: to one of the asker's customers, or for everybody to read."""

    channel: Channel = Field(description="渠道", examples=["sms"])
    customer_id: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9_-]{1,32}$",
        description="写给哪位客户；朋友圈、横幅不填",
        examples=["C0000123"],
    )
    product_id: str | None = Field(
        default=None, max_length=32, description="介绍哪只产品；不填由决策模型选", examples=["P003"]
    )
    variants: int = Field(default=1, ge=1, le=5, description="要几版", examples=[2])
    tone: str | None = Field(default=None, max_length=8, description="语气", examples=["亲切"])
    topic: str | None = Field(default=None, max_length=12, description="由头", examples=["降准"])


@dataclass(frozen=True)
class GraphTool:
    """A tool whose answer is a turn of the graph, which screens, checks and records it."""

    name: str
    purpose: str
    arguments: type[Arguments]
    roles: frozenset[Role]
    ask: Callable[["Parts", "Scope", Any], Any]

    def call(
        self, parts: "Parts", scope: "Scope", arguments: Mapping[str, object]
    ) -> dict[str, Any]:
        """Run the turn; the result is ``ask --json``.

        Raises:
            ArgumentError: the arguments do not fit.
            NotFound: no such customer or product for this asker.
        """
        from tools.calling import said

        try:
            given = self.arguments.model_validate(dict(arguments))
        except ValidationError as error:
            raise ArgumentError(said(self.name, error)) from error
        return AskResponse.of(self.ask(parts, scope, given)).model_dump(mode="json")


def _ask(parts: "Parts", scope: "Scope", given: Question) -> Any:
    return parts.ask(scope, given.question, given.thread)


def _write(parts: "Parts", scope: "Scope", given: CopyOrder) -> Any:
    """The order as a sentence: what the graph does for it is what it does for a person."""
    from tools.customers import person
    from tools.entities import shown

    toolbox = parts.toolbox
    words = []
    if given.customer_id is not None:
        person(toolbox.view(scope), given.customer_id)  # theirs, or not found
        words.append(f"给客户{given.customer_id}")
    words.append(f"写{given.variants}条{_CHANNELS[given.channel]}")
    if given.product_id is not None:
        words.append(f"，介绍{shown(toolbox.store, scope, given.product_id).name}")
    if given.topic:
        words.append(f"，由头是{given.topic}")
    if given.tone:
        words.append(f"，语气{given.tone}")
    return parts.ask(scope, "".join(words), None)


GRAPH_TOOLS: tuple[GraphTool, ...] = (
    GraphTool(
        "ask",
        "用一句话提问：先由决策模型判断，再成文并逐句核对；答案带依据、检查结果和AI标识",
        Question,
        (STAFF | {Role.CUSTOMER}) - {Role.OPERATOR},
        _ask,
    ),
    GraphTool(
        "write_copy",
        "按渠道写营销文案或外呼话术：在适当性和联系规则之内，逐句检查，带内容编号和AI标识",
        CopyOrder,
        _WRITERS,
        _write,
    ),
)
