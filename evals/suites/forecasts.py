"""Forecasts of amounts on months that they were not trained on: do intervals keep their word."""

from collections.abc import Iterator
from typing import Any

from evals.score import Score


def run(parts: Any) -> Iterator[Score]:
    """How far coverage lies from nominal, for customers and for managers' books, and how much
    better than the damped trend's the intervals are, as each forecaster's card says.

    Nothing is trained here: the cards of the home's own forecasters are read.
    """
    from decision_models.forecasting.forecasters import Forecasters

    cards = Forecasters(parts.settings.home).cards() if parts is not None else ()
    if not cards:
        note = "no trained forecaster in this home: run weiwo demo, or weiwo models train --all"
        yield Score("coverage off nominal", None, 0, note, higher_is_better=False)
    for card in cards:
        measured = {one.method: one for one in card.measured}
        own, trend = measured["calibrated"], measured.get("trend")
        note = f"held out {', '.join(card.growing.hold_out)}"
        if card.simulated:
            note += ", simulated bank"
        yield Score(
            f"coverage off nominal ({card.name})",
            abs(own.coverage - card.nominal),
            own.rows,
            f"covers {own.coverage:.1%} of customers; {note}",
            higher_is_better=False,
        )
        if trend is not None:
            yield Score(
                f"interval score over the trend's ({card.name})",
                own.score / trend.score,
                trend.rows,
                note,
                higher_is_better=False,
            )
        yield from of_books(card, note)


def of_books(card: Any, note: str) -> Iterator[Score]:
    """Managers' whole books. Those of one month move together: the months are what is independent,
    and they are few.
    """
    found = {one.method: one for one in card.books}
    own, trend = found.get("model"), found.get("trend")
    if own is None:
        return
    months = ", ".join(f"{share:.0%}" for share in own.by_month.values())
    said = (
        f"covers {own.coverage:.1%} of books (month by month {months}), half width "
        f"{own.half_width:.1%}, error {own.error:.1%}; {note}"
    )
    yield Score(
        f"coverage of books off nominal ({card.name})",
        abs(own.coverage - card.nominal),
        own.books,
        said,
        higher_is_better=False,
    )
    if trend is not None:
        yield Score(
            f"interval score of books over the trend's ({card.name})",
            own.score / trend.score,
            trend.books,
            f"the trend covers {trend.coverage:.1%} at half width {trend.half_width:.1%}; {note}",
            higher_is_better=False,
        )
