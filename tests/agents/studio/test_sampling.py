"""A sample for review: drawn by a seed, once in the queue, as many as asked."""

import pytest

from agents.studio.batch import BatchWish, write_batch
from agents.studio.sampling import MOST, sample, why_sampled
from home.errors import BadInput
from tools.access import parse
from tools.catalogue import call
from tools.reviews import Queue, submit_together
from tools.toolbox import Toolbox

MARKETER = parse("marketer:li")


def test_the_same_seed_draws_the_same_and_sends_it_once(desk: Toolbox) -> None:
    wish = {"segment": {"channel": "sms"}, "product_id": "P003", "size": 60}
    texts = write_batch(desk, MARKETER, BatchWish.model_validate(wish), key="k").texts
    assert len(texts) > 8
    drawn = sample(texts, 4, 7)
    assert len(set(drawn)) == 4
    assert sample(texts[::-1], 4, 7) == drawn  # whatever order they come in
    assert sample(texts, 4, 8) != drawn
    reason = why_sampled(4, len(texts), 7)
    for _ in range(2):
        submit_together(desk, MARKETER, drawn, reason, key="k")
    queue = call(desk, parse("compliance:zhao"), "review_queue", {})
    assert isinstance(queue, Queue)
    assert {item.text_id for item in queue.items} == {text.text_id for text in drawn}
    assert len(queue.items) == 4
    assert "种子7" in queue.items[0].reason
    assert len(sample(texts, MOST, 1)) == min(MOST, len(texts))
    for size in (0, MOST + 1):
        with pytest.raises(BadInput):
            sample(texts, size, 1)
