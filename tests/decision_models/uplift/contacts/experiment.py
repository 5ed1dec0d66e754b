"""A small bank with two waves of text messages that move the old and put the young off."""

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from decision_models.uplift.contacts.rows import ContactRows
from tests.decision_models import tiny_bank

WAVES = (datetime(2026, 3, 10, 4), datetime(2026, 6, 9, 4))  # noqa: DTZ001 (naive UTC)
OLD = 50


def tables(customers: int = 700, seed: int = 3, *, control: bool = True) -> tiny_bank.Tables:
    """The tiny bank, with contacts of campaign K01 alone and the orders that came of them."""
    rng = np.random.default_rng(seed)
    made = tiny_bank.tables(customers, seed)
    ids = made["customers"]["customer_id"].to_numpy()
    born = pd.to_datetime(made["customers"]["birth_date"]).dt.year.to_numpy()
    old = 2026 - born >= OLD
    wealth = made["products"].query("category == 'wealth'")["product_id"].iloc[0]
    contacts, orders = [], []
    for number, at in enumerate(WAVES, start=1):
        treated = rng.random(customers) < 0.6 if control else np.ones(customers, bool)
        chance = np.where(treated, np.where(old, 0.35, 0.04), 0.12)
        bought = rng.random(customers) < chance
        contacts.append(_contacts(ids, number, at, treated))
        orders.append(_orders(ids[bought], wealth, at + timedelta(days=3), number))
    others = made["orders"][~_near(made["orders"]["at"])]
    made["contacts"] = pd.concat(contacts, ignore_index=True)
    made["orders"] = pd.concat([others, *orders], ignore_index=True)
    made["campaigns"] = pd.DataFrame(
        {
            "campaign_id": ["K01"],
            "objective": ["sale"],
            "product_id": [wealth],
            "channel": ["sms"],
            "starts_on": [WAVES[0].date()],
            "ends_on": [WAVES[1].date()],
        }
    )
    return made


def _near(at: "pd.Series[Any]") -> "pd.Series[Any]":
    """Orders that came by themselves while a wave ran."""
    found = at != at
    for wave in WAVES:
        found |= (at >= wave) & (at <= wave + timedelta(days=15))
    return found


def _contacts(ids: Any, number: int, at: datetime, treated: Any) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "contact_id": [f"W{number}-{one}" for one in ids],
            "customer_id": ids,
            "campaign_id": "K01",
            "at": at,
            "channel": "sms",
            "treated": treated,
            "wave": number,
            "outcome": np.where(treated, "delivered", None),
            "converted_amount": 0.0,
        }
    )


def _orders(ids: Any, product: str, at: datetime, number: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "order_id": [f"O{number}-{one}" for one in ids],
            "customer_id": ids,
            "product_id": product,
            "side": "buy",
            "amount": 10_000.0,
            "at": at,
            "channel": "app",
        }
    )


def drawn(
    rows: int, seed: int, *, effect: bool = True, fair: bool = True
) -> tuple[ContactRows, Any, Any]:
    """Rows of an experiment without a bank, two a customer: rows, five columns, true effects.

    The first column moves the effect (between -0.06 and 0.18), the second the level. Not ``fair``:
    who is contacted hangs on the second.
    """
    rng = np.random.default_rng(seed)
    matrix = rng.standard_normal((rows, 5))
    matrix[:, 4] = np.where(rng.random(rows) < 0.2, np.nan, matrix[:, 4])
    wave = np.where(np.arange(rows) < rows // 2, "K01/1", "K01/2").astype(object)
    chance = np.where(wave == "K01/1", 0.6, 0.7)
    drawn_by = chance if fair else np.clip(chance + 0.15 * np.sign(matrix[:, 1]), 0, 1)
    treated = (rng.random(rows) < drawn_by).astype(float)
    true = np.where(matrix[:, 0] > 0, 0.18, -0.06) if effect else np.zeros(rows)
    level = np.clip(0.10 + 0.03 * matrix[:, 1], 0.07, 0.3)
    bought = (rng.random(rows) < level + treated * true).astype(float)
    customer = np.array([f"C{place % (rows // 2):05d}" for place in range(rows)], dtype=object)
    for one in np.unique(wave):
        chance = np.where(wave == one, treated[wave == one].mean(), chance)
    day = np.where(wave == "K01/1", np.datetime64("2026-03-10"), np.datetime64("2026-06-09"))
    made = ContactRows(
        contact=np.arange(rows).astype(str).astype(object),
        customer=customer,
        wave=wave,
        day=day,
        as_of=day - np.timedelta64(10, "D"),
        treated=treated,
        bought=bought,
        complained=np.full(rows, np.nan),
        refused=np.zeros(rows),
        chance=chance,
    )
    return made, matrix, true
