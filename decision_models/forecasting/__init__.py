"""How an amount will develop: quantiles with calibrated intervals, of one and of a book."""
