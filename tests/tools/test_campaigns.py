from dataclasses import replace

import pytest

from tests.tools.bank import query
from tools import campaigns
from tools.access import parse
from tools.campaigns import CampaignQuery, campaign_result, latest
from tools.toolbox import Toolbox

ANALYST = parse("analyst:x")


@pytest.mark.parametrize("by", ["campaign", "channel", "version"])
def test_counts_are_those_of_the_contacts(toolbox: Toolbox, by: str) -> None:
    found = campaign_result(toolbox, ANALYST, CampaignQuery(by=by))  # type: ignore[arg-type]
    column = {"campaign": "campaign_id", "channel": "channel", "version": "content_id"}[by]
    sql = (
        f"SELECT {column}, count(*), sum((outcome = 'converted')::INT), "
        f"sum((outcome = 'refused')::INT) FROM contacts "
        f"WHERE treated AND campaign_id IS NOT NULL GROUP BY 1"
    )
    known = {
        key: (size, count or 0, refused or 0) for key, size, count, refused in query(toolbox, sql)
    }
    assert {r.key: (r.treated.size, r.treated.count, r.refused) for r in found.results} == known
    for result in found.results:
        assert result.text
        assert result.title
        if result.lift is not None:
            assert result.lift_low is not None
            assert result.lift_high is not None
            assert result.lift_low <= result.lift <= result.lift_high
            sure = result.lift_low > 0 or result.lift_high < 0
            assert (result.verdict in ("better", "worse")) == sure
    lows = [r.lift_low for r in found.results if r.lift_low is not None]
    assert lows == sorted(lows, reverse=True)


def test_one_campaign_is_treated_minus_control(toolbox: Toolbox) -> None:
    found = campaign_result(toolbox, ANALYST, CampaignQuery(campaign_id="K03"))
    (result,) = found.results
    rates = query(
        toolbox,
        "SELECT treated, avg((coalesce(outcome, '') = 'converted')::INT) FROM contacts "
        "WHERE campaign_id = 'K03' GROUP BY 1",
    )
    known = dict(rates)
    assert result.lift == pytest.approx(known[True] - known[False])
    assert found.overall is None


def test_a_manager_sees_the_contacts_of_their_own_customers(toolbox: Toolbox) -> None:
    everybody = campaign_result(toolbox, ANALYST, CampaignQuery())
    mine = campaign_result(toolbox, parse("rm:M001"), CampaignQuery())
    sql = (
        "SELECT count(*) FROM contacts JOIN assignments USING (customer_id) "
        "WHERE assignments.manager_id = 'M001' AND treated AND campaign_id IS NOT NULL"
    )
    ((known,),) = query(toolbox, sql)
    assert sum(result.treated.size for result in mine.results) == known
    assert known < sum(result.treated.size for result in everybody.results)


def test_what_nobody_ran_is_said(toolbox: Toolbox) -> None:
    found = campaign_result(toolbox, ANALYST, CampaignQuery(campaign_id="K99"))
    assert found.results == ()
    assert found.notes == ("没有符合条件的活动记录",)
    mixed = campaign_result(toolbox, ANALYST, CampaignQuery(category="fund", channel="push"))
    products = dict(query(toolbox, "SELECT name, category FROM products"))
    assert all(products[result.product_name or ""] == "fund" for result in mixed.results)


def test_what_came_of_it_net_is_lift_times_contacts(toolbox: Toolbox) -> None:
    found = campaign_result(toolbox, ANALYST, CampaignQuery(focus="extra"))
    assert found.overall is not None
    for result in (*found.results, found.overall):
        if result.lift is None:
            assert result.extra is None
            continue
        assert result.extra is not None
        assert result.extra.count == round(result.lift * result.extra.contacts)
        assert result.extra.low <= result.extra.count <= result.extra.high
        assert (result.extra.sure == "unclear") == (result.verdict == "unclear")
    assert any("成本" in note for note in found.notes)


def test_channels_are_compared_alone(toolbox: Toolbox) -> None:
    asked = CampaignQuery(by="channel", channels=("sms", "outbound_call"))
    found = campaign_result(toolbox, ANALYST, asked)
    assert {result.key for result in found.results} <= {"sms", "outbound_call"}


def test_versions_of_a_campaign_are_compared_directly(toolbox: Toolbox) -> None:
    asked = CampaignQuery(by="version", campaign_id="K03")
    found = campaign_result(toolbox, ANALYST, asked)
    rates = sorted((one.treated.rate or 0.0 for one in found.results), reverse=True)
    assert found.ahead is not None
    assert found.ahead.difference == pytest.approx(rates[0] - rates[1])
    assert found.ahead.sure == (found.ahead.low > 0)


def test_a_branch_is_of_its_own_customers(toolbox: Toolbox) -> None:
    own = campaign_result(toolbox, parse("manager:B01"), CampaignQuery())
    named = campaign_result(toolbox, parse("manager:B00"), CampaignQuery(branch="B01"))
    assert named.whom
    assert [one.treated for one in named.results] == [one.treated for one in own.results]


def test_the_last_campaign_is_the_last_to_begin(toolbox: Toolbox) -> None:
    ((known,),) = query(
        toolbox, "SELECT campaign_id FROM campaigns ORDER BY starts_on DESC, 1 DESC LIMIT 1"
    )
    assert latest(toolbox, ANALYST, CampaignQuery()) == known
    assert latest(toolbox, ANALYST, CampaignQuery(campaign_id="K99")) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("CMP-2026-7效果怎么样", "CMP-2026-7"),
        ("cmp-2026-7扣掉对照组呢", "CMP-2026-7"),
        ("CMP-2026-99效果怎么样", "CMP-2026-99"),  # not there: the report says so
        ("K03效果怎么样", None),
        ("R3的客户多少", None),
        ("2026年的活动", None),
    ],
)
def test_a_campaign_is_known_by_what_the_banks_ids_look_like(
    text: str, meant: str | None, monkeypatch: pytest.MonkeyPatch, toolbox: Toolbox
) -> None:
    store = toolbox.store
    row = next(iter(store.rows(campaigns._Campaign, "one", lambda: store.table("campaigns"))))
    theirs = [replace(row, campaign_id=one) for one in ("CMP-2026-7", "CMP-2026-8", "20261")]
    monkeypatch.setattr(store, "rows", lambda *_: theirs)
    monkeypatch.setattr(store, "remembered", lambda _, make: make())
    assert campaigns.campaign_named(store, text) == meant
