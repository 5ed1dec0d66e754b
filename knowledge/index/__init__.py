"""The index of one version: words, vectors, and the columns that filters read."""
