"""What a whole message must carry: consent, sender, a way to refuse, label, sentences (G14, 15, 17)."""

import re
from collections.abc import Iterable

from agents.guardrails.context import PUBLIC
from agents.guardrails.document import Document, Hit
from agents.guardrails.language.offers import Purpose, read_purpose
from agents.guardrails.language.topics import mentions
from agents.guardrails.packs.schema import DetectorEntry

_SENDER = re.compile(
    r"【[^】]{2,20}】|\[[^\]]{2,20}(?:银行|证券|理财|基金|保险)[^\]]{0,8}\]|[一-鿿a-z]{2,12}(?:银行|分行|支行|证券|理财公司|理财子|基金公司|保险公司|人寿|信托)"
    r"|(?:工|农|中|建|交|招)行(?=[^业]|$)"
)
_NOT_A_SENDER = re.compile(r"^(?:我们|贵|本|您的|各|多家|商业|其他|该|某)?(?:家)?银行$")
_CONTACT = re.compile(
    r"95[\dx*×]{3}|400[- ]?[\dx*]{3,4}[- ]?[\dx*]{3,4}|(?:\d|x|\*){3,4}-(?:\d|x|\*){7,8}|1[3-9][\dx*]{9}|(?:电话|热线|致电|详询|咨询|联系|拨打|客服|微信|地址|邮箱)[^,。]{0,14}[\dx*]{4,}|[\w.]+@[\w.]+"
)
_OPT_OUT = re.compile(
    r"拒收|退订|谢绝|(?:回复?|发送)\s*[\"“]?(?:td|t|r|n|qx|tD|0000)(?![a-z])|取消(?:接收|订阅|推送|关注)|不(?:再|想|愿|希望|需)[^,。]{0,6}(?:接收|收到|打扰|推送)[^。]{0,12}(?:回|请|可|点击|联系)|关闭(?:推送|通知|消息)|unsubscribe"
)
_LABEL = re.compile(
    r"(?:ai|人工智能|智能(?:助手|助理|客服|顾问|体|问答|外呼|语音)|机器人|数字人|虚拟(?:客服|助手|人)|大模型|算法)|aigc"
)
_NEGATED_LABEL = re.compile(r"(?:不是|并非|绝非|非|没有)(?:什么|一个)?$")
_AGENCY = re.compile(r"代销机构?不承担产品?的?投资[、和,]?兑付(?:和|、|与|及)?风险管理责任")
_CAREFUL = re.compile(r"投资[须需应]?谨慎|谨慎投资|须谨慎|需谨慎")


def consent(document: Document, entry: DetectorEntry) -> Iterable[Hit]:
    """A message to a person who did not consent to this channel and purpose, or has refused."""
    del entry
    context = document.context
    refused = context.customer is not None and context.customer.refused
    if (context.consent is not False and not refused) or context.channel in PUBLIC:
        return
    reading = read_purpose(document.text, document.sentences)
    if reading.purpose is Purpose.SERVICE or not document.text.strip():
        return
    message = "客户已明确拒绝，不得再发送。" if refused else "客户未同意通过该渠道接收此类信息。"
    yield Hit(0, len(document.text), "detector:consent", message=message)


def message_parts(document: Document, entry: DetectorEntry) -> Iterable[Hit]:
    """Sender, contact and a way to refuse, in each advertisement by SMS or e-mail."""
    channels = entry.options.get("channels", ())
    context = document.context
    if not context.complete or not isinstance(channels, tuple) or context.channel not in channels:
        return
    if not _is_marketing(document):
        return
    senders = [m.group() for m in _SENDER.finditer(document.text)]
    parts = (
        (
            any(not _NOT_A_SENDER.match(one) for one in senders),
            "发送机构名称",
            "在开头写明“【××银行】”。",
        ),
        (bool(_CONTACT.search(document.text)), "联系方式", "写明客服热线或客户经理电话。"),
        (bool(_OPT_OUT.search(document.text)), "拒收方式", "在结尾加“拒收请回复R”。"),
    )
    for present, what, suggestion in parts:
        if not present:
            yield Hit(
                0,
                len(document.text),
                f"detector:message_parts:{what}",
                message=f"营销信息缺少{what}。",
                suggestion=suggestion,
            )


def label_missing(document: Document, entry: DetectorEntry) -> Iterable[Hit]:
    """A whole message by an AI without a visible label."""
    del entry
    context = document.context
    if not context.complete or context.speaker != "ai" or not document.text.strip():
        return
    for match in _LABEL.finditer(document.text):
        if not _NEGATED_LABEL.search(document.text[max(0, match.start() - 6) : match.start()]):
            return
    yield Hit(
        0,
        len(document.text),
        "detector:label_missing",
        message="人工智能生成的内容没有可见标识。",
        suggestion="在结尾加“（以上内容由人工智能生成）”。",
    )


def required_sentences(document: Document, entry: DetectorEntry) -> Iterable[Hit]:
    """The sentences that a message on wealth products, funds and agency sales must carry."""
    context = document.context
    if not context.complete or not _is_marketing(document):
        return
    squeezed = re.sub(r"[^一-鿿]", "", document.text)
    for name, holds in _required(document, squeezed):
        if not holds:
            sentence = str(entry.options.get(name, ""))
            issuer = context.product.issuer if context.product else None
            sentence = sentence.replace("{issuer}", issuer or "××公司")
            yield Hit(
                0,
                len(document.text),
                f"detector:required_sentences:{name}",
                message=f"缺少必备提示语：{sentence}。",
                suggestion=f"在文末补上：“{sentence}。”",
            )


def _required(document: Document, squeezed: str) -> Iterable[tuple[str, bool]]:
    category = _category(document)
    careful = bool(_CAREFUL.search(squeezed))
    if category == "wealth":
        yield "wealth", "理财非存款" in squeezed and "产品有风险" in squeezed and careful
    if category == "fund":
        risky = re.search(r"(?:基金|市场|投资)(?:投资)?有风险", squeezed)
        yield "fund", bool(risky) and careful
    product = document.context.product
    if product is not None and product.agency:
        yield "agency", bool(_AGENCY.search(squeezed))


def _category(document: Document) -> str:
    """The product's category: the context's, else the one that the text names most."""
    if document.context.category:
        return document.context.category
    counts: dict[str, int] = {}
    for kind, _, _, compared in mentions(document.text):
        if not compared:
            counts[kind] = counts.get(kind, 0) + 1
    return max(counts, key=lambda kind: counts[kind], default="")


def _is_marketing(document: Document) -> bool:
    """Offers, and what informs on a product to be sold; not refusals and notices of service."""
    if not document.text.strip():
        return False
    purpose = read_purpose(document.text, document.sentences).purpose
    if purpose is Purpose.OFFER:
        return True
    return purpose is Purpose.INFORM and bool(_category(document))
