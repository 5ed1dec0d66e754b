"""Ask: a conversation, for staff and for customers."""

from nicegui import ui

from api.suggestions import suggestions_for
from api.web.conversation import Conversation
from api.web.desk import Desk


async def build(desk: Desk, tools: ui.element) -> None:
    """Put the conversation on the page; ``?q=`` stands in the field, to be sent or changed."""
    conversation = Conversation(desk, suggestions_for(desk.role))
    conversation.build(tools)
    conversation.propose(desk.query.get("q", ""))
