"""All features that are declared, by the tables that they read."""

from collections.abc import Iterator

from decision_models.features.declared import (
    assets,
    behaviour,
    behaviour_relations,
    credit,
    flows,
    money,
    outreach,
    peers,
    purchases,
    records,
    sequences,
)
from decision_models.features.feature import Feature


def declared() -> Iterator[Feature]:
    """Every feature and every step to one, tables first, then what is made of them."""
    yield from records.from_records()
    yield from credit.from_credit()
    yield from assets.from_balances()
    for table in (money, behaviour, outreach, purchases):
        for declaration in table.declarations():
            yield from declaration.features()
    yield from flows.from_transactions()
    yield from behaviour.from_app()
    yield from behaviour_relations.related()
    yield from outreach.from_contacts()
    yield from purchases.from_orders()
    yield from sequences.from_steps()
    yield from peers.from_peers()
