"""Person, risk assessments, cards, loans, contacts and requests."""

import numpy as np
import pandas as pd

from evals.peers.by_pandas.customers import YEAR, Customers, Rows, both, equal

ANSWERS = ["opened", "clicked", "answered", "converted"]
SETTLED = 30
"""Days after which a contact's outcome no longer changes."""


def add(customers: Customers) -> None:
    """All of them."""
    made, persons = customers.columns, customers.persons
    old = customers.days_before(persons["birth_date"])
    made["age"] = np.floor(old / 365.25)
    made["tenure"] = np.floor(customers.days_before(persons["opened_on"]) / 30.44)
    _assessments(customers)
    _cards(customers)
    _loans(customers)
    _contacts(customers)
    _requests(customers)


def _assessments(customers: Customers) -> None:
    columns = ["customer_id", "level", "assessed_on", "expires_on"]
    rows = customers.table("risk_assessments", columns)
    rows = rows[pd.to_datetime(rows["assessed_on"]) <= pd.Timestamp(customers.day)]
    rows["ago"] = customers.days_before(rows["assessed_on"])
    rows["left"] = -customers.days_before(rows["expires_on"])
    rows["risk"] = rows["level"].str[1].astype("float")
    # Of two on one day the stricter counts.
    rows = rows.sort_values(["ago", "risk"])
    by = customers.grouped(rows)
    newest, oldest = by().first(), by().last()
    customers.put("risk_level", newest["risk"])
    customers.put("assessment_valid_days", newest["left"])
    customers.put("assessed_since", newest["ago"])
    customers.put("assessments", by().size(), 0.0)
    customers.put("risk_highest", by()["risk"].max())
    customers.put("risk_moved", newest["risk"] - oldest["risk"])


def _cards(customers: Customers) -> None:
    rows = customers.table("cards", ["customer_id", "limit", "opened_on"])
    rows["ago"] = customers.days_before(rows["opened_on"])
    by = customers.grouped(rows[rows["ago"] >= 0])
    customers.put("cards_held", by().size(), 0.0)
    customers.put("card_limit", by()["limit"].sum(), 0.0)
    customers.put("card_since", by()["ago"].min())
    spent = "consumption_total_amount_30d"
    customers.divide("consumption_of_limit_30d", spent, "card_limit")


def _loans(customers: Customers) -> None:
    columns = ["customer_id", "kind", "rate", "opened_on", "matures_on"]
    rows = customers.table("loans", columns)
    rows["since"] = customers.days_before(rows["opened_on"])
    rows["days_left"] = -customers.days_before(rows["matures_on"])
    rows = rows[(rows["since"] >= 0) & ~(rows["days_left"] <= 0)]
    by = customers.grouped(rows)
    customers.put("loans_running", by().size(), 0.0)
    customers.put("loan_rate", by()["rate"].max())
    customers.put("loan_rate_lowest", by()["rate"].min())
    customers.put("loan_days_left", by()["days_left"].min())
    customers.put("loan_since", by()["since"].min())
    for kind in ("mortgage", "consumer", "business"):
        by = customers.grouped(rows[rows["kind"] == kind])
        for column in ("rate", "days_left", "since"):
            customers.put(f"{kind}_{column}", by()[column].max())


def _contacts(customers: Customers) -> None:
    rows = customers.dated("contacts", ["channel", "treated", "outcome"])
    rows = rows[rows["treated"].astype("bool")]
    rows["n"] = 1
    settled, up = rows[rows["days_ago"] >= SETTLED], customers.sum_up
    up(rows, None, "touch", "n", count=(7, 30, 90, 180, YEAR))
    up(settled, _answered, "answer", "n", count=(90, 180, YEAR), since=False)
    half = customers.recent(settled, _answered, 180)
    customers.put("answer_since", half()["days_ago"].min())
    up(rows, equal("outcome", "refused"), "refusal", "n", count=(90, YEAR))
    _rate(customers, settled, "")
    for channel in ("sms", "push", "wecom", "app_banner", "outbound_call"):
        through = equal("channel", channel)
        up(rows, through, f"touch_{channel}", "n", count=(90, YEAR))
        if channel != "sms":
            of_it = both(_answered, through)
            up(settled, of_it, f"answer_{channel}", "n", count=(YEAR,))
            _rate(customers, settled[settled["channel"] == channel], f"_{channel}")


def _answered(rows: Rows) -> Rows:
    return rows["outcome"].isin(ANSWERS)


def _rate(customers: Customers, settled: Rows, suffix: str) -> None:
    number = settled.groupby("customer_id", observed=True).size()
    customers.put("settled", number, 0.0)
    customers.share(f"answer{suffix}_rate", f"answer{suffix}_count_365d", "settled")
    del customers.columns["settled"]


def _requests(customers: Customers) -> None:
    rows = customers.dated("service_requests", ["kind"])
    for kind, windows in (("complaint", (180, YEAR)), ("question", (90, YEAR))):
        customers.sum_up(rows, equal("kind", kind), kind, "kind", count=windows)
