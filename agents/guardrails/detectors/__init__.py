"""Detectors that a pack names and code implements: what needs figures, context or a whole text."""
