"""Model cards: the record, and the page that a person reads."""

from decision_models.cards.card import ModelCard, TopFeature, Training

__all__ = ["ModelCard", "TopFeature", "Training"]
