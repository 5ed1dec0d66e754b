"""The effects of contacts that the house knows how to learn: one YAML file each, beside this."""

from decision_models.catalogue.effects.specification import EffectSpec, find, specifications

__all__ = ["EffectSpec", "find", "specifications"]
