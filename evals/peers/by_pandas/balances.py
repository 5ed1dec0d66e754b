"""What is held at the ends of months."""

from evals.peers.by_pandas.customers import Customers, Rows

KINDS = ("demand", "deposit", "wealth", "fund", "insurance", "gold", "pension", "bond", "forex")
RARE = ("bond", "forex")


def add(customers: Customers) -> None:
    """Balances, shares, changes, peaks, their spread."""
    rows = customers.table("balances", ["customer_id", "as_of", "category", "balance"])
    month = rows["as_of"].astype("datetime64[s]").dt
    ended = customers.day.year * 12 + customers.day.month
    rows["ago"] = ended - (month.year * 12 + month.month)
    rows = rows[(rows["ago"] >= 0) & (rows["ago"] <= 12)]
    aum = rows.groupby(["customer_id", "ago"], observed=True)["balance"].sum().unstack()
    aum = aum.reindex(index=customers.ids, columns=range(13)).fillna(0.0)
    _all_of_it(customers, aum)
    for kind in KINDS:
        held = rows[rows["category"] == kind]
        held = held.pivot_table(
            index="customer_id", columns="ago", values="balance", aggfunc="sum", observed=True
        )
        _kind(customers, kind, held.reindex(index=customers.ids, columns=range(13)).fillna(0.0))
    now = [_name(kind) for kind in KINDS]
    made = customers.columns
    made["categories_held"] = sum((made[name] > 0).astype(int) for name in now)
    customers.evenness("asset_evenness", now)


def _name(kind: str) -> str:
    return "liquid" if kind == "demand" else f"balance_{kind}"


def _all_of_it(customers: Customers, aum: Rows) -> None:
    made = customers.columns
    for ago in (0, 1, 3, 6, 12):
        made[f"aum_{ago}m_ago" if ago else "aum"] = aum[ago]
        if ago:
            change = (aum[0] - aum[ago]) / aum[ago].where(aum[ago] > 0)
            made[f"aum_change_{ago}m"] = change.clip(upper=5)
    mean, past = aum.mean(axis=1), aum.drop(columns=0).mean(axis=1)
    made["aum_variation"] = (aum.std(axis=1, ddof=0) / mean.where(mean > 0)).clip(upper=20)
    made["aum_of_own"] = (aum[0] / past.where(past > 0)).clip(upper=20)
    made["aum_peak"] = aum.loc[:, :6].max(axis=1)
    made["aum_peak_12m"] = aum.max(axis=1)
    customers.share("aum_of_peak", "aum", "aum_peak")
    customers.share("aum_of_peak_12m", "aum", "aum_peak_12m")
    rising = aum.to_numpy()[:, :-1] > aum.to_numpy()[:, 1:]
    made["aum_rising_months"] = aum[0] * 0 + rising.sum(axis=1)


def _kind(customers: Customers, kind: str, held: Rows) -> None:
    made, name = customers.columns, "liquid" if kind == "demand" else kind
    made[_name(kind)] = held[0]
    customers.share(f"{name}_share", _name(kind), "aum")
    if kind in RARE:
        return
    for ago in (1, 3, 6, 12):
        made[f"{name}_change_{ago}m"] = held[0] - held[ago]
        if kind == "demand":
            made[f"liquid_{ago}m_ago"] = held[ago]
    made[f"{kind}_peak_12m"] = held.max(axis=1)
    customers.share(f"{kind}_of_peak", _name(kind), f"{kind}_peak_12m")
    if kind != "demand":
        made[f"{kind}_months_held"] = (held.loc[:, :11] > 0).sum(axis=1)
