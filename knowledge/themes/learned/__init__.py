"""The kind of an event, learned from sentences: what the signs in ``events.yaml`` do not tell."""

from knowledge.themes.learned.model import EventModel, load

__all__ = ["EventModel", "load"]
