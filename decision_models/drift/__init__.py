"""Has what a model sees, or what it is worth, changed since it was trained: figures, a verdict."""
