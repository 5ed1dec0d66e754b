"""From a mart to the experiment of a channel: what was known, who was contacted, who bought.

Campaigns keep part of those whom they chose as control. Each contact and each control of a channel
is a row: the features as of the day before its wave, what the campaign offered, whether it was
treated, and whether the customer bought of the campaign's kind of product within the horizon.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from decision_models import features
from decision_models.features.feature import AsOf
from decision_models.features.sources import instant
from decision_models.snapshots import history
from home.errors import BadInput

LEAST_HISTORY_DAYS = 60
HORIZON_DAYS = 14
"""A purchase of the campaign's kind within so many days after the contact counts."""
TREATMENT, TARGET = "treated", "bought"
KEYS = ("contact_id", "customer_id", "campaign_id", "wave_day")
"""Columns of an experiment that say which row it is; no model may see them."""
OFFER = ("offer_category", "offer_risk", "offer_min_amount", "offer_term_days")


@dataclass(frozen=True)
class Wave:
    """One wave of a campaign through one channel. ``day``: its first; ``as_of``: the day before."""

    campaign_id: str
    number: int
    day: date
    customers: int
    controls: int

    @property
    def as_of(self) -> date:
        """The last day that its features may know."""
        return self.day - timedelta(days=1)


def channels(con: Any) -> tuple[str, ...]:
    """Channels with campaigns that kept a control, most contacts first."""
    contacts = con.table("contacts")
    found = (
        contacts.filter(contacts.campaign_id.notnull())
        .group_by("channel")
        .aggregate(treated=contacts.treated.sum(), controls=(~contacts.treated).sum())
        .to_pyarrow()
        .to_pylist()
    )
    usable = [one for one in found if one["treated"] and one["controls"]]
    ranked = sorted(usable, key=lambda one: (-one["treated"], one["channel"]))
    return tuple(one["channel"] for one in ranked)


def waves(con: Any, channel: str, horizon_days: int = HORIZON_DAYS) -> tuple[Wave, ...]:
    """The waves of a channel whose outcomes are all known, oldest first.

    Waves before there was a history to compute features from are left out.
    """
    contacts = con.table("contacts")
    rows = contacts.filter((contacts.channel == channel) & contacts.campaign_id.notnull())
    local = (rows["at"].epoch_seconds() + 8 * 3600) // 86_400
    rows = rows.mutate(number=rows.wave.fill_null(0), local_day=local)
    found = rows.group_by("campaign_id", "number").aggregate(
        first=rows.local_day.min(),
        last=rows.local_day.max(),
        customers=rows.count(),
        controls=(~rows.treated).sum(),
    )
    known = _last_day(con)
    began = history(con) + timedelta(days=LEAST_HISTORY_DAYS)
    made = [
        Wave(
            one["campaign_id"],
            int(one["number"]),
            _day(one["first"]),
            one["customers"],
            int(one["controls"]),
        )
        for one in found.to_pyarrow().to_pylist()
        if _day(one["last"]) + timedelta(days=horizon_days) <= known and _day(one["first"]) >= began
    ]
    return tuple(sorted(made, key=lambda wave: (wave.day, wave.campaign_id, wave.number)))


def _day(since_1970: int) -> date:
    return date(1970, 1, 1) + timedelta(days=int(since_1970))


def _last_day(con: Any) -> date:
    last = con.table("orders")["at"].max().to_pyarrow().as_py()
    if last is None:
        raise BadInput("orders must have rows to tell who bought after a contact, got none")
    return date.fromisoformat(str(last)[:10])


def experiment(
    con: Any,
    channel: str,
    chosen: Sequence[Wave] | None = None,
    *,
    horizon_days: int = HORIZON_DAYS,
    told: Callable[[int, int], None] = lambda _done, _all: None,
) -> pd.DataFrame:
    """The experiment of a channel: one row a contact or control of ``chosen`` waves (None: all).

    Columns: ``KEYS``, ``treated`` (1, 0), ``bought`` (1, 0), ``OFFER``, then every feature.
    Controls' purchases are read from orders like those of the contacted, so that no one's outcome
    depends on having been contacted.

    Raises:
        BadInput: no such channel among campaigns with a control, or no wave with known outcomes.
    """
    if chosen is None:
        known = channels(con)
        if channel not in known:
            listed = ", ".join(known) or "none"
            raise BadInput(
                f"channel must have campaigns with a control, got {channel!r} (those that have: "
                f"{listed})"
            )
        chosen = waves(con, channel, horizon_days)
    if not chosen:
        raise BadInput(
            f"channel {channel} must have a wave that ended {horizon_days} days before the last "
            "order, got none"
        )
    parts = []
    for done, wave in enumerate(chosen, start=1):
        parts.append(_wave(con, channel, wave, horizon_days))
        told(done, len(chosen))
    return pd.concat(parts, ignore_index=True)


def _wave(con: Any, channel: str, wave: Wave, horizon_days: int) -> pd.DataFrame:
    contacts, campaigns, products = (
        con.table(name) for name in ("contacts", "campaigns", "products")
    )
    rows = contacts.filter(
        (contacts.channel == channel)
        & (contacts.campaign_id == wave.campaign_id)
        & (contacts.wave.fill_null(0) == wave.number)
    )
    offered = campaigns.filter(campaigns.campaign_id == wave.campaign_id).select("product_id")
    offer = products.semi_join(offered, "product_id")
    table = rows.select("contact_id", "customer_id", "treated", contacted_at=rows["at"])
    bought = _bought(con, table, offer, wave, horizon_days)
    table = table.mutate(treated=table.treated.cast("int8"))
    table = table.left_join(bought, "contact_id")
    table = table.mutate(bought=table.bought.fill_null(0).cast("int8"))
    table = table.select("contact_id", "customer_id", "treated", "bought")
    known = features.compute(con, wave.as_of)
    joined = table.inner_join(known, "customer_id").order_by("contact_id")
    frame: pd.DataFrame = joined.to_pyarrow().to_pandas()
    sheet = offer.to_pyarrow().to_pylist()[0]
    placed = {
        "campaign_id": wave.campaign_id,
        "wave_day": wave.day.isoformat(),
        "offer_category": sheet["category"],
        "offer_risk": _risk(sheet["risk_level_issuer"], sheet["risk_level_seller"]),
        "offer_min_amount": sheet["min_amount"],
        "offer_term_days": sheet["term_days"],
    }
    added = pd.DataFrame({name: [value] * len(frame) for name, value in placed.items()})
    first = [*KEYS, TREATMENT, TARGET, *OFFER]
    whole: pd.DataFrame = pd.concat([frame, added], axis=1)
    ordered = [*first, *(str(name) for name in whole.columns if name not in first)]
    return whole.loc[:, ordered]


def _risk(issuer: str | None, seller: str | None) -> float:
    """The stricter of two levels such as R3, NaN where neither is given."""
    return max((float(level[1:]) for level in (issuer, seller) if level), default=float("nan"))


def _bought(con: Any, table: Any, offer: Any, wave: Wave, horizon_days: int) -> Any:
    """Contacts after which the customer bought of the offer's category within the horizon."""
    import ibis

    orders, products = con.table("orders"), con.table("products")
    alike = products.semi_join(offer.select("category"), "category").select("product_id")
    until = AsOf(wave.day + timedelta(days=horizon_days + 7)).cut
    buys = orders.filter(
        (orders.side == "buy")
        & (orders["at"] >= instant(orders["at"], AsOf(wave.as_of).cut))
        & (orders["at"] < instant(orders["at"], until))
    ).semi_join(alike, "product_id")
    buys = buys.select("customer_id", bought_at=buys["at"])
    both = table.inner_join(buys, "customer_id")
    within = both.filter(
        (both.bought_at > both.contacted_at)
        & (both.bought_at <= both.contacted_at + ibis.interval(days=horizon_days))
    )
    return within.select("contact_id").distinct().mutate(bought=ibis.literal(1))
