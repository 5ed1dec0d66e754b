"""Texts and customers for tests of review and sending."""

from tests.tools.bank import Customer, customers, rm_of
from tools.access import Scope, parse
from tools.contact_policy import contact_permission
from tools.drafts import TextDraft, draft
from tools.ledger.texts import Text
from tools.toolbox import Toolbox

CHECKER = parse("compliance:zhao")
OTHER = parse("compliance:qian")
MARKETER = parse("marketer:li")

CLEAN = (
    "您好，手机银行新增了到期提醒功能，可以在“我的”里打开。"
    "【帷幄示范银行】客服热线400-000-0000，拒收请回复R"
)
DOUBTFUL = (
    "您好，本行连续三年获评同业服务质量第一名。【帷幄示范银行】客服热线400-000-0000，拒收请回复R"
)
FORBIDDEN = "您好，这款理财保本保息，稳赚不赔。【帷幄示范银行】客服热线400-000-0000，拒收请回复R"


_REACHABLE: dict[tuple[str, int], list[Customer]] = {}


def reachable(toolbox: Toolbox, channel: str = "sms", count: int = 1) -> list[Customer]:
    """Customers who may be contacted through the channel now, and whose assessment holds.

    The same of every test's home: looked for once, before anything is written.
    """
    found = _REACHABLE.setdefault((channel, count), [])
    if found:
        return found
    for one in customers(toolbox):
        if one.risk_expires_on is None or one.risk_expires_on <= toolbox.as_of:
            continue
        if contact_permission(toolbox, rm_of(one), one.customer_id, channel).contact.allowed:
            found.append(one)
        if len(found) == count:
            return found
    raise AssertionError("the demo bank must have such customers")


def written(
    toolbox: Toolbox,
    scope: Scope,
    body: str = CLEAN,
    *,
    customer_id: str | None = None,
    channel: str = "sms",
    product_id: str | None = None,
    key: str = "t",
) -> Text:
    """A text in somebody's own words."""
    given = TextDraft.model_validate(
        {"channel": channel, "body": body, "customer_id": customer_id, "product_id": product_id}
    )
    return draft(toolbox, scope, given, key=key)
