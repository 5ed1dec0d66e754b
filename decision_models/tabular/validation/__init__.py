"""How good a model is on rows that it has not seen, and which columns to mistrust."""
