"""Week by week: money comes, products mature, customers buy, redeem, move money, leave."""

from decision_models.mart.demo_bank import departures
from decision_models.mart.demo_bank.appetite import Appetite
from decision_models.mart.demo_bank.household import Households
from decision_models.mart.demo_bank.purchases import Purchases
from decision_models.mart.demo_bank.timeline import WEEKS, Floats


def simulate(houses: Households, appetite: Appetite, purchases: Purchases, net: Floats) -> None:
    """Let all weeks pass over ``houses``; ``net`` is everyday money, week by customer."""
    for week in range(WEEKS):
        houses.demand += net[week]
        departures.mature(houses, week)
        departures.bring_in(houses, week)
        purchases.make(week, appetite.log_odds(houses, week))
        departures.redeem(houses, week)
        departures.leave(houses, week)
        departures.settle(houses, week)
        houses.cooling *= 0.75
        houses.matured *= 0.72
