"""Ask: a conversation, for staff and for customers."""

from nicegui import ui

from api.suggestions import suggestions_for
from api.web.conversation import Conversation
from api.web.desk import Desk
from tools.access import Role


async def build(desk: Desk, tools: ui.element) -> None:
    """Put the conversation on the page; ``?q=`` stands in the field, to be sent or changed."""
    is_customer = desk.role is Role.CUSTOMER
    conversation = Conversation(desk.door, desk.token, desk.visitor, is_customer)
    conversation.build(suggestions_for(desk.role), tools, large=desk.large)
    conversation.propose(desk.query.get("q", ""))
