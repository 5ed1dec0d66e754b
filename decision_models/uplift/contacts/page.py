"""The card of a contact's effect as one web page that needs nothing else."""

from pathlib import Path

from decision_models.cards.charts import HEIGHT, WIDTH
from decision_models.cards.templates import template
from decision_models.uplift.contacts.card import EffectCard, Estimate

CHANNELS = {
    "sms": "短信",
    "push": "推送",
    "wecom": "企业微信",
    "moments": "朋友圈",
    "app_banner": "手机银行横幅",
    "outbound_call": "电话",
    "email": "邮件",
}
VERDICTS = {"lifts": "联系有用", "lowers": "联系反而有害", "unclear": "说不清"}


def render(card: EffectCard) -> str:
    """The page, HTML in UTF-8, in Chinese."""
    lines, axis = _curves(card)
    return str(
        template("page.html", Path(__file__).parent).render(
            card=card,
            kind="触达效果（增益）",
            channel=CHANNELS[card.channel],
            verdicts=VERDICTS,
            points=points,
            between=between,
            lines=lines,
            axis=axis,
            width=WIDTH,
            height=HEIGHT,
            wording=_measured(card),
        )
    )


def points(value: float) -> str:
    """A difference of chances in percentage points."""
    return f"{100 * value:+.2f}"


def between(found: Estimate) -> str:
    """An interval in percentage points."""
    return f"{points(found.low)} ~ {points(found.high)}"


def _measured(card: EffectCard) -> str:
    if card.later is None:
        return "活动的天数太少，没有留出较晚的活动"
    return f"用较早的活动训练，在{card.later.first_day}至{card.later.last_day}的活动上检验"


def _curves(card: EffectCard) -> tuple[tuple[str, str], float]:
    """The gain of choosing by effect and at random as polylines; and where nought is."""
    if card.later is None:
        return ("", ""), HEIGHT
    curve = card.later.curve
    highest = max(0.0, *(max(gain, random) for _, gain, random in curve))
    lowest = min(0.0, *(min(gain, random) for _, gain, random in curve))
    height = (highest - lowest) or 1.0

    def line(which: int) -> str:
        return " ".join(
            f"{point[0] * WIDTH:.1f},{(highest - point[which]) / height * HEIGHT:.1f}"
            for point in curve
        )

    return (line(1), line(2)), highest / height * HEIGHT
