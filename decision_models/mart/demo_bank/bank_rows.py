"""The tables that are about the bank and not about a customer."""

from collections.abc import Iterator
from typing import Any

from decision_models.mart.demo_bank.bank import BRANCHES, MANAGERS, Bank
from decision_models.mart.demo_bank.names import BRANCHES as BRANCH_NAMES
from decision_models.mart.demo_bank.names import HEAD_OFFICE
from decision_models.mart.demo_bank.timeline import date_of
from decision_models.mart.schema import CHANNELS, TABLES, arrow_schema


def bank_tables(bank: Bank) -> Iterator[tuple[str, Any]]:
    """Branches, managers, products and campaigns as ``pyarrow.Table``."""
    yield "branches", _table("branches", _branches())
    yield "managers", _table("managers", _managers(bank))
    yield "products", _table("products", [p.model_dump() for p in bank.shelf.products])
    yield "campaigns", _table("campaigns", _campaigns(bank))


def _table(name: str, rows: list[dict[str, Any]]) -> Any:
    import pyarrow as pa

    return pa.Table.from_pylist(rows, schema=arrow_schema(TABLES[name]))


def _branches() -> list[dict[str, Any]]:
    head = {"branch_id": "B00", "name": HEAD_OFFICE, "parent_id": None, "level": 0}
    return [head] + [
        {"branch_id": f"B{i + 1:02d}", "name": name, "parent_id": "B00", "level": 1}
        for i, name in enumerate(BRANCH_NAMES)
    ]


def _managers(bank: Bank) -> list[dict[str, Any]]:
    per_branch = MANAGERS // BRANCHES
    return [
        {
            "manager_id": f"M{i + 1:03d}",
            "name": name,
            "branch_id": f"B{i // per_branch + 1:02d}",
            "skills": list(skills),
        }
        for i, (name, skills) in enumerate(
            zip(bank.manager_names, bank.manager_skills, strict=True)
        )
    ]


def _campaigns(bank: Bank) -> list[dict[str, Any]]:
    return [
        {
            "campaign_id": f"K{campaign.number:02d}",
            "objective": "purchase",
            "product_id": bank.shelf.products[campaign.product].product_id,
            "channel": CHANNELS[campaign.channel],
            "starts_on": date_of(campaign.starts),
            "ends_on": date_of(campaign.ends),
        }
        for campaign in bank.campaigns
    ]


__all__ = ["bank_tables"]
