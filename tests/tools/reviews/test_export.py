"""The queue as a table for outside: within the asker's rows, and on record."""

import pytest

from home.errors import RefusedByPolicy
from tests.tools.writing_desk import CHECKER, DOUBTFUL, MARKETER, reachable, written
from tools.access import parse
from tools.reviews import Approval, QueueQuery, approve_text, submit_together
from tools.reviews.export import export_reviews
from tools.toolbox import Toolbox


def test_what_leaves_is_what_the_asker_sees_with_its_binding_and_record(desk: Toolbox) -> None:
    one = reachable(desk)[0].customer_id
    text = written(desk, MARKETER, DOUBTFUL, customer_id=one)
    (item,) = submit_together(desk, MARKETER, [text], "", key="k").queued
    evidence = Approval(review_id=item.review_id, reason="已核对", evidence="D-12")
    approve_text(desk, CHECKER, evidence)
    made = export_reviews(desk, CHECKER, QueueQuery(state="all"))
    (row,) = made.rows
    assert (row.item.state, row.item.evidence, row.sha256) == ("approved", "D-12", text.sha256)
    assert row.binding == desk.ledger.reviews.list()[0].binding
    record = next(one for one in desk.ledger.records() if one.seq == made.record)
    assert record.payload == {
        "by": "compliance:zhao",
        "state": "all",
        "reviews": [item.review_id],
    }
    assert export_reviews(desk, CHECKER, QueueQuery()).rows == (), "none of them waits"
    assert export_reviews(desk, parse("marketer:other"), QueueQuery(state="all")).rows == ()
    with pytest.raises(RefusedByPolicy):
        export_reviews(desk, parse("customer:C0000001"), QueueQuery())
    assert desk.ledger.verify().ok
