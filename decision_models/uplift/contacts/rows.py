"""The contacts and controls of a channel's campaigns, and what came of each: a row each.

Campaigns keep part of those whom they chose as control. What became of the controls is read from
the same tables as what became of the contacted, so that nobody's outcome depends on having been
contacted.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from decision_models.catalogue.effects import EffectSpec
from decision_models.features.feature import AsOf
from decision_models.labels import month_end
from decision_models.snapshots import HISTORY_DAYS, history
from home.errors import NotReady

COMPLAINT_DAYS = 30
FEWEST_OF_AN_ARM = 200
FEWEST_BUYERS = 30
_SQL = """
WITH chosen AS (
    SELECT contact_id, customer_id, campaign_id, coalesce(wave, 0) AS wave, treated, "at",
        outcome, category, ("at" + INTERVAL 8 HOUR)::DATE AS day
    FROM contacts JOIN campaigns USING (campaign_id) JOIN products USING (product_id)
    WHERE contacts.channel = $channel AND "at" < $until
), gained AS (
    SELECT customer_id, category, "at" AS gained_at FROM orders JOIN products USING (product_id)
        WHERE side = 'buy'
    UNION ALL SELECT customer_id, 'credit_card', opened_on::TIMESTAMP FROM cards
        WHERE kind = 'credit'
    UNION ALL SELECT customer_id, 'loan', opened_on::TIMESTAMP FROM loans
        WHERE kind <> 'instalment'
), bought AS (
    SELECT DISTINCT contact_id FROM chosen JOIN gained USING (customer_id, category)
    WHERE gained_at > "at" AND gained_at <= "at" + to_days($horizon)
), complained AS (
    SELECT DISTINCT contact_id FROM chosen JOIN service_requests AS asked USING (customer_id)
    WHERE asked.kind = 'complaint' AND asked."at" > chosen."at"
        AND asked."at" <= chosen."at" + to_days($complaint)
)
SELECT contact_id, customer_id, campaign_id || '/' || wave AS wave, day,
    coalesce(treated, true) AS treated,
    contact_id IN (SELECT contact_id FROM bought) AS bought,
    contact_id IN (SELECT contact_id FROM complained) AS complained,
    coalesce(outcome = 'refused', false) AS refused
FROM chosen ORDER BY contact_id
"""


class SwitchedOff(NotReady):
    """The institution's campaigns hold no experiment in this channel, or too small a one."""


@dataclass(frozen=True)
class ContactRows:
    """One entry a contact or control of waves that have both, whose outcome is known.

    Args:
        contact, customer: identifiers. wave: of a campaign, as text.
        day: of the contact in Shanghai; ``as_of`` the month-end before it, whose features it has.
        treated, bought, complained, refused: as 1.0 and 0.0; ``complained`` NaN where the days in
            which it counts are not over.
        chance: of being contacted, as it was drawn: the share contacted in its wave.
    """

    contact: "np.ndarray[Any, Any]"
    customer: "np.ndarray[Any, Any]"
    wave: "np.ndarray[Any, Any]"
    day: "np.ndarray[Any, Any]"
    as_of: "np.ndarray[Any, Any]"
    treated: "np.ndarray[Any, Any]"
    bought: "np.ndarray[Any, Any]"
    complained: "np.ndarray[Any, Any]"
    refused: "np.ndarray[Any, Any]"
    chance: "np.ndarray[Any, Any]"

    @property
    def size(self) -> int:
        """How many."""
        return len(self.contact)

    def only(self, rows: "np.ndarray[Any, Any]") -> "ContactRows":
        """Those of a mask, or at these places."""
        return ContactRows(**{name: values[rows] for name, values in vars(self).items()})


def read_rows(con: Any, spec: EffectSpec, today: date) -> ContactRows:
    """The experiment of a channel as far as its outcomes are known by ``today``.

    Raises:
        SwitchedOff: the channel has no campaign with a control.
    """
    until = today - timedelta(days=spec.horizon_days)
    found = con.con.execute(
        _SQL,
        {
            "channel": spec.channel,
            "until": until,
            "horizon": spec.horizon_days,
            "complaint": COMPLAINT_DAYS,
        },
    ).df()
    kept = _with_both_arms(found)
    if kept.empty:
        raise SwitchedOff(
            f"effect {spec.name}: contacts by {spec.channel} must have campaigns that keep a "
            f"control group (treated = false), got none; the model is switched off"
        )
    began = history(con) + timedelta(days=HISTORY_DAYS)
    rows = _rows(kept, today - timedelta(days=COMPLAINT_DAYS))
    return rows.only(rows.as_of >= np.datetime64(began))


def _with_both_arms(found: pd.DataFrame) -> pd.DataFrame:
    share = found.groupby("wave")["treated"].transform("mean")
    return found[(share > 0) & (share < 1)]


def _rows(found: pd.DataFrame, complaints_until: date) -> ContactRows:
    days = found["day"].to_numpy().astype("datetime64[D]")
    ends = {day: np.datetime64(_month_end_before(day.item())) for day in np.unique(days)}
    return ContactRows(
        contact=found["contact_id"].to_numpy(dtype=object),
        customer=found["customer_id"].to_numpy(dtype=object),
        wave=found["wave"].to_numpy(dtype=object),
        day=days,
        as_of=np.array([ends[day] for day in days], dtype="datetime64[D]"),
        chance=found.groupby("wave")["treated"].transform("mean").to_numpy(dtype=float),
        complained=np.where(
            days < np.datetime64(complaints_until), found["complained"].to_numpy(float), np.nan
        ),
        **{name: found[name].to_numpy(float) for name in ("treated", "bought", "refused")},
    )


def _month_end_before(day: date) -> date:
    """The last month-end whose features were known when the day began."""
    month = AsOf(day).month
    end = month_end(month)
    return end if end < day else month_end(month - 1)


def require_enough(spec: EffectSpec, rows: ContactRows) -> None:
    """Refuse an experiment that nothing can be learned from.

    Raises:
        SwitchedOff: too few rows or buyers; says how many.
    """
    arms = [int(rows.treated.sum()), int((1 - rows.treated).sum())]
    buyers = [int((rows.bought * arm).sum()) for arm in (rows.treated, 1 - rows.treated)]
    if min(arms) < FEWEST_OF_AN_ARM or sum(buyers) < FEWEST_BUYERS or min(buyers) == 0:
        raise SwitchedOff(
            f"effect {spec.name}: campaigns by {spec.channel} with a control must have at least "
            f"{FEWEST_OF_AN_ARM} rows in each arm and {FEWEST_BUYERS} buyers in both whose outcome "
            f"is known, got {arms[0]} contacted and {arms[1]} control, {buyers[0]} and {buyers[1]} "
            "buyers; the model is switched off"
        )
