"""Many people at once: whom they are, what they ask, and how it went."""
