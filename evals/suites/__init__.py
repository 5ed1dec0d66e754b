"""One file per suite: a short ``run(parts)`` from cases to scores."""
