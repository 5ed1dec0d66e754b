"""Where a person's full name stands in a sentence: learned from contexts, not listed."""
