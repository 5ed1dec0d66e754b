"""A text's trail: everything for a checker, one's own for a maker."""

import pytest

from home.errors import NotFound, RefusedByPolicy
from tests.tools.writing_desk import CHECKER, DOUBTFUL, MARKETER, written
from tools.access import parse
from tools.audit_trail import audit_trail
from tools.reviews import Approval, Edit, Submission, approve_text, edit_text, submit_text
from tools.toolbox import Toolbox


def test_what_happened_stands_in_order(desk: Toolbox) -> None:
    text = written(desk, MARKETER, DOUBTFUL)
    other = written(desk, MARKETER, DOUBTFUL.replace("三", "四"), key="u")
    item = submit_text(desk, MARKETER, Submission(text_id=text.text_id), key="s")
    approve_text(desk, CHECKER, Approval(review_id=item.review_id, reason="好", evidence="文件"))
    trail = audit_trail(desk, CHECKER, text.text_id)
    assert [one.kind for one in trail.events] == ["text", "review_submitted", "review_approved"]
    assert [one.by for one in trail.events] == [str(MARKETER), str(MARKETER), str(CHECKER)]
    assert audit_trail(desk, MARKETER, text.text_id).events == trail.events
    assert len(audit_trail(desk, CHECKER, other.text_id).events) == 1


def test_an_edit_names_what_it_came_from(desk: Toolbox) -> None:
    text = written(desk, MARKETER, DOUBTFUL)
    item = submit_text(desk, MARKETER, Submission(text_id=text.text_id), key="s")
    edit = Edit(review_id=item.review_id, body=DOUBTFUL.replace("第一", "前列"), reason="改")
    made = edit_text(desk, CHECKER, edit, key="e")
    assert audit_trail(desk, CHECKER, made.text_id).origin == text


def test_anothers_text_is_not_there(desk: Toolbox) -> None:
    text = written(desk, MARKETER, DOUBTFUL)
    with pytest.raises(NotFound):
        audit_trail(desk, parse("rm:M001"), text.text_id)
    with pytest.raises(NotFound):
        audit_trail(desk, CHECKER, "T0")
    with pytest.raises(RefusedByPolicy):
        audit_trail(desk, parse("customer:C0000001"), text.text_id)
