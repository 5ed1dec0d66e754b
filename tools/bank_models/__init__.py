"""The bank's own models as staff ask about them: which there are, and what a card holds of each."""

from tools.bank_models.arguments import ASPECTS, Aspect, CardQuery, ModelsQuery
from tools.bank_models.card import model_card
from tools.bank_models.naming import Named, kind_of, named
from tools.bank_models.overview import models_in_use

__all__ = [
    "ASPECTS",
    "Aspect",
    "CardQuery",
    "ModelsQuery",
    "Named",
    "kind_of",
    "model_card",
    "models_in_use",
    "named",
]
