"""Greetings for a group: every occasion on every channel may go out as it is."""

from datetime import date

import pytest

from agents.composition import greetings
from agents.composition.copywriter import label
from agents.composition.greetings import GreetingRequest, several, zodiac_of
from agents.composition.messages import product_of
from agents.composition.required import required_sentences
from agents.guardrails import CheckContext, check
from agents.guardrails.verdicts import Verdict
from tools.shelf import shelf
from tools.toolbox import Toolbox

ON = date(2026, 9, 30)
TONES = (None, "亲切", "正式", "俏皮", "简洁", "口语")
BANK = "帷幄示范银行"


def request(channel: str, occasion: str, **more: object) -> GreetingRequest:
    given = {"audience": None, "on": ON, "sender": BANK, "bank": BANK, "hotline": "400-000-0000"}
    return GreetingRequest(channel, occasion, **{**given, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize("occasion", greetings.occasions())
@pytest.mark.parametrize("channel", greetings.channels())
def test_every_greeting_passes_the_rules(occasion: str, channel: str) -> None:
    context = CheckContext(channel=channel, speaker="human", complete=True, date=ON)
    for tone in TONES:
        for audience in (None, "senior", "wealthy"):
            for made in several(request(channel, occasion, tone=tone, audience=audience), 3):
                text = f"{made.title or ''}\n{made.text}"
                result = check(text, context, learned=False)
                assert result.verdict is Verdict.PASS, (text, result.findings)
                assert label(channel) in made.text
                assert "{{" not in text
                assert "。。" not in text


@pytest.mark.parametrize("channel", ["sms", "email"])
def test_what_reaches_one_person_says_from_whom_and_how_to_refuse(channel: str) -> None:
    for made in several(request(channel, "mid_autumn"), 3):
        assert BANK in made.text
        assert "400-000-0000" in made.text
        assert "拒收请回复R" in made.text


@pytest.mark.parametrize(("channel", "limit"), [("push", 20), ("app_banner", 16)])
def test_titles_keep_to_their_limit(channel: str, limit: int) -> None:
    for occasion in greetings.occasions():
        for tone in TONES:
            for made in several(request(channel, occasion, tone=tone), 3):
                assert made.title
                assert len(made.title) <= limit


def test_variants_differ() -> None:
    for occasion in ("new_year", "spring_festival", "mid_autumn", "fraud", "national_day"):
        made = [one.text for one in several(request("sms", occasion), 3)]
        assert len(set(made)) == 3
        wishes = [dict(one.parts)["wish"] for one in several(request("sms", occasion), 3)]
        assert len(set(wishes)) == 3, "none says again what another could say otherwise"


def test_a_product_is_an_extra_with_everything_beside_it(toolbox: Toolbox) -> None:
    sheet = next(one for one in shelf(toolbox.store).values() if one.category == "wealth")
    required = required_sentences(sheet.category, sheet.issuer, BANK)
    (made,) = several(request("sms", "mid_autumn", product=product_of(sheet), required=required), 1)
    assert sheet.name in made.text
    assert "理财非存款" in made.text
    (plain,) = several(request("sms", "mid_autumn", required=required), 1)
    assert "理财非存款" not in plain.text, "no disclaimer where nothing is sold"


@pytest.mark.parametrize(
    ("on", "animal"),
    [
        (date(2026, 9, 30), "羊"),
        (date(2026, 3, 1), "羊"),
        (date(2026, 1, 5), "马"),
        (date(2026, 2, 10), None),
        (date(2027, 12, 31), "猴"),
    ],
)
def test_the_animal_is_of_the_lunar_year_that_begins_next(on: date, animal: str | None) -> None:
    assert zodiac_of(on) == animal


@pytest.mark.parametrize(
    ("text", "occasion", "audience"),
    [
        ("元旦给代发客户来条朋友圈", "new_year", "payroll"),
        ("教师节快到了，给教师客户写段祝福", "teachers_day", "teachers"),
        ("给银发客群写个养老防诈提醒", "pension_fraud", "senior"),
        ("大年三十给老客户们拜年", "spring_festival", "everyone"),
        ("给年轻客户写条小年轻爱看的", None, "young"),
    ],
)
def test_occasions_and_audiences_are_known_by_their_words(
    text: str, occasion: str | None, audience: str
) -> None:
    assert greetings.occasion_in(text) == occasion
    assert greetings.audience_in(text) == audience
