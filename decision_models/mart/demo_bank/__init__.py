"""The demo bank: a simulated institution, seeded, at any size. Nobody in it exists."""

from decision_models.mart.demo_bank.build import build
from decision_models.mart.demo_bank.shelf import ShelfProduct, shelf

__all__ = ["ShelfProduct", "build", "shelf"]
