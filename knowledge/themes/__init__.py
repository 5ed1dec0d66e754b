"""Events, themes and what they move (built next)."""
