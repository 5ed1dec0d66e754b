"""Small models over character n-grams and sentence embeddings, with the data they learned from.

They stand beside the patterns, with thresholds and evidence of their own, and find what no list of
words foresaw. ``training`` fits them again from ``examples/``; the shipped ``.npz`` files carry the
hash of the examples that made them.
"""
