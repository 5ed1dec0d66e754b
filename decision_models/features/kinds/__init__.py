"""The mechanisms that make features: declarations, sequences, relations, peers."""
