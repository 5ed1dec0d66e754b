"""The mart: the institution's tables, their rules, and the simulated demo bank."""
