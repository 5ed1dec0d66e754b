"""The best hours that the house knows how to learn: one YAML file each, beside this."""

from decision_models.catalogue.hours.specification import HourSpec, find, specifications

__all__ = ["HourSpec", "find", "specifications"]
