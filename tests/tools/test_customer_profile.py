import pytest

from home.errors import NotFound
from tests.tools.bank import customers, query, rm_of
from tools.access import parse
from tools.customer_profile import MOST_SCORES, customer_profile
from tools.facts import facts_of
from tools.ledger import ConsentChange, Feedback
from tools.toolbox import Toolbox

THEMES = ["nature", "assets", "liabilities", "risk", "transactions", "behaviour", "value"]


def test_the_portrait_has_the_seven_themes_with_the_customers_own_figures(
    toolbox: Toolbox,
) -> None:
    seen: set[str] = set()
    for one in customers(toolbox)[::50]:
        found = customer_profile(toolbox, rm_of(one), one.customer_id)
        themes = [theme.theme for theme in found.themes]
        assert themes == [name for name in THEMES if name in themes]
        seen |= set(themes)
        for theme in found.themes:
            assert theme.title
            assert 1 <= len(theme.traits) <= 4
            for trait in theme.traits:
                assert trait.text
                ((known,),) = query(
                    toolbox,
                    f"SELECT {trait.feature} FROM features WHERE customer_id='{one.customer_id}'",
                )
                assert trait.value == known
                assert trait.percentile is None or 0 <= trait.percentile <= 1
    assert seen == set(THEMES)


def test_holdings_and_scores_are_those_of_the_mart(toolbox: Toolbox) -> None:
    total = "SELECT customer_id, sum(amount) FROM positions GROUP BY customer_id ORDER BY 2 DESC"
    agreed = {one.customer_id: one for one in customers(toolbox) if one.consent_profiling}
    key, held = next(row for row in query(toolbox, total) if row[0] in agreed)
    one = agreed[key]
    found = customer_profile(toolbox, rm_of(one), one.customer_id)
    assert sum(holding.amount for holding in found.holdings) == pytest.approx(held)
    for holding in found.holdings:
        if holding.matures_on:
            assert holding.days_left == (holding.matures_on - toolbox.as_of).days
    lifts = [score.lift for score in found.scores]
    assert lifts == sorted(lifts, reverse=True)
    assert 0 < len(found.scores) <= MOST_SCORES
    for score in found.scores:
        assert score.lift >= 1
        said = f"SELECT score_{score.model} FROM prospects WHERE customer_id = '{one.customer_id}'"
        ((known,),) = query(toolbox, said)
        assert score.probability == pytest.approx(known)
    assert "customer.aum" in {fact.id for fact in facts_of(found)}


def test_who_refused_profiling_has_no_scores_and_is_not_compared(toolbox: Toolbox) -> None:
    one = next(one for one in customers(toolbox) if not one.consent_profiling)
    found = customer_profile(toolbox, rm_of(one), one.customer_id)
    assert found.profiling_refused
    assert found.scores == ()
    assert all(trait.percentile is None for theme in found.themes for trait in theme.traits)


def test_what_the_ledger_knows_shows_at_once(writable: Toolbox) -> None:
    one = customers(writable)[0]
    scope, key = rm_of(one), one.customer_id
    writable.ledger.change_consent(
        ConsentChange("k1", writable.now, "me", key, "marketing", "sms", False)
    )
    writable.ledger.record_feedback(
        Feedback("k2", writable.now, "me", key, "answered", channel="outbound_call")
    )
    found = customer_profile(writable, scope, key)
    assert not next(one.granted for one in found.consents if one.channel == "sms")
    assert (found.contacts[0].channel, found.contacts[0].outcome) == ("outbound_call", "answered")


def test_a_customer_is_not_there_for_another_manager(toolbox: Toolbox) -> None:
    one = customers(toolbox)[0]
    other = next(c for c in customers(toolbox) if c.manager_id != one.manager_id)
    with pytest.raises(NotFound) as theirs:
        customer_profile(toolbox, rm_of(other), one.customer_id)
    with pytest.raises(NotFound) as nobodys:
        customer_profile(toolbox, rm_of(other), "C9999999")
    said = str(theirs.value).replace(one.customer_id, "C9999999")
    assert said == str(nobodys.value)
    with pytest.raises(NotFound):
        customer_profile(toolbox, parse("analyst:a"), one.customer_id)
