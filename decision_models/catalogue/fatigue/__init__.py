"""What the house knows to learn of weariness: one YAML file a model, beside this."""

from decision_models.catalogue.fatigue.specification import FatigueSpec, find, specifications

__all__ = ["FatigueSpec", "find", "specifications"]
