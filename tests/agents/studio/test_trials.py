"""An A/B test: who gets what is a hash, some are kept back, and results can be told apart later."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from agents.studio.batch import Batch, BatchWish, write_batch
from agents.studio.trials import CONTROL, TrialWish, UsedCampaign
from tests.tools.bank import query
from tools.access import parse
from tools.segments import segment
from tools.toolbox import Toolbox

MARKETER = parse("marketer:li")


def trial(**changes: object) -> TrialWish:
    given = {"campaign_id": "K77", "tones": [None, "亲切"], "control_share": 0.2}
    return TrialWish.model_validate({**given, **changes})


def written(box: Toolbox, key: str = "k", **changes: object) -> Batch:
    wish = {"segment": {"channel": "sms"}, "product_id": "P003", "size": 200}
    given = {**wish, "trial": trial(**changes)}
    return write_batch(box, MARKETER, BatchWish.model_validate(given), key=key)


@given(st.integers(1, 4), st.sampled_from([0.0, 0.1, 0.35, 0.5]), st.text("KX0123", min_size=1))
def test_shares_are_as_asked_and_independent_of_how_many_versions_there_are(
    versions: int, share: float, campaign: str
) -> None:
    wish = trial(campaign_id=campaign[:30], tones=[None] * versions, control_share=share)
    ids = [f"C{at:07d}" for at in range(4000)]
    counts = Counter(wish.arm_of(one) for one in ids)
    assert abs(counts[CONTROL] / 4000 - share) < 0.05
    for letter in wish.letters:
        assert abs(counts[letter] / 4000 - (1 - share) / versions) < 0.05
    more = trial(campaign_id=campaign[:30], tones=[None], control_share=share)
    assert {one for one in ids if wish.arm_of(one) == CONTROL} == {
        one for one in ids if more.arm_of(one) == CONTROL
    }


def test_another_campaign_is_another_assignment() -> None:
    ids = [f"C{at:07d}" for at in range(2000)]
    one, other = trial(control_share=0.5), trial(campaign_id="K78", control_share=0.5)
    both = sum(one.arm_of(i) == CONTROL and other.arm_of(i) == CONTROL for i in ids)
    assert 0.2 < both / 2000 < 0.3


def test_everybody_who_may_be_written_to_is_in_one_arm_or_kept_back(desk: Toolbox) -> None:
    made = written(desk)
    assert made.trial is not None
    found = segment(desk, MARKETER, BatchWish.model_validate(_segment()).segment, "P003", 200)
    eligible = {one.person.customer_id for one in found.members if not one.why_not}
    versions = made.trial.versions
    assert set(versions) | set(made.trial.control) == eligible
    assert not set(versions) & set(made.trial.control)
    assert made.trial.control
    texts = (*made.texts, *made.held)
    assert {text.customer_id for text in texts} == set(versions)
    assert [arm.content_id for arm in made.trial.arms] == ["K77-A", "K77-B"]
    record = next(one for one in desk.ledger.records() if one.kind == "trial_assigned")
    assert record.seq == made.trial.record
    again = written(desk, key="k2").trial
    assert again is not None
    assert again.versions.keys() == versions.keys()
    assert again.control == made.trial.control


def _segment() -> dict[str, object]:
    return {"segment": {"channel": "sms"}, "product_id": "P003", "size": 200}


def test_versions_differ_and_a_version_says_the_same_to_all(desk: Toolbox) -> None:
    made = written(desk)
    assert made.trial is not None
    bodies: dict[str, set[str]] = {"A": set(), "B": set()}
    for text in made.texts:
        letter = made.trial.versions[str(text.customer_id)].letter
        _, _, rest = text.body.partition("，")  # past the name
        bodies[letter].add(rest)
    assert not bodies["A"] & bodies["B"]
    sizes = {arm.letter: len(arm.customers) for arm in made.trial.arms}
    for letter, different in bodies.items():
        assert len(different) <= max(3, sizes[letter] / 3)  # by age and gender, not by customer


def test_a_campaign_that_has_contacts_is_not_tried_again(desk: Toolbox) -> None:
    ((known,),) = query(desk, "SELECT min(campaign_id) FROM contacts")
    with pytest.raises(UsedCampaign):
        written(desk, campaign_id=known)
    assert not [one for one in desk.ledger.records() if one.kind == "trial_assigned"]


@pytest.mark.parametrize(
    "wrong", [{"campaign_id": "=1+1"}, {"control_share": 0.9}, {"tones": []}, {"tones": [None] * 5}]
)
def test_what_does_not_fit_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        trial(**wrong)
