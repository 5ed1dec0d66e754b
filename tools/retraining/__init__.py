"""A challenger of a catalogue's model, trained in a process of its own; a person promotes it."""
