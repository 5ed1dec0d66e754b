"""The graph's nodes: one verb phrase, one file, one node."""
