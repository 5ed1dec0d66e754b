"""Comparing methods on the same splits: measures, spread, and who is first or within noise."""
