"""Reading Chinese closely enough to tell a promise from its denial, a warning or a question."""
